# A bare Debian (debootstrap, minbase) in which packages are tried. Sourced by packaging/check; wants root.
# Owns: bare (its folder), and every process started in it by `start_inside`.
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
bare=
display=
started=()

# make_bare RELEASE FOLDER: a fresh one, from the archive of an earlier run if there is one.
make_bare() {
    local release=$1 archive=$build/bare-debian-$1.tar
    bare=$2
    if [[ ! -f $archive ]]; then
        remove_bare && debootstrap --variant=minbase "$release" "$bare" "$mirror" &&
            tar -C "$bare" -cf "$archive.part" . && mv "$archive.part" "$archive" || return 1
    fi
    remove_bare && mkdir -p "$bare" && tar -C "$bare" -xf "$archive" || return 1
    cp /etc/resolv.conf "$bare/etc/resolv.conf"
    # What is installed comes from this release and from nowhere else.
    rm -f "$bare"/etc/apt/sources.list.d/*
    echo "deb $mirror $release main" >"$bare/etc/apt/sources.list"
    mount -t proc proc "$bare/proc" || return 1
    mkdir -p "$bare/dev/shm" && mount -t tmpfs tmpfs "$bare/dev/shm" || return 1
    mkdir -p "$bare/run/user/1000" "$bare/packages" && chmod 700 "$bare/run/user/1000"
    inside useradd --create-home --uid 1000 tester && chown 1000 "$bare/run/user/1000" || return 1
    inside apt-get -qq update
}

remove_bare() {
    local point
    for point in dev/shm proc; do
        if mountpoint -q "$bare/$point" 2>/dev/null; then umount -l "$bare/$point" || return 1; fi
    done
    rm -rf "$bare"
}

surroundings() {
    echo -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "DISPLAY=$display"
}

# inside COMMAND...: as root.   as_tester COMMAND...: as a user who may do nothing outside /home/tester.
inside() { chroot "$bare" /usr/bin/env $(surroundings) HOME=/root XDG_RUNTIME_DIR=/tmp "$@"; }
as_tester() {
    chroot --userspec=1000:1000 "$bare" /usr/bin/env $(surroundings) HOME=/home/tester \
        XDG_RUNTIME_DIR=/run/user/1000 "$@"
}

# start_inside LOG COMMAND...: in the background, as the tester; its process id is ${started[-1]}.
start_inside() {
    local log=$1
    shift
    chroot --userspec=1000:1000 "$bare" /usr/bin/env $(surroundings) HOME=/home/tester \
        XDG_RUNTIME_DIR=/run/user/1000 "$@" >"$log" 2>&1 &
    started+=($!)
}

end_started() {
    local id
    for id in "${started[@]}"; do
        kill "$id" 2>/dev/null && wait "$id" 2>/dev/null
    done
    started=()
    display=
}

# within SECONDS COMMAND...: waits until it holds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.2
    done
}

install_inside() { inside sh -c "apt-get -qq -y --no-install-recommends install $1"; }
is_absent() { ! inside dpkg-query -W "$1"; }
is_present() { inside dpkg-query -W "$1"; }
