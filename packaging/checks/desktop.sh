# What the window must do under X11 and Wayland, and what the desktop's tools must know. Sourced by packaging/check.
# Programs come from the folder $programs of the place that place.sh chose.
run_type=application/vnd.redial.run
scenario_type=application/vnd.redial.scenario+json
# What a desktop has, for a bare system: an X server, fonts, and the tools that open files.
desktop_tools="xvfb xkb-data fonts-dejavu-core xdg-utils shared-mime-info desktop-file-utils libfile-mimeinfo-perl"

# The colours in the frame buffer of a running Xvfb (an XWD file: its header names its own length and the colour map's).
colours() {
    python3 - "$1" <<'PYTHON'
import struct, sys
data = open(sys.argv[1], "rb").read()
header = struct.unpack(">25I", data[:100])
pixels = data[header[0] + header[19] * 12:]
print(len({pixels[i:i + 4] for i in range(0, len(pixels), 4)}))
PYTHON
}

# Starts an Xvfb on a free display and points `display` at it.
start_x_server() {
    rm -rf "$bare$scratch/frame" && mkdir -p "$bare$scratch/frame" && chmod 777 "$bare$scratch/frame"
    start_there "$bare$scratch/frame/log" sh -c 'exec Xvfb -displayfd 3 -screen 0 1280x800x24 -fbdir "$1" \
        -nolisten tcp 3>"$1/display"' sh "$scratch/frame"
    within 20 test -s "$bare$scratch/frame/display" && display=:$(cat "$bare$scratch/frame/display")
}

screen_is_painted() { [[ $(colours "$bare$scratch/frame/Xvfb_screen0") -gt 30 ]]; }

# keep_screen NAME: the screen as $build/checked/NAME.png.
keep_screen() {
    mkdir -p "$build/checked"
    python3 "$root/packaging/checks/xwd_to_png.py" "$bare$scratch/frame/Xvfb_screen0" "$build/checked/$1.png"
}

# window_draws NAME: the window under X11 draws more than a handful of colours on what was one.
window_draws() {
    local status=0
    start_x_server || return 1
    screen_is_painted && return 1
    start_there "$bare$scratch/window.log" env QT_QPA_PLATFORM=xcb "$programs/redial-desktop"
    within 30 screen_is_painted || status=1
    kill -0 "${started[-1]}" || status=1
    cat "$bare$scratch/window.log"
    keep_screen "$1"
    end_started
    return "$status"
}

# Under a Wayland compositor without a screen: the window is configured, has a picture, and lives until it is ended.
wayland_window_lives() {
    local status=0 socket=$bare/run/user/1000/wayland-test log=$bare$scratch/wayland.log
    start_there "$bare$scratch/weston.log" weston --backend=headless-backend.so --socket=wayland-test --idle-time=0
    within 20 test -S "$socket" || status=1
    start_there "$log" env WAYLAND_DISPLAY=wayland-test WAYLAND_DEBUG=client QT_QPA_PLATFORM=wayland \
        "$programs/redial-desktop"
    # The compositor has configured a top-level surface, and the client has put a picture on it.
    within 30 grep -q 'xdg_surface@[0-9]*.ack_configure' "$log" || status=1
    within 30 grep -q 'wl_surface@[0-9]*.attach(wl_buffer' "$log" || status=1
    kill -0 "${started[-1]}" || status=1
    tail -n 5 "$log" "$bare$scratch/weston.log"
    end_started
    return "$status"
}

# open_in_window FILE: the window without a screen shows a file, which it notes in its settings, and ends.
open_in_window() {
    as_tester env QT_QPA_PLATFORM=offscreen "$programs/redial-desktop" --screenshot "$scratch/picture.png" "$1" &&
        [[ -s $bare$scratch/picture.png ]] && rm "$bare$scratch/picture.png" && settings_name "$1"
}
settings_name() { grep -F "$1" "$bare$home/.config/redial/redial-desktop.ini"; }

# An upgrade: the window of the version before opens one run, that of the new one another, and both are in its list.
settings_begin() { make_run "$home/before.redial" && open_in_window "$home/before.redial"; }
settings_go_on() {
    settings_name "$home/before.redial" && make_run "$home/after.redial" && open_in_window "$home/after.redial" &&
        settings_name "$home/before.redial" && rm "$bare$home/before.redial" "$bare$home/after.redial"
}

make_run() { as_tester "$programs/redial" demo --virtual --seed 7 --quiet --log "$1"; }

# A run file and a scenario in the tester's home folder, for the desktop to open.
make_files_to_open() {
    make_run "$home/a run.redial" &&
        cp "$root/resources/scenarios/both-outage.redial.json" "$bare$home/outage.redial.json"
}
remove_files_to_open() { rm -f "$bare$home/a run.redial" "$bare$home/outage.redial.json"; }

file_type() { as_tester xdg-mime query filetype "$1"; }

# The negative control of the double click: without Redial the desktop takes both files for something else.
files_are_of_another_type() {
    local file type
    for file in "$home/a run.redial" "$home/outage.redial.json"; do
        type=$(file_type "$file") && echo "$file: $type" && [[ $type == */* && $type != *redial* ]] || return 1
    done
}

# double_click_opens FILE TYPE PICTURE: the desktop knows the file's type and the program for it, and starts it with it.
double_click_opens() {
    local status=0
    start_x_server || return 1
    [[ $(file_type "$1") == "$2" ]] || status=1
    [[ $(as_tester xdg-mime query default "$2") == org.redial.Redial.desktop ]] || status=1
    start_there "$bare$scratch/open.log" xdg-open "$1"
    within 30 opened_with "$1" || status=1
    within 30 screen_is_painted || status=1
    keep_screen "$3"
    cat "$bare$scratch/open.log"
    end_opened
    end_started
    return "$status"
}

# check_double_click WHERE: with Redial installed and the desktop's tools there.
check_double_click() {
    try "a double click (xdg-open) opens a run file in the window" \
        double_click_opens "$home/a run.redial" "$run_type" "double-click-run-$1"
    try "a double click (xdg-open) opens a scenario in the window" \
        double_click_opens "$home/outage.redial.json" "$scenario_type" "double-click-scenario-$1"
    remove_files_to_open
}

# The window that a desktop started is nobody's child any more: found by its program and the root that it runs in.
opened_processes() {
    local link
    [[ -n $bare ]] || return 0
    for link in /proc/[0-9]*; do
        [[ $(readlink "$link/root") == "$bare" && $(readlink "$link/exe") == *redial-desktop ]] && echo "${link#/proc/}"
    done 2>/dev/null
}
opened_with() {
    local id
    for id in $(opened_processes); do
        if tr '\0' '\n' <"/proc/$id/cmdline" | grep -c -x -F "$1" >/dev/null; then return 0; fi
    done
    return 1
}
nothing_opened() { [[ -z $(opened_processes) ]]; }
end_opened() {
    local id
    for id in $(opened_processes); do kill "$id"; done
    within 10 nothing_opened
}
