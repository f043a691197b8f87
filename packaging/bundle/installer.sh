#!/bin/sh
# Redial @VERSION@ for Linux x86_64: installs itself below a folder of yours, without root.
#   sh redial-@VERSION@-linux-x86_64.run [--prefix FOLDER] [--yes] [--downgrade] | --verify | --help
# Either everything is installed, or nothing is changed. Exit status: 0 done, 1 refused (a sentence says why), 2 usage.
#
# A damaged file is told before anything else. Where a download turned every LF into CR LF, the comments take the CRs.
line_end='
' #
damaged() { trap - EXIT; printf 'Redial was not installed: the file %s is damaged; download it again and compare it with SHA256SUMS.\n' "$0" >&2; exit 1; } #
[ ${#line_end} -eq 1 ] || damaged #
trap damaged EXIT #
trap 'trap - EXIT; exit 1' HUP INT TERM #
set -u
umask 022
unset CDPATH
export LC_ALL=C
version=@VERSION@
glibc_wanted=@GLIBC@
unpacked_kib=@UNPACKED_KIB@
script_bytes=@SCRIPT_BYTES@
checksum=@CHECKSUM@
yes=false downgrade=false
prefix='' prefix_made='' work='' before='' error='' changed=false

say() { printf '%s\n' "$*"; }

# refuse SENTENCE: says why, once everything that was begun is taken back.
refuse() {
    trap - EXIT
    trap '' HUP INT TERM
    if ! put_back; then
        set -- "$* Not all of what was there before could be put back ($error): it is kept in $work; start this again, which puts it back."
    elif $changed; then
        set -- "$* Everything is as it was."
    fi
    printf 'Redial was not installed: %s\n' "$*" >&2
    exit 1
}

usage() {
    sed -n '2,4s/^# \{0,1\}//p' "$0"
    say "Without --prefix it goes to ~/.local. Remove it with redial-uninstall from the folder bin there."
}

# try COMMAND...: what it complains about goes to `error`, which needs no room on a disk.
try() { error=$("$@" 2>&1); }
cause() {
    case $error in
    *"No space left"* | *"Wrote only"*) say "the disk is full" ;;
    *) printf '%s\n' "${error:-perhaps the disk is full}" | head -n 1 ;;
    esac
}

is_newer() { [ "$1" != "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }
is_folder() { [ -d "$1" ] && [ ! -L "$1" ]; }
file_system() { stat -L -c %d "$1"; }
archive() { tail -c "+$((script_bytes + 1))" "$0"; }

# The checksum is that of this file with nothing behind `checksum=`.
verify() {
    for tool in tail head tar xz sha256sum sort mktemp df find sed grep stat; do
        command -v "$tool" >/dev/null || refuse "the program $tool is missing; install it (xz is in the package xz-utils or xz)."
    done
    found=$({ head -c "$script_bytes" "$0" | sed 's/^checksum=.*/checksum=/'; archive; } | sha256sum | cut -d ' ' -f 1)
    [ "$found" = "$checksum" ] || damaged
}

check_system() {
    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
        refuse "this file is for Linux on x86_64, and this is $(uname -s) on $(uname -m); build Redial from its source."
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d ' ' -f 2)
    [ -n "$glibc" ] || refuse "this system has no GNU C library; build Redial from its source."
    ! is_newer "$glibc_wanted" "$glibc" ||
        refuse "it needs the C library $glibc_wanted and this system has $glibc; use Debian 12 or a system as new."
}

choose_prefix() {
    HOME=${HOME:-}
    [ -n "$prefix$HOME" ] || refuse "HOME is not set; say where with --prefix."
    case $prefix in
    '') prefix=$HOME/.local ;;
    '~') prefix=$HOME ;;
    '~/'*) prefix=$HOME/${prefix#??} ;;
    '~'*) refuse "$prefix was not expanded by the shell; write the folder's whole name after --prefix." ;;
    /*) ;;
    *) prefix=$PWD/$prefix ;;
    esac
    check_name
}

# The folder's real name is known once it is made; links may hide it until then.
check_name() {
    case $prefix in
    *[\"\\\$\`%]* | *"$line_end"*)
        refuse "the folder's name holds a quote, \\, \$, \` or %, which the menu cannot start a program from; choose another --prefix." ;;
    esac
}

# Sets `ground`: the nearest folder above (or at) the prefix that exists.
check_prefix() {
    ground=$prefix
    while [ ! -e "$ground" ]; do ground=$(dirname "$ground"); done
    [ -d "$ground" ] || refuse "$ground is a file, not a folder; choose another --prefix."
    probe=$(mktemp -d "$ground/.redial-probe.XXXXXX" 2>/dev/null) ||
        refuse "$ground cannot be written to; choose a folder of yours with --prefix."
    rmdir "$probe"
    # Total and free KiB; some file systems of FUSE know neither and say 0.
    free=$(df -Pk "$ground" | tail -n 1 | sed -n 's/.* \([0-9][0-9]*\)  *[0-9-][0-9]*  *\(-*[0-9][0-9]*\)  *[0-9]*[%-] .*/\1 \2/p')
    case $free in '' | '0 '*) return 0 ;; esac
    free=${free#* }
    [ "$free" -ge $((unpacked_kib + unpacked_kib / 8)) ] ||
        refuse "$ground has $((free / 1024)) MiB free, and $(((unpacked_kib + unpacked_kib / 8) / 1024 + 1)) MiB are needed; free some space or choose another --prefix."
}

