# The RPM packages: only what they hold and ask for; there is no RPM system here to install them on.
rpm_packages() {
    redial_rpm=$(ls "$build"/packages/redial-[0-9]*.rpm) && desktop_rpm=$(ls "$build"/packages/redial-desktop-*.rpm)
}

# The same files as in the Debian package of that name.
same_files() {
    diff <(rpm -qp --queryformat '[%{FILEMODES:perms} %{FILENAMES}\n]' "$1" | awk '$1 !~ /^d/ {print $2}' | sort) \
        <(dpkg-deb -c "$2" | awk '$1 !~ /^d/ {print $6}' | sed 's/^\.//' | sort)
}

# asks_for PACKAGE WORDS...: each of the words begins something that the package requires.
asks_for() {
    local package=$1 wanted required
    shift
    required=$(rpm -qp --requires "$package") || return 1
    for wanted in "$@"; do
        grep -F "$wanted" <<<"$required" || { echo "$package does not ask for $wanted"; return 1; }
    done
}

asks_for_no_gui() {
    local required
    required=$(rpm -qp --requires "$1") && [[ -n $required ]] && ! grep -E 'libQt6(Gui|Widgets)' <<<"$required"
}

check_rpm() {
    section "The RPM packages: $(basename -a "$redial_rpm" "$desktop_rpm" | xargs)"
    try "redial holds the same files as the Debian package" same_files "$redial_rpm" "$redial_deb"
    try "redial-desktop holds the same files as the Debian package" same_files "$desktop_rpm" "$desktop_deb"
    try "redial asks for Qt's network library" asks_for "$redial_rpm" 'libQt6Network.so.6'
    try "redial does not ask for Gui" asks_for_no_gui "$redial_rpm"
    try "redial-desktop asks for Gui and for redial of the same version" \
        asks_for "$desktop_rpm" 'libQt6Gui.so.6' "redial = $version-1"
    try "their digests are right" rpm -K --nosignature "$redial_rpm" "$desktop_rpm"
}
