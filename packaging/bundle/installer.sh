#!/bin/sh
# Redial @VERSION@ for Linux x86_64: installs itself below a folder of yours, without root.
#   sh redial-@VERSION@-linux-x86_64.run [--prefix FOLDER] [--yes] [--downgrade] | --verify | --help
# Either everything is installed, or nothing is changed. Exit status: 0 done, 1 refused (a sentence says why), 2 usage.
set -u
LC_ALL=C
export LC_ALL
version=@VERSION@
glibc_wanted=@GLIBC@
archive_bytes=@ARCHIVE_BYTES@
archive_sha256=@ARCHIVE_SHA256@
unpacked_kib=@UNPACKED_KIB@
archive_begins_at=@ARCHIVE_BEGINS_AT@

say() { printf '%s\n' "$*"; }
refuse() { printf 'Redial was not installed: %s\n' "$*" >&2; exit 1; }
usage() {
    sed -n '2,4s/^# \{0,1\}//p' "$file"
    say "Without --prefix it goes to ~/.local. Remove it with redial-uninstall from the folder bin there."
}

# is_newer A B: version A is newer than B.
is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

archive() { tail -c "+$archive_begins_at" "$file"; }

verify() {
    for tool in tail tar xz sha256sum sort mktemp df find sed grep; do
        command -v "$tool" >/dev/null || refuse "the program $tool is missing; install it (xz is in the package xz-utils or xz)."
    done
    [ "$(archive | wc -c)" -eq "$archive_bytes" ] && [ "$(archive | sha256sum | cut -d ' ' -f 1)" = "$archive_sha256" ] ||
        refuse "the file $file is damaged; download it again and compare it with SHA256SUMS."
}

check_system() {
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
        refuse "this file is for Linux on x86_64, and this is $(uname -s) on $(uname -m); build Redial from its source."
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
    [ -n "$glibc" ] || refuse "this system has no GNU C library; build Redial from its source."
    ! is_newer "$glibc_wanted" "$glibc" ||
        refuse "it needs the C library $glibc_wanted and this system has $glibc; use Debian 12 or a system as new."
}

# The nearest folder above (or at) the prefix that exists.
ground() {
    ground=$prefix
    while [ ! -e "$ground" ]; do ground=$(dirname "$ground"); done
}

check_prefix() {
    case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
    esac
    case $prefix in
    *[\"\\\$\`%]* | *"
"*) refuse "the folder's name holds a quote, \\, \$, \` or %, which the menu cannot start a program from; choose another --prefix." ;;
    esac
    ground
    [ -d "$ground" ] || refuse "$ground is a file, not a folder; choose another --prefix."
    if ! probe=$(mktemp -d "$ground/.redial-probe.XXXXXX" 2>/dev/null); then
        refuse "$ground cannot be written to; choose a folder of yours with --prefix."
    fi
    rmdir "$probe"
    free=$(df -Pk "$ground" | tail -n 1 | sed 's/.* \([0-9][0-9]*\)  *[0-9]*% .*/\1/')
    [ "$free" -ge $((unpacked_kib + unpacked_kib / 8)) ] ||
        refuse "$ground has $((free / 1024)) MiB free, and $(((unpacked_kib + unpacked_kib / 8) / 1024 + 1)) MiB are needed; free some space or choose another --prefix."
}

running_here() {
    for link in /proc/[0-9]*/exe; do
        case $(readlink "$link" 2>/dev/null) in
        "$prefix/lib/redial/bin/"*) link=${link#/proc/}; printf '%s ' "${link%/exe}" ;;
        esac
    done
}

# What is there already: sets `before` to the version of an installation by this program, or leaves it empty.
check_before() {
    before=
    [ -e "$prefix/lib/redial" ] || return 0
    [ -f "$prefix/lib/redial/manifest" ] && [ -f "$prefix/lib/redial/VERSION" ] ||
        refuse "$prefix/lib/redial is there and was not made by this installer; move it away or choose another --prefix."
    before=$(cat "$prefix/lib/redial/VERSION")
    if is_newer "$before" "$version" && ! $downgrade; then
        refuse "Redial $before is there, which is newer than $version; keep it, or add --downgrade."
    fi
    busy=$(running_here)
    [ -z "$busy" ] || refuse "Redial is running (process ${busy% }); close it and start this again."
}

agree() {
    [ -t 0 ] || refuse "nobody can be asked here; add --yes to install into $prefix."
    if [ -n "$before" ]; then printf 'Replace Redial %s in %s by %s? [Y/n] ' "$before" "$prefix" "$version"
    else printf 'Install Redial %s into %s? [Y/n] ' "$version" "$prefix"; fi
    read -r answer || answer=n
    case $answer in '' | y | Y | yes) ;; *) refuse "as you wished." ;; esac
}