running_here() {
    own=$(cd "$prefix/lib/redial" && pwd -P)
    for link in /proc/[0-9]*/exe; do
        case $(readlink "$link" 2>/dev/null) in
        "$own/bin/"*) link=${link#/proc/}; printf '%s ' "${link%/exe}" ;;
        esac
    done
}

# What is there already: sets `before` to the version of an installation by this program, or leaves it empty.
check_before() {
    [ -e "$prefix/lib/redial" ] || return 0
    if [ ! -f "$prefix/lib/redial/manifest" ]; then
        [ -n "$(find "$prefix/lib/redial/" ! -type d)" ] || return 0
        refuse "$prefix/lib/redial is there and was not made by this installer; move it away or choose another --prefix."
    fi
    before="what a removal left"
    if [ -f "$prefix/lib/redial/VERSION" ]; then
        before=$(cat "$prefix/lib/redial/VERSION")
        if is_newer "$before" "$version" && ! $downgrade; then
            refuse "Redial $before is there, which is newer than $version; keep it, or add --downgrade."
        fi
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

# A process by its number and the time of its start, since its number may be given to another one after its end.
process() { sed -n "s/.*) /$1 /p" "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 1,21; }

refuse_beside_another() {
    for folder in "$prefix"/.redial-installing.*; do
        owner=$(cat "$folder/process" 2>/dev/null)
        [ "$folder" != "$work" ] && [ -n "$owner" ] && [ "$(process "${owner%% *}")" = "$owner" ] || continue
        refuse "another installation into $prefix is running (process ${owner%% *}); wait for its end."
    done
}

# What installers left that were killed: in the middle, or when all was done but the cleaning up.
take_back_leftovers() {
    refuse_beside_another
    rm -rf "$prefix"/.redial-done.*
    for left in "$prefix"/.redial-installing.*; do
        # Without a process noted it is just beginning, or was killed there.
        [ -s "$left/process" ] || [ -n "$(find "$left" -prune -mmin +1 2>/dev/null)" ] || continue
        take_back "$left" ||
            refuse "an installation was broken off, and what it displaced cannot be put back from $left ($(cause)); make that possible and start this again."
        say "An installation that was broken off in the middle is taken back."
    done
}

# The folders that are made are noted, innermost first, so that they can go again.
make_prefix() {
    ground=$prefix
    while [ ! -e "$ground" ]; do
        case $ground in */. | */..) ;; *) prefix_made=$prefix_made$ground$line_end ;; esac
        ground=$(dirname "$ground")
    done
    try mkdir -p "$prefix" || refuse "$prefix cannot be made ($(cause)); choose another --prefix."
    prefix=$(cd "$prefix" && pwd -P)
    check_name
    work=$(mktemp -d "$prefix/.redial-installing.XXXXXX" 2>/dev/null) || refuse "$prefix cannot be written to; choose another --prefix."
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

# Links from bin to ../lib lead nowhere when bin itself is a link to somewhere else.
write_links() {
    [ -d "$prefix/bin" ] && [ "$(cd "$prefix/bin" && pwd -P)" != "$prefix/bin" ] || return 0
    for link in "$work/new/bin/"*; do
        target=$(readlink "$link") || continue
        ln -sf "$prefix/${target#../}" "$link" || return 1
    done
}

unpack() {
    process $$ >"$work/process" && mkdir "$work/new" "$work/old" || refuse "$prefix is full; free some space or choose another --prefix."
    refuse_beside_another
    error=$({ archive | xz -dc | tar -x -C "$work/new" --strip-components=1 --no-same-owner -f -; } 2>&1) ||
        refuse "the archive cannot be unpacked in $prefix ($(cause)); free some space or choose another --prefix."
    try "$work/new/lib/redial/bin/redial" version || case $? in
    126) refuse "no program may be started in $prefix ($(cause)); choose another --prefix." ;;
    *) refuse "the program does not run on this system: $error" ;;
    esac
    write_entry "$work/new/share/applications/org.redial.Redial.desktop" && write_links &&
        printf '%s\n' "$prefix" >"$work/new/lib/redial/PREFIX" && write_lists && : >"$work/listed" ||
        refuse "$prefix is full; free some space or choose another --prefix."
}

