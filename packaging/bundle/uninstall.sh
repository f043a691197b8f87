#!/bin/sh
# redial-uninstall [--yes]: removes every file that the installer brought, and nothing else. Settings and runs stay.
set -u
LC_ALL=C
export LC_ALL

say() { printf '%s\n' "$*"; }
refuse() { printf 'redial-uninstall: %s\n' "$*" >&2; exit 1; }

# Programs that run from this installation, as process ids.
running_here() {
    for link in /proc/[0-9]*/exe; do
        case $(readlink "$link" 2>/dev/null) in
        "$own/bin/"*) link=${link#/proc/}; printf '%s ' "${link%/exe}" ;;
        esac
    done
}

agree() {
    [ -t 0 ] || refuse "nobody can be asked here; add --yes to remove Redial from $prefix."
    printf 'Remove Redial from %s? [y/N] ' "$prefix"
    read -r answer || answer=
    case $answer in y | Y | yes) ;; *) say "Nothing was changed."; exit 1 ;; esac
}

remove_files() {
    failed=
    while read -r kind path; do
        case $kind in f) rm -f "$prefix/$path" || failed=$path ;; esac
    done <"$1"
    [ -z "$failed" ] || refuse "$prefix/$failed cannot be removed; make its folder writable and run this again."
}

# The desktop's lists name what is no longer there until they are made again. Lists in folders that came with Redial go.
refresh_desktop() {
    if [ -d "$prefix/share/mime/packages" ] && command -v update-mime-database >/dev/null; then
        update-mime-database "$prefix/share/mime" >/dev/null 2>&1
    fi
    if [ -d "$prefix/share/applications" ] && command -v update-desktop-database >/dev/null; then
        update-desktop-database "$prefix/share/applications" >/dev/null 2>&1
    fi
    if grep -qx 'd share/applications' "$1"; then only_list share/applications mimeinfo.cache; fi
    if grep -qx 'd share/mime' "$1" && [ -z "$(ls -A "$prefix/share/mime/packages" 2>/dev/null)" ]; then
        for made in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version; do
            rm -f "$prefix/share/mime/$made"
        done
        rmdir "$prefix/share/mime/application" 2>/dev/null
    fi
}

# only_list FOLDER FILE: removes the list if nothing but the list is left in the folder.
only_list() {
    if [ "$(ls -A "$prefix/$1" 2>/dev/null)" = "$2" ]; then rm -f "$prefix/$1/$2"; fi
}

remove_folders() {
    sed -n 's/^d //p' "$1" | sort -r | while read -r path; do
        rmdir "$prefix/$path" 2>/dev/null
    done
    if grep -qx 'made the prefix' "$1"; then rmdir "$prefix" 2>/dev/null; fi
}

main() {
    yes=false
    case ${1:-} in
    --yes) yes=true ;;
    '') ;;
    *) say "Usage: redial-uninstall [--yes]"; exit 2 ;;
    esac
    own=$(dirname "$(readlink -f "$0")")
    prefix=$(dirname "$(dirname "$own")")
    [ -f "$own/manifest" ] || refuse "$own/manifest is missing; install the same version again, then remove it."
    busy=$(running_here)
    [ -z "$busy" ] || refuse "Redial is running (process ${busy% }); close it and run this again."
    $yes || agree
    list=$(mktemp) || refuse "no temporary file can be made; free some space in ${TMPDIR:-/tmp}."
    cp "$own/manifest" "$list"
    remove_files "$list"
    refresh_desktop "$list"
    remove_folders "$list"
    rm -f "$list"
    say "Redial is removed from $prefix. Your settings and runs stay in ~/.config/redial and ~/.local/share/redial."
}

main "$@"
exit
