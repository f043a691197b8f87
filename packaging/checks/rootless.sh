# The installer and the archive for a tester without root: in a bare system where nothing of Qt is installed, or on this
# machine. Sourced by packaging/check.
rootless_files() {
    installer=$(echo "$build"/packages/redial-*.run)
    archive=$(echo "$build"/packages/redial-*.txz)
    unpacked=$build/checked/$(basename "$archive" .txz)
    [[ -f $installer && -f $archive ]]
}

installer_is_small() { [[ $(stat -c %s "$installer") -le $((35 * 1000 * 1000)) ]]; }
checksums_hold() { (cd "$build/packages" && sha256sum --quiet -c SHA256SUMS); }

# Every library in the bundle has a package with a licence in the bill of materials, and its text is there.
materials_are_complete() {
    rm -rf "$unpacked" && mkdir -p "$build/checked" && tar -C "$build/checked" -xf "$archive" &&
        python3 "$root/packaging/checks/materials.py" "$unpacked/lib/redial"
}

make_previous() { python3 "$root/packaging/checks/previous.py" "$unpacked" "$build/checked/previous"; }

# bring FOLDER: the installers and the archive into a folder of the place where they are tried.
bring() {
    there=$1
    mkdir -p "$bare$there" && rm -rf "$bare${there:?}"/* && cp "$installer" "$bare$there/redial.run" &&
        cp "$build/checked/previous/previous.run" "$bare$there/" && cp "$archive" "$bare$there/redial.txz"
}

install_rootless() { as_tester sh "$there/redial.run" --yes "$@"; }

# Each file, link and folder of the home folder, with its mode and what is in it.
home_listing() {
    (cd "$bare$home" && find . -printf '%p %y %m %l\n' && find . -type f -exec sha256sum {} +) | sort
}

install_timed() {
    local begin
    begin=$(date +%s%N) && install_rootless || return 1
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
}

no_qt_on_the_system() { ! find "$bare/usr" -name 'libQt6*' | grep .; }
install_without_qt() { install_inside "$1" && no_qt_on_the_system; }

# Everything that the two programs and the plugins need is in the bundle or of the C and C++ runtime.
only_the_runtime_is_the_systems() {
    local own=$home/.local/lib/redial
    as_tester sh -c 'ldd "$1"/bin/redial "$1"/bin/redial-desktop "$1"/plugins/*/*.so' sh "$own" >"$output.libraries" || return 1
    grep -c "libQt6Core.so.6 => $own/" "$output.libraries" || return 1
    ! grep -v -E "^/|linux-vdso|ld-linux|=> $own/|statically linked|lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s)\.so" "$output.libraries"
}

# What programs write in a home folder; the installer never made it and the uninstaller must not touch it.
yours=(.config/redial .local/share/redial/history.sqlite .local/share/redial/history.sqlite.journal.jsonl
    .local/share/redial/redial-desktop .cache/fontconfig)

# forget_yours: removes that, and the folders that are empty then.
forget_yours() {
    local path
    for path in "${yours[@]}"; do
        [[ -e $bare$home/$path ]] || continue
        rm -rf "$bare${home:?}/$path" && (cd "$bare$home" && rmdir -p --ignore-fail-on-non-empty "$(dirname "$path")") || return 1
    done
}

yours_listing() {
    local path
    for path in "${yours[@]}"; do
        [[ ! -e $bare$home/$path ]] || find "$bare$home/$path" -type f -exec sha256sum {} +
    done
}

# uninstalled BIN: the uninstaller there leaves what is yours as it is, and but for that the home folder as it was before.
uninstalled() {
    yours_listing >"$output.yours" && grep redial-desktop.ini "$output.yours" || return 1
    as_tester "$1/redial-uninstall" --yes && yours_listing | diff "$output.yours" - || return 1
    forget_yours && home_listing | diff "$output.before" -
}

# refused WORDS COMMAND...: it fails, says WORDS, and nothing below the home folder has changed.
refused() {
    local words=$1 status=0
    shift
    home_listing >"$output.then"
    "$@" >"$output.refusal" 2>&1 && status=1
    cat "$output.refusal"
    grep -q "$words" "$output.refusal" && home_listing | diff "$output.then" - || status=1
    rm -f "$output.then" "$output.refusal"
    return "$status"
}

check_rootless_files() {
    section "The rootless installer: $(basename "$installer")"
    try "it takes at most 35 MB" installer_is_small
    try "SHA256SUMS names the files as they are" checksums_hold
    try "each bundled file has its package, licence and licence text in the bill of materials" materials_are_complete
    try "a version 0.0.9 with other files is packed, to be upgraded" make_previous
}

# What both programs must do, installed or unpacked.
try_programs() {
    try "redial and redial-desktop say $version" both_say_version
    try "redial demo --virtual: a seed gives the same file twice, another seed another file" same_run_twice
    try "redial run --examples --virtual finds its scenarios, and all hold" examples_hold
}
both_say_version() { command_line_says_version && window_says_version; }

