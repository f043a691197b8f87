# Where packages are tried: a bare Debian (debootstrap, minbase; wants root), or this machine with a home folder of its
# own. Sourced by packaging/check.
# Owns: bare (the folder of the bare system; empty on this machine), home and scratch (the tester's home folder and one
# for what a check writes, as programs there see them), and every process started there by `start_there`.
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
bare=
home=
scratch=
display=
started=()

# make_bare RELEASE FOLDER: a fresh one, from the archive of an earlier run if there is one; bare_origin says which.
make_bare() {
    local release=$1 archive=$build/bare-debian-$1.tar
    bare=$2 home=/home/tester scratch=/tmp/redial-check
    bare_origin="unpacked the copy of $(date -r "$archive" +%F 2>/dev/null) of"
    if [[ ! -f $archive ]]; then
        bare_origin="debootstrap made"
        remove_bare && debootstrap --variant=minbase "$release" "$bare" "$mirror" &&
            tar -C "$bare" -cf "$archive.part" . && mv "$archive.part" "$archive" || return 1
    fi
    remove_bare && mkdir -p "$bare" && tar -C "$bare" -xf "$archive" || return 1
    cp /etc/resolv.conf "$bare/etc/resolv.conf"
    # What is installed comes from this release and from nowhere else.
    rm -f "$bare"/etc/apt/sources.list.d/*
    echo "deb $mirror $release main" >"$bare/etc/apt/sources.list"
    # The system is thrown away: what dpkg unpacks need not survive a power cut.
    echo force-unsafe-io >"$bare/etc/dpkg/dpkg.cfg.d/unsafe-io"
    mount -t proc proc "$bare/proc" || return 1
    mkdir -p "$bare/dev/shm" && mount -t tmpfs tmpfs "$bare/dev/shm" || return 1
    mkdir -p "$bare/run/user/1000" "$bare/packages" "$bare$scratch" && chmod 700 "$bare/run/user/1000" &&
        chmod 777 "$bare/tmp" "$bare$scratch" || return 1
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

# use_this_machine FOLDER: no bare system, but this one, with a home folder below FOLDER.
use_this_machine() {
    [[ -z $bare ]] || remove_bare
    bare='' home=$1/home scratch=$1/scratch
    mkdir -p "$home" "$scratch" "$1/run" && chmod 700 "$1/run"
}

# set_surroundings HOME RUNTIME: the environment of every program there, as the beginning of its command line.
set_surroundings() {
    surroundings=(/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
        "DISPLAY=$display" "HOME=$1" "XDG_RUNTIME_DIR=$2")
}

# inside COMMAND...: as root in the bare system.
inside() {
    set_surroundings /root /tmp
    chroot "$bare" "${surroundings[@]}" "$@"
}

# set_tester: the beginning of a command line of somebody who may do nothing outside the home folder.
set_tester() {
    if [[ -n $bare ]]; then
        set_surroundings "$home" /run/user/1000
        tester=(chroot --userspec=1000:1000 "$bare" "${surroundings[@]}")
    else
        set_surroundings "$home" "$(dirname "$home")/run"
        tester=("${surroundings[@]}")
    fi
}

as_tester() {
    set_tester
    "${tester[@]}" "$@"
}

# start_there LOG COMMAND...: in the background, as the tester; its process id is ${started[-1]}.
start_there() {
    local log=$1
    shift
    set_tester
    "${tester[@]}" "$@" >"$log" 2>&1 &
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
