# The installer for a tester without root, in a bare system where nothing of Qt is installed. Sourced by packaging/check.
rootless_files() {
    installer=$(echo "$build"/packages/redial-*.run)
    archive=$(echo "$build"/packages/redial-*.txz)
    [[ -f $installer && -f $archive ]]
}

installer_is_small() { [[ $(stat -c %s "$installer") -le $((35 * 1000 * 1000)) ]]; }
checksums_hold() { (cd "$build/packages" && sha256sum --quiet -c SHA256SUMS); }

# Every library in the bundle has a package with a licence in the bill of materials, and its text is there.
materials_are_complete() {
    mkdir -p "$build/checked" && tar -C "$build/checked" -xf "$archive" &&
        python3 "$root/packaging/checks/materials.py" "$build/checked/$(basename "$archive" .txz)/lib/redial"
}

install_rootless() { as_tester sh /packages/redial.run --yes "$@"; }
home_listing() { (cd "$bare/home/tester" && find . ! -path './.cache*' | sort); }
installed_version() { as_tester /home/tester/.local/bin/redial version; }

# Installs, and notes how long it took; a busy machine takes longer, so the figure is printed and nothing is asserted.
install_timed() {
    local begin
    begin=$(date +%s%N) && install_rootless || return 1
    milliseconds=$((($(date +%s%N) - begin) / 1000000))
}

no_qt_on_the_system() { ! find "$bare/usr" -name 'libQt6*' | grep .; }

# Everything that the two programs and the plugins need is in the bundle or of the C and C++ runtime.
only_the_runtime_is_the_systems() {
    as_tester sh -c 'ldd /home/tester/.local/lib/redial/bin/* /home/tester/.local/lib/redial/plugins/*/*.so 2>/dev/null' |
        grep -v -E '^/|linux-vdso|ld-linux|/home/tester/\.local/lib/redial/|lib(c|m|dl|rt|pthread|resolv|stdc\+\+|gcc_s)\.so' >"$output.libraries"
    cat "$output.libraries"
    [[ ! -s $output.libraries ]]
}

# Under a Wayland compositor without a screen: the window is there for as long as it is left alone, and says nothing.
wayland_window_lives() {
    local status=0 socket=$bare/run/user/1000/wayland-test
    start_inside "$bare/tmp/weston.log" weston --backend=headless-backend.so --socket=wayland-test --idle-time=0
    within 20 test -S "$socket" || status=1
    start_inside "$bare/tmp/wayland.log" env WAYLAND_DISPLAY=wayland-test WAYLAND_DEBUG=client QT_QPA_PLATFORM=wayland \
        "$programs/redial-desktop"
    # The compositor has configured a top-level surface, and the client has put a picture on it.
    within 30 grep -q 'xdg_surface@[0-9]*.ack_configure' "$bare/tmp/wayland.log" || status=1
    within 30 grep -q 'wl_surface@[0-9]*.attach(wl_buffer' "$bare/tmp/wayland.log" || status=1
    kill -0 "${started[-1]}" || status=1
    tail -n 5 "$bare/tmp/wayland.log" "$bare/tmp/weston.log"
    end_started
    return "$status"
}

# A double click: the desktop knows a run file by its beginning, knows the program for it, and starts it with the file.
double_click_opens() {
    local status=0
    as_tester env HOME=/home/tester "$programs/redial" demo --virtual --seed 7 --quiet --log /home/tester/run.redial || return 1
    start_x_server || return 1
    [[ $(as_tester xdg-mime query filetype /home/tester/run.redial) == application/vnd.redial.run ]] || status=1
    [[ $(as_tester xdg-mime query default application/vnd.redial.run) == org.redial.Redial.desktop ]] || status=1
    start_inside "$bare/tmp/open.log" xdg-open /home/tester/run.redial
    within 30 opened_with_file || status=1
    within 30 screen_is_painted || status=1
    keep_screen "$1"
    cat "$bare/tmp/open.log"
    end_opened
    end_started
    rm -f "$bare/home/tester/run.redial"
    return "$status"
}

# The window that a desktop started is nobody's child any more: found by its program and the root that it runs in.
opened_processes() {
    local link
    for link in /proc/[0-9]*; do
        [[ $(readlink "$link/root") == "$bare" && $(readlink "$link/exe") == *redial-desktop ]] && echo "${link#/proc/}"
    done 2>/dev/null
}
opened_with_file() {
    local id
    for id in $(opened_processes); do
        if tr '\0' ' ' <"/proc/$id/cmdline" | grep -c 'run.redial' >/dev/null; then return 0; fi
    done
    return 1
}
end_opened() { local id; for id in $(opened_processes); do kill "$id"; done; }

# An older installation of the same files stands in for the release before (there is none yet).
upgrade_keeps_settings() {
    echo 0.0.9 >"$bare/home/tester/.local/lib/redial/VERSION"
    mkdir -p "$bare/home/tester/.config/redial" && echo "[kept]" >"$bare/home/tester/.config/redial/kept.ini"
    install_rootless >"$output.upgrade" 2>&1 && cat "$output.upgrade" && grep -q 'in place of 0.0.9' "$output.upgrade" &&
        [[ $(cat "$bare/home/tester/.config/redial/kept.ini") == "[kept]" ]] && installed_version
    local status=$?
    rm -rf "$output.upgrade" "$bare/home/tester/.config/redial"
    return "$status"
}

removal_leaves_nothing() {
    as_tester /home/tester/.local/bin/redial-uninstall --yes || return 1
    rm -rf "$bare/home/tester/.config" "$bare/home/tester/.cache" "$bare/home/tester/.local/share/redial"
    find "$bare/home/tester" -depth -type d -empty -path '*/.local*' -delete
    home_listing >"$output.after"
    diff "$output.before" "$output.after"
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
}

# check_rootless_in_bare RELEASE
check_rootless_in_bare() {
    local where="in a bare Debian $1 (as a user without rights)"
    runner=(as_tester) programs=/home/tester/.local/bin
    rm -f "$bare"/packages/*
    cp "$installer" "$bare/packages/redial.run" && home_listing >"$output.before"
    try "without xz it is refused with a sentence" refused 'xz is in the package' install_rootless
    try "xz-utils is there now, and no Qt" install_inside xz-utils && no_qt_on_the_system
    try "a read-only prefix is refused with a sentence" refused 'cannot be written to' install_rootless --prefix /opt/redial
    try "it installs $where" install_timed || return
    note measured "the installation took $milliseconds ms (goal: under 5000)"
    try "a second file of the same version repairs it" install_rootless
    try "only the C and C++ runtime is the system's" only_the_runtime_is_the_systems
    try "redial version" redial version
    try "redial demo --virtual --seed 7, twice, writes the same file" same_run_twice
    try "redial runs keeps a run" history_keeps_a_run
    try "wss:// with a verified certificate: lost, regained; without the certificate: refused" secure_connection
    try "an X server, Wayland, fonts and the desktop's tools come, still no Qt" install_inside \
        'xvfb xkb-data fonts-dejavu-core weston xdg-utils shared-mime-info desktop-file-utils libfile-mimeinfo-perl' && no_qt_on_the_system
    try "the window draws under Xvfb ($build/checked/window-rootless-$1.png)" window_draws "window-rootless-$1"
    try "the window lives under Wayland (weston headless)" wayland_window_lives
    try "once more, so that the desktop's tools see the file types" install_rootless
    try "a double click (xdg-open) opens a run file in the window" double_click_opens "double-click-$1"
    try "an upgrade in place of an older version keeps the settings" upgrade_keeps_settings
    try "the uninstaller leaves the home folder as it was" removal_leaves_nothing
}
