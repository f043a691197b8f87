# The two Debian packages. Sourced by packaging/check.
debian_packages() {
    redial_deb=$(echo "$build"/packages/redial_*.deb)
    desktop_deb=$(echo "$build"/packages/redial-desktop_*.deb)
    [[ -f $redial_deb && -f $desktop_deb ]] && version=$(dpkg-deb -f "$redial_deb" Version) && version=${version%-1}
}

no_gui_dependency() { ! dpkg-deb -f "$1" Depends | grep -E 'qt6(gui|widgets)'; }

small_enough() { [[ $(cat "$redial_deb" "$desktop_deb" | wc -c) -le $((3 * 1000 * 1000)) ]]; }

# is_hardened PROGRAM: position-independent, relocations read-only, bound at the start, stack protected.
is_hardened() {
    local headers symbols
    headers=$(readelf -hldW "$1") && symbols=$(readelf -W --dyn-syms "$1") || return 1
    grep -q 'Type: *DYN' <<<"$headers" && grep -q GNU_RELRO <<<"$headers" && grep -q BIND_NOW <<<"$headers" &&
        grep -q __stack_chk_fail <<<"$symbols"
}

# A fortified call shows only where a program calls the C library with a buffer; the window prints with fprintf.
programs_are_hardened() {
    is_hardened "$build/bin/redial" && is_hardened "$build/bin/redial-desktop" &&
        grep -q __fprintf_chk <<<"$(readelf -W --dyn-syms "$build/bin/redial-desktop")"
}

purge_inside() { inside apt-get -qq -y purge redial redial-desktop; }

nothing_left() {
    purge_inside && ! find "$bare/usr" "$bare/etc" "$bare/var/lib" -iname '*redial*' -not -path '*/dpkg/*' | grep .
}

# older_package DEB FOLDER: the same as version 0.0.9-1, with a file that the new version lacks and without one that it
# has: what stands in for the release before, since there is none yet.
older_package() {
    local name stage=$output.older
    name=$(dpkg-deb -f "$1" Package)
    rm -rf "$stage" && dpkg-deb -R "$1" "$stage" &&
        sed -i "s/^Version: .*/Version: 0.0.9-1/; s/redial (= $version-1)/redial (= 0.0.9-1)/" "$stage/DEBIAN/control" &&
        echo old >"$stage/usr/share/doc/$name/only-in-0.0.9" && rm "$stage/usr/share/man/man1/$name.1.gz" &&
        (cd "$stage" && find usr -type f -exec md5sum {} + >DEBIAN/md5sums) &&
        dpkg-deb -Zgzip -z1 --root-owner-group -b "$stage" "$2/${name}_0.0.9-1.deb"
    local status=$?
    rm -rf "$stage"
    return "$status"
}

install_older() {
    local deb
    mkdir -p "$bare/packages/older" || return 1
    for deb in "$redial_deb" "$desktop_deb"; do older_package "$deb" "$bare/packages/older" || return 1; done
    purge_inside && install_inside '/packages/older/*.deb' && files_are_of 0.0.9-1 && settings_begin
}

# files_are_of VERSION: both packages are of that version, and their files are its files.
files_are_of() {
    local name
    for name in redial redial-desktop; do
        [[ $(inside dpkg-query -W -f '${Version}' "$name") == "$1" ]] || fails echo "$name is not $1" || return 1
        if [[ $1 == 0.0.9-1 ]]; then
            [[ -f $bare/usr/share/doc/$name/only-in-0.0.9 && ! -e $bare/usr/share/man/man1/$name.1.gz ]] || return 1
        else
            [[ ! -e $bare/usr/share/doc/$name/only-in-0.0.9 && -f $bare/usr/share/man/man1/$name.1.gz ]] || return 1
        fi
    done
}

upgrade_keeps_settings() { install_inside '/packages/*.deb' && files_are_of "$version-1" && settings_go_on; }

try_upgrade() {
    try "a version 0.0.9 with other files installs, and its window notes what it opened" install_older &&
        try "the upgrade takes away what only 0.0.9 had, and keeps the settings" upgrade_keeps_settings
}

check_debian_files() {
    section "The Debian packages: $(basename -a "$redial_deb" "$desktop_deb" | xargs)"
    try "lintian finds no error" lintian --allow-root --fail-on error "$redial_deb" "$desktop_deb"
    cat "$output"
    try "both together take at most 3 MB" small_enough
    try "the programs are hardened: PIE, relro, now, stack protector, fortified" programs_are_hardened
    try "redial depends on no Gui package" no_gui_dependency "$redial_deb"
}

check_debian_in_bare() {
    runner=(inside) programs=/usr/bin
    mkdir -p "$bare/packages" && cp "$redial_deb" "$desktop_deb" "$bare/packages/"
    try "redial installs with apt in a bare Debian 12" install_inside '/packages/redial_*.deb' || return
    try "it brought no Qt Gui library" is_absent libqt6gui6
    try "redial version says $version" command_line_says_version
    try "redial demo --virtual: a seed gives the same file twice, another seed another file" same_run_twice
    try "redial runs keeps a run" history_keeps_a_run
    try "redial run --examples --virtual finds its scenarios, and all hold" examples_hold
    try "redial demo on real sockets" redial demo --duration 5s --drop-at 1s:reset
    try "wss:// with a verified certificate: lost, regained; refused when the certificate is not trusted" secure_connection
    try "a run file and a scenario are there to be opened" make_files_to_open
    try "an X server, fonts and the desktop's tools install" install_inside "$desktop_tools"
    try "without redial-desktop a run file and a scenario are of other types" files_are_of_another_type
    try "redial-desktop installs with apt" install_inside '/packages/redial-desktop_*.deb'
    try "it brought Qt Gui" is_present libqt6gui6
    try "redial-desktop says $version" window_says_version
    try "the window draws under Xvfb ($build/checked/window-deb.png)" window_draws window-deb
    check_double_click deb
    try_upgrade
    try "purging both leaves no file" nothing_left
}
