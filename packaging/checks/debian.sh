# The two Debian packages. Sourced by packaging/check.
debian_packages() {
    redial_deb=$(echo "$build"/packages/redial_*.deb)
    desktop_deb=$(echo "$build"/packages/redial-desktop_*.deb)
    [[ -f $redial_deb && -f $desktop_deb ]]
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

nothing_left() {
    inside apt-get -qq -y purge redial redial-desktop &&
        ! find "$bare/usr" "$bare/etc" "$bare/var/lib" -iname '*redial*' -not -path '*/dpkg/*' | grep .
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
    try "redial version" redial version
    try "redial demo --virtual --seed 7, twice, writes the same file" same_run_twice
    try "redial runs keeps a run" history_keeps_a_run
    try "redial demo on real sockets" redial demo
    try "wss:// with a verified certificate: lost, regained; without the certificate: refused" secure_connection
    try "redial-desktop installs with apt" install_inside '/packages/redial-desktop_*.deb xvfb xkb-data fonts-dejavu-core'
    try "it brought Qt Gui" is_present libqt6gui6
    try "the window draws under Xvfb ($build/checked/window-deb.png)" window_draws window-deb
    try "purging both leaves no file" nothing_left
}