# What is in ~/.local now.
try_installation() {
    runner=(as_tester) programs=$home/.local/bin
    try "that took $milliseconds ms (goal: under 5000; more than 60000 is a failure)" test "$milliseconds" -le 60000
    try "only the C and C++ runtime is the system's" only_the_runtime_is_the_systems
    try_programs
    try "redial runs keeps a run" history_keeps_a_run
    try "redial demo on real sockets" redial demo --duration 5s --drop-at 1s:reset
    try "wss:// with a verified certificate: lost, regained; refused when the certificate is not trusted" secure_connection
}

repair() {
    rm "$bare$home/.local/lib/redial/plugins/tls/libqopensslbackend.so" && install_rootless &&
        [[ -f $bare$home/.local/lib/redial/plugins/tls/libqopensslbackend.so ]]
}

try_removal() {
    try "its window notes in the settings what it opened" settings_begin
    rm -f "$bare$home/before.redial"
    try "the uninstaller keeps settings and runs, and leaves nothing else" uninstalled "$home/.local/bin"
}

install_previous() {
    as_tester sh "$there/previous.run" --yes --prefix "$1" && [[ -f $bare$1/lib/redial/only-in-0.0.9 ]] &&
        [[ -d $bare$1/share/redial/only-in-0.0.9 && ! -e $bare$1/$changed ]] && settings_begin
}

upgrade() {
    install_rootless --prefix "$1" >"$output.upgrade" 2>&1
    cat "$output.upgrade"
    grep -q 'in place of 0.0.9' "$output.upgrade" && [[ $(cat "$bare$1/lib/redial/VERSION") == "$version" ]] &&
        [[ ! -e $bare$1/lib/redial/only-in-0.0.9 && ! -e $bare$1/share/redial/only-in-0.0.9/file ]] &&
        [[ -f $bare$1/$changed ]] && settings_go_on
}

# An upgrade, in a folder with spaces and letters that are not ASCII: plugins (TLS) are found from there, too.
try_upgrade_in_other_letters() {
    local prefix="$home/Prüf stand/充电 & co" changed=share/redial/scenarios/field-flapping-server.redial.json
    programs=$prefix/bin
    try "0.0.9 installs into a folder with spaces and other letters, and its window notes what it opened" \
        install_previous "$prefix" || return
    try "the upgrade takes away what only 0.0.9 had, brings what is new, and keeps the settings" upgrade "$prefix"
    try "redial and redial-desktop say $version there" both_say_version
    try "wss:// there" secure_connection
    [[ -z $1 ]] || try "the window draws there ($build/checked/$1.png)" window_draws "$1"
    try "the uninstaller keeps settings there, and leaves nothing else" uninstalled "$programs"
}

# The archive, unpacked anywhere.
try_archive() {
    programs=$home/anywhere/$(basename "$unpacked")/bin
    try "the archive (TXZ) unpacks" as_tester sh -c 'mkdir "$1" && tar -C "$1" -xf "$2"' sh "$home/anywhere" \
        "$there/redial.txz" || return
    try_programs
    try "the window of the archive draws under Xvfb" window_draws "window-archive-$1"
    rm -rf "$bare$home/anywhere"
}

# check_rootless_in_bare RELEASE
check_rootless_in_bare() {
    bring /packages && home_listing >"$output.before"
    try "without xz it is refused with a sentence" refused 'xz is in the package' install_rootless
    try "xz-utils is there now, and no Qt" install_without_qt xz-utils
    try "a read-only prefix is refused with a sentence" refused 'cannot be written to' install_rootless --prefix /opt/redial
    try "it installs in a bare Debian $1 (as a user without rights)" install_timed || return
    try_installation
    try "a run file and a scenario are there to be opened" make_files_to_open
    try "an X server, Wayland, fonts and the desktop's tools come, still no Qt" install_without_qt "$desktop_tools weston"
    try "the desktop's tools did not see the installation: both files are of other types" files_are_of_another_type
    try "the window draws under Xvfb ($build/checked/window-rootless-$1.png)" window_draws "window-rootless-$1"
    try "the window is shown under Wayland (weston headless) and stays" wayland_window_lives
    try "a second run brings back a lost plugin, and the desktop's tools see the file types" repair
    check_double_click "rootless-$1"
    try_removal
    try_upgrade_in_other_letters "window-other-letters-$1"
    try_archive "$1"
}

# check_rootless_here: without a bare system, in a home folder of its own.
check_rootless_here() {
    section "The rootless installer on this machine, in a home folder of its own"
    use_this_machine "$(mktemp -d)"
    bring "$(dirname "$home")/packages" && home_listing >"$output.before"
    try "it installs below $home" install_timed || return
    try_installation
    try "a second run brings back a lost plugin" repair
    try_removal
    try_upgrade_in_other_letters ""
    rm -rf "$(dirname "$home")"
}
