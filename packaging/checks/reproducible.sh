# Two builds of one commit, in two folders, must give the same bytes. Sourced by packaging/check.
# The second one compiles everything again (no ccache), which takes minutes.
build_again() {
    again=$build/again/source
    rm -rf "$build/again" && mkdir -p "$build/again" &&
        git clone -q --local --no-hardlinks "$root" "$again" && git -C "$again" checkout -q "$(git rev-parse HEAD)" &&
        CCACHE_DISABLE=1 SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) "$again/packaging/build"
}

same_bytes() { cmp "$1" "$again/build-release/packages/$(basename "$1")"; }

check_reproducible() {
    section "Reproducible: two builds of one commit"
    if [[ -n $(git status --porcelain --untracked-files=no) ]]; then
        note "not tried" "two builds: there are changes that are not committed"
        return
    fi
    try "the commit is built a second time, in another folder" build_again || return
    local file
    for file in "$redial_deb" "$desktop_deb" "$archive" "$installer"; do
        try "$(basename "$file") has the same bytes" same_bytes "$file"
    done
    rm -rf "$build/again"
}
