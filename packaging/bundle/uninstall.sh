#!/bin/sh
# redial-uninstall [--yes]: removes every file that the installer brought, and nothing else. Settings and runs stay.
# Broken off or hindered, it can be run again: what it needs for that goes last.
set -u
unset CDPATH
LC_ALL=C
export LC_ALL

say() { printf '%s\n' "$*"; }
refuse() { printf 'redial-uninstall: %s\n' "$*" >&2; exit 1; }
is_folder() { [ -d "$1" ] && [ ! -L "$1" ]; }

# Sets `own` to the folder of this file and `prefix` to where the installer put it. The way up from `own` is not taken:
# it leads somewhere else when a folder of the prefix is a link.
find_prefix() {
    own=$(dirname "$(readlink -f "$0")")
    if [ ! -f "$own/PREFIX" ] && [ ! -f "$own/manifest" ]; then
        refuse "this is the unpacked archive, which installed nothing; delete the folder that it was unpacked to."
    fi
    [ -r "$own/manifest" ] ||
        refuse "$own/manifest cannot be read, which lists Redial's files; make it readable, or delete $own and the links to it by hand."
    prefix=$(cat "$own/PREFIX" 2>/dev/null) ||
        refuse "$own/PREFIX cannot be read, which says where Redial is; install the same version again, then remove it."
    [ "$(cd "$prefix/lib/redial" 2>/dev/null && pwd -P)" = "$own" ] ||
        refuse "Redial was installed into $prefix and moved since; run its installer again with the folder where it is now as --prefix, then remove it."
    for left in "$prefix"/.redial-installing.*; do
        [ ! -d "$left" ] || refuse "an installation into $prefix is running or was broken off; run the installer again, which takes that back, then remove Redial."
    done
}

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

# remove PATH (below the prefix). A folder in the place of a file is not Redial's.
remove() { is_folder "$prefix/$1" || rm -f "$prefix/$1"; }

# Sets `failed` to a file that could not be removed.
remove_files() {
    failed=
    while read -r kind path; do
        case $kind:$path in
        f:bin/redial-uninstall | f:lib/redial/VERSION | f:lib/redial/uninstall | f:lib/redial/PREFIX | f:lib/redial/manifest) ;;
        f:*) remove "$path" 2>/dev/null || failed=$path ;;
        esac
    done <"$own/manifest"
}

# With the list of files to the end, so that this, or else the installer, knows what is left if it goes no further.
remove_itself() {
    for path in bin/redial-uninstall lib/redial/VERSION lib/redial/uninstall lib/redial/PREFIX lib/redial/manifest; do
        remove "$path" 2>/dev/null || { failed=$path; return 1; }
    done
}

# The desktop's lists name what is no longer there until they are made again.
refresh_desktop() {
    if [ -f "$prefix/share/mime/mime.cache" ] && command -v update-mime-database >/dev/null; then
        update-mime-database "$prefix/share/mime" >/dev/null 2>&1
    fi
    if [ -f "$prefix/share/applications/mimeinfo.cache" ] && command -v update-desktop-database >/dev/null; then
        update-desktop-database "$prefix/share/applications" >/dev/null 2>&1
    fi
    if [ -d "$prefix/share/icons/hicolor" ]; then touch "$prefix/share/icons/hicolor"; fi
    others_came || grep '^g ' "$own/manifest" | while read -r _ path; do remove "$path"; done
    remove_lists_of_later
}

# Other programs have come to the menu since: the lists are theirs, too.
others_came() {
    [ -n "$(find "$prefix/share/applications" "$prefix/share/mime/packages" -type f ! -name mimeinfo.cache \
        -cnewer "$own/manifest" 2>/dev/null)" ]
}

# Lists that a desktop made which came after Redial, in folders that came with Redial and hold nothing else.
remove_lists_of_later() {
    if grep -qx 'd share/applications' "$own/manifest" && [ "$(ls -A "$prefix/share/applications" 2>/dev/null)" = mimeinfo.cache ]; then
        remove share/applications/mimeinfo.cache
    fi
    if grep -qx 'd share/mime' "$own/manifest" && [ -z "$(ls -A "$prefix/share/mime/packages" 2>/dev/null)" ]; then
        for list in XMLnamespaces aliases generic-icons globs globs2 icons magic mime.cache subclasses treemagic types version; do
            remove "share/mime/$list"
        done
        rmdir "$prefix/share/mime/application" 2>/dev/null
    fi
}

# remove_folders D P: the folders below the prefix and those above it, where nothing is left in them.
remove_folders() {
    printf '%s\n' "$1" | while read -r path; do [ -z "$path" ] || rmdir "$prefix/$path" 2>/dev/null; done
    printf '%s\n' "$2" | while read -r path; do [ -z "$path" ] || rmdir "$path" 2>/dev/null; done
}

main() {
    yes=false
    case ${1:-} in
    --yes) yes=true ;;
    '') ;;
    *) say "Usage: redial-uninstall [--yes]"; exit 2 ;;
    esac
    find_prefix
    busy=$(running_here)
    [ -z "$busy" ] || refuse "Redial is running (process ${busy% }); close it and run this again."
    $yes || agree
    below=$(sed -n 's/^d //p' "$own/manifest" | sort -r)
    above=$(sed -n 's/^p //p' "$own/manifest" | sort -r)
    rm -rf "$prefix"/.redial-done.*
    remove_files
    if [ -z "$failed" ]; then
        refresh_desktop
        remove_folders "$below" ""
        remove_itself
    fi
    [ -z "$failed" ] || refuse "$prefix/$failed cannot be removed; make its folder writable and run $own/uninstall again."
    remove_folders "$below" "$above"
    say "Redial is removed from $prefix. Your settings and runs stay in ~/.config/redial and ~/.local/share/redial."
}

main "$@"
exit