# without LIST: the lines that are not in the list.
without() { grep -vxFf "$1" || [ $? -eq 1 ]; }

# Everything that is going to be moved is written down before, so that these lists suffice to take it back:
#   paths      the new files       displaced  files of the installation before
#   fresh      new files that displace none
#   folders    that must be made   cleared    folders of the installation before where a file comes
write_lists() {
    { (cd "$work/new" && find . ! -type d | sed 's|^\./||') && echo lib/redial/manifest; } | sort >"$work/paths" &&
        : >"$work/displaced" && : >"$work/former" && : >"$work/folders" && : >"$work/cleared" || return 1
    if [ -n "$before" ]; then sed -n 's/^f //p' "$prefix/lib/redial/manifest" >"$work/former" || return 1; fi
    while read -r path; do
        if exists "$prefix/$path" && ! is_folder "$prefix/$path"; then say "$path" || return 1; fi
    done <"$work/former" >"$work/displaced"
    without "$work/displaced" <"$work/paths" >"$work/fresh" || return 1
    (cd "$work/new" && find . -type d ! -name . | sed 's|^\./||') | sort >"$work/all-folders" || return 1
    while read -r path; do check_folder "$path" || say "$path" || return 1; done <"$work/all-folders" >"$work/folders"
    while read -r path; do check_file "$path" || return 1; done <"$work/fresh" >"$work/cleared"
    write_manifest >"$work/new/lib/redial/manifest"
}

# check_folder PATH: it is there and fit to take files; otherwise it must be made.
check_folder() {
    if grep -qxF "$1" "$work/displaced" || ! exists "$prefix/$1"; then return 1; fi
    [ -d "$prefix/$1" ] || refuse "$prefix/$1 is not a folder; move it away or choose another --prefix."
    [ -w "$prefix/$1" ] || refuse "$prefix/$1 cannot be written to; make it yours or choose another --prefix."
    [ "$(file_system "$prefix/$1")" = "$(file_system "$prefix")" ] ||
        refuse "$prefix/$1 lies on another file system than $prefix, and only within one it is all or nothing; choose another --prefix."
}

# check_file PATH: nothing is there, or a folder with nothing but what will be displaced.
check_file() {
    exists "$prefix/$1" || return 0
    if is_folder "$prefix/$1"; then
        foreign=$(cd "$prefix" && find "$1" ! -type d | without "$work/displaced" | head -n 1)
        [ -n "$foreign" ] || { (cd "$prefix" && find "$1" -depth -type d); return; }
    else foreign=$1; fi
    refuse "$prefix/$foreign is there and is not Redial's; move it away or choose another --prefix."
}

# Lines of the manifest: f FILE, d FOLDER, g LIST made by the desktop's tools (all below the prefix), p FOLDER above it.
write_manifest() {
    {
        sed 's/^/f /' "$work/paths"
        sed 's/^/d /' "$work/folders"
        printf '%s' "$prefix_made" | while read -r path; do printf 'p %s\n' "$(cd "$path" && pwd -P)"; done
        [ -z "$before" ] || grep -v "^[f$(others_came && echo g)] " "$prefix/lib/redial/manifest"
    } | sort -u
}

# Other programs have come to the menu since: the lists are theirs, too.
others_came() {
    [ -n "$(find "$prefix/share/applications" "$prefix/share/mime/packages" -type f ! -name 'org.redial.*' \
        ! -name mimeinfo.cache -cnewer "$prefix/lib/redial/manifest" 2>/dev/null)" ]
}

place() {
    changed=true
    while read -r path; do
        [ -d "$work/old/${path%/*}" ] || try mkdir -p "$work/old/${path%/*}" || return 1
        try mv "$prefix/$path" "$work/old/$path" || return 1
    done <"$work/displaced"
    while read -r path; do try rmdir "$prefix/$path" || return 1; done <"$work/cleared"
    while read -r path; do try mkdir "$prefix/$path" || return 1; done <"$work/folders"
    while read -r path; do try mv "$work/new/$path" "$prefix/$path" || return 1; done <"$work/paths"
}

# take_back WORK: everything that `place` did with that folder. Broken off itself, it can be begun again.
take_back() {
    if [ -f "$1/listed" ]; then remove_placed "$1" && put_displaced "$1" || return 1; fi
    try rm -rf "$1"
}