# make_folder PATH (below the prefix): with its parents, each new one noted, so that it can be removed again.
make_folder() {
    [ -d "$prefix/$1" ] && return 0
    case $1 in */*) make_folder "${1%/*}" || return 1 ;; esac
    mkdir "$prefix/$1" && printf 'd %s\n' "$1" >>"$work/folders"
}

# The menu must find the program wherever it is. Quoted only where it must be: some programs that read Exec take quotes
# for a part of the name.
write_entry() {
    place=$(printf '%s' "$prefix/bin/redial-desktop" | sed 's/[|&]/\\&/g')
    case $prefix in
    *[!A-Za-z0-9/._+-]*) command="\"$place\"" ;;
    *) command=$place ;;
    esac
    sed -e "s|^Exec=redial-desktop|Exec=$command|" -e "s|^TryExec=.*|TryExec=$place|" "$1" >"$work/entry" && mv "$work/entry" "$1"
}

unpack() {
    echo $$ >"$work/process" && mkdir "$work/new" "$work/old" && : >"$work/folders" && : >"$work/placed" && : >"$work/displaced" &&
        archive | xz -dc | tar -x -C "$work/new" --strip-components=1 --no-same-owner -f - 2>"$work/log" ||
        refuse "the archive cannot be unpacked in $prefix: $(tail -n 1 "$work/log")"
    "$work/new/lib/redial/bin/redial" version >"$work/log" 2>&1 ||
        refuse "the program does not run on this system: $(tail -n 1 "$work/log")"
    write_entry "$work/new/share/applications/org.redial.Redial.desktop" || refuse "$prefix is full."
    (cd "$work/new" && find . ! -type d | sed 's|^\./|f |' | sort; echo "f lib/redial/manifest") >"$work/manifest"
    if [ -n "$before" ]; then grep '^f ' "$prefix/lib/redial/manifest" >"$work/former"; else : >"$work/former"; fi
}

# Nothing that is not from the installation before may be overwritten.
check_foreign() {
    while read -r kind path; do
        if [ -e "$prefix/$path" ] || [ -L "$prefix/$path" ]; then
            grep -qxF "$kind $path" "$work/former" ||
                refuse "$prefix/$path is there and is not Redial's; move it away or choose another --prefix."
        fi
    done <"$work/manifest"
}

# take_back WORK: everything that `place` did with that folder.
take_back() {
    [ -f "$1/placed" ] && while read -r path; do rm -f "$prefix/$path"; done <"$1/placed"
    [ -f "$1/displaced" ] && while read -r path; do
        [ -e "$1/old/$path" ] || [ -L "$1/old/$path" ] || continue
        mv "$1/old/$path" "$prefix/$path"
    done <"$1/displaced"
    folders=$(sed -n 's/^d //p' "$1/folders" 2>/dev/null | sort -r)
    rm -rf "$1"
    printf '%s\n' "$folders" | while read -r path; do [ -z "$path" ] || rmdir "$prefix/$path" 2>/dev/null; done
}

# Runs when the installer ends before it is done, for whatever reason.
undo() {
    status=$?
    trap - EXIT
    trap '' HUP INT TERM
    [ -n "$work" ] && take_back "$work"
    printf '%s\n' "$prefix_made" | while read -r path; do [ -z "$path" ] || rmdir "$path" 2>/dev/null; done
    exit "$status"
}

# What an installer left that was killed in the middle.
take_back_leftovers() {
    for left in "$prefix"/.redial-installing.*; do
        [ -d "$left" ] || continue
        owner=$(cat "$left/process" 2>/dev/null)
        [ -z "$owner" ] || [ ! -d "/proc/$owner" ] ||
            refuse "another installation into $prefix is running (process $owner); wait for its end."
        take_back "$left"
        say "An installation that was broken off in the middle is taken back."
    done
}

place() {
    while read -r _ path; do
        [ -e "$prefix/$path" ] || [ -L "$prefix/$path" ] || continue
        mkdir -p "$work/old/$(dirname "$path")" && printf '%s\n' "$path" >>"$work/displaced" &&
            mv "$prefix/$path" "$work/old/$path" || return 1
    done <"$work/former"
    while read -r _ path; do
        [ "$path" = lib/redial/manifest ] && continue
        make_folder "$(dirname "$path")" && printf '%s\n' "$path" >>"$work/placed" &&
            mv "$work/new/$path" "$prefix/$path" || return 1
    done <"$work/manifest"
    [ -z "$prefix_made" ] || echo "made the prefix" >>"$work/folders"
    { cat "$work/manifest" "$work/folders"; grep -v '^f ' "$work/old/lib/redial/manifest" 2>/dev/null; } |
        sort -u >"$work/whole" && printf 'lib/redial/manifest\n' >>"$work/placed" &&
        mv "$work/whole" "$prefix/lib/redial/manifest"
}

# Folders above the prefix that do not exist yet, outermost first; noted so that `undo` can remove them.
make_prefix() {
    missing=
    ground=$prefix
    while [ ! -e "$ground" ]; do
        missing="$ground
$missing"
        prefix_made="$prefix_made$ground
"
        ground=$(dirname "$ground")
    done
    mkdir -p "$prefix" && prefix=$(cd "$prefix" && pwd -P)
}

register() {
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$prefix/share/mime" >/dev/null 2>&1
    else missing_tools="update-mime-database"; fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database "$prefix/share/applications" >/dev/null 2>&1
    else missing_tools="$missing_tools update-desktop-database"; fi
    [ -z "$missing_tools" ] ||
        say "There is no desktop here (no $missing_tools): the menu entry and the file types are in place for when there is one; redial works in the terminal."
    case ${XDG_DATA_HOME:-$HOME/.local/share}:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}: in
    *"$prefix/share:"* | *"$prefix/share/:"*) ;;
    *) say "The menu looks for programs in XDG_DATA_DIRS; add $prefix/share to it to find Redial there." ;;
    esac
    case :$PATH: in
    *":$prefix/bin:"*) ;;
    *) say "$prefix/bin is not on the PATH; add it, or start $prefix/bin/redial by its full name." ;;
    esac
}

main() {
    prefix= yes=false downgrade=false work= prefix_made= missing_tools=
    while [ $# -gt 0 ]; do
        case $1 in
        --prefix) [ $# -gt 1 ] || { usage; exit 2; }; prefix=$2; shift ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        --yes) yes=true ;;
        --downgrade) downgrade=true ;;
        --verify) verify; say "$file is whole: Redial $version."; exit 0 ;;
        --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
        esac
        shift
    done
    HOME=${HOME:-}
    [ -n "$prefix$HOME" ] || refuse "HOME is not set; say where with --prefix."
    prefix=${prefix:-$HOME/.local}
    verify
    check_system
    check_prefix
    if [ -d "$prefix" ]; then prefix=$(cd "$prefix" && pwd -P); fi
    take_back_leftovers
    check_before
    $yes || agree
    trap undo EXIT
    trap 'exit 1' HUP INT TERM
    make_prefix || refuse "$prefix cannot be made; choose another --prefix."
    work=$(mktemp -d "$prefix/.redial-installing.XXXXXX") || refuse "$prefix cannot be written to; choose another --prefix."
    unpack
    check_foreign
    place 2>"$work/log" || refuse "a file could not be put in its place, and all is as it was: $(tail -n 1 "$work/log")"
    trap - EXIT HUP INT TERM
    rm -rf "$work"
    say "Redial $version is installed in $prefix${before:+ in place of $before}."
    register
}

file=$0
main "$@"
exit 0