remove_placed() {
    while read -r path; do is_folder "$prefix/$path" || try rm -f "$prefix/$path" || return 1; done <"$1/fresh"
    while read -r path; do
        exists "$1/old/$path" && ! is_folder "$prefix/$path" || continue
        try rm -f "$prefix/$path" || return 1
    done <"$1/displaced"
    sort -r "$1/folders" | while read -r path; do rmdir "$prefix/$path" 2>/dev/null; done
    :
}

put_displaced() {
    while read -r path; do
        exists "$1/old/$path" || continue
        parent=$prefix/$path
        try mkdir -p "${parent%/*}" && try mv "$1/old/$path" "$prefix/$path" || return 1
    done <"$1/displaced"
}

# Takes back what this run has begun, if anything.
put_back() {
    if [ -n "$work" ]; then take_back "$work" || return 1; fi
    printf '%s' "$prefix_made" | while read -r path; do rmdir "$path" 2>/dev/null; done
    :
}

# What the desktop's tools may have made, as lines of the manifest.
desktop_lists() {
    (cd "$prefix" && { find share/applications share/mime -type d | sed 's/^/d /'; find share/applications share/mime ! -type d | sed 's/^/g /'; })
}

# register FOLDER: the folder is for what it writes. Where the icons have a cache, the new time tells that it is old.
register() {
    missing=
    desktop_lists >"$1/lists"
    if command -v update-mime-database >/dev/null; then update-mime-database "$prefix/share/mime" >/dev/null 2>&1
    else missing=" update-mime-database"; fi
    if command -v update-desktop-database >/dev/null; then update-desktop-database "$prefix/share/applications" >/dev/null 2>&1
    else missing="$missing update-desktop-database"; fi
    if [ -d "$prefix/share/icons/hicolor" ]; then touch "$prefix/share/icons/hicolor"; fi
    { cat "$prefix/lib/redial/manifest" && desktop_lists | without "$1/lists"; } | sort -u >"$1/manifest" &&
        mv "$1/manifest" "$prefix/lib/redial/manifest"
    [ -z "$missing" ] ||
        say "There is no desktop here (no$missing): redial works in the terminal; run this file again once there is a desktop, so that it learns of Redial's menu entry and file types."
}

# among FOLDER LIST: the list, written as in PATH, has the folder, be it by another name.
among() {
    wanted=$(cd "$1" && pwd -P) list=$2:
    while [ -n "$list" ]; do
        entry=${list%%:*} list=${list#*:}
        if [ -n "$entry" ] && [ "$(cd "$entry" 2>/dev/null && pwd -P)" = "$wanted" ]; then return 0; fi
    done
    return 1
}

hint() {
    among "$prefix/share" "${XDG_DATA_HOME:-$HOME/.local/share}:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}" ||
        say "The menu looks for programs in XDG_DATA_DIRS; add $prefix/share to it to find Redial there."
    among "$prefix/bin" "$PATH" ||
        say "$prefix/bin is not on the PATH; add it, or start $prefix/bin/redial by its full name."
}

read_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
        --prefix) prefix=${2:-}; [ -n "$prefix" ] || return 1; shift ;;
        --prefix=?*) prefix=${1#--prefix=} ;;
        --yes) yes=true ;;
        --downgrade) downgrade=true ;;
        --verify) verify; trap - EXIT; say "$0 is whole: Redial $version."; exit 0 ;;
        --help) trap - EXIT; usage; exit 0 ;;
        *) return 1 ;;
        esac
        shift
    done
}

main() {
    read_arguments "$@" || { trap - EXIT; usage >&2; exit 2; }
    verify
    trap - EXIT HUP INT TERM
    check_system
    choose_prefix
    check_prefix
    if [ -d "$prefix" ]; then prefix=$(cd "$prefix" && pwd -P); fi
    take_back_leftovers
    check_before
    $yes || agree
    trap 'refuse "it ended before its time."' EXIT
    trap 'refuse "it was broken off."' HUP INT TERM
    make_prefix
    unpack
    place || refuse "a file could not be put in its place ($(cause)); make that possible or choose another --prefix."
    try "$prefix/bin/redial" version || refuse "$prefix/bin/redial does not start ($(cause)); choose another --prefix."
    finished=$prefix/.redial-done.${work##*.}
    trap '' HUP INT TERM
    try mv "$work" "$finished" || refuse "$work cannot be renamed ($(cause)); choose another --prefix."
    trap - EXIT HUP INT TERM
    register "$finished"
    rm -rf "$finished"
    say "Redial $version is installed in $prefix${before:+ in place of $before}."
    hint
}

main "$@"
exit 0
