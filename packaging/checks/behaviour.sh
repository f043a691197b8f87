# What the programs must do wherever they are installed. Sourced by packaging/check.
# Each function runs `redial` or `redial-desktop` through ${runner[@]}, from the folder $programs inside the bare system.
runner=(inside)
programs=/usr/bin

redial() { "${runner[@]}" "$programs/redial" "$@"; }

same_run_twice() {
    redial demo --virtual --seed 7 --log /tmp/a.jsonl && redial demo --virtual --seed 7 --log /tmp/b.jsonl &&
        [[ -s $bare/tmp/a.jsonl ]] && cmp "$bare/tmp/a.jsonl" "$bare/tmp/b.jsonl" &&
        rm -f "$bare/tmp/a.jsonl" "$bare/tmp/b.jsonl"
}

# The history is a SQLite database: its driver must have come along.
history_keeps_a_run() {
    redial demo --virtual --seed 7 --quiet --log /tmp/kept.jsonl &&
        redial runs add /tmp/kept.jsonl --history /tmp/history.sqlite &&
        redial runs list --history /tmp/history.sqlite | grep -q kept
    local status=$?
    rm -f "$bare"/tmp/kept.jsonl "$bare"/tmp/history.sqlite*
    return "$status"
}

# A station that verifies the server's certificate loses a wss:// connection, gets it back and says so.
secure_connection() {
    local address status=0 folder=$bare/tmp/tls
    mkdir -p "$folder" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null && chmod 644 "$folder"/* && chmod 777 "$folder" || return 1
    start_inside "$folder/server.log" "$programs/redial" serve --port 0 --certificate /tmp/tls/certificate.pem \
        --key /tmp/tls/key.pem --no-color
    within 20 grep -q 'listening on wss://' "$folder/server.log" || return 1
    address=$(grep -m1 -o 'wss://[^ ]*' "$folder/server.log")
    redial connect "$address" --station CP1 --tls-ca /tmp/tls/certificate.pem --drop-at 1s:reset --duration 4s \
        --initial-backoff 200ms --log /tmp/tls/run.jsonl || status=$?
    # The negative control: without the certificate nothing may be trusted.
    redial connect "$address" --station CP2 --duration 2s --max-attempts 1 && status=1
    [[ $(grep -c '"kind":"boot_answered"' "$folder/run.jsonl") -ge 2 ]] || status=1
    end_started
    rm -rf "$folder"
    return "$status"
}

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

# Starts an Xvfb inside the bare system on a free display and points `display` at it.
start_x_server() {
    rm -rf "$bare/tmp/frame" && mkdir -p "$bare/tmp/frame" && chmod 777 "$bare/tmp/frame" "$bare/tmp"
    start_inside "$bare/tmp/frame/log" sh -c 'exec Xvfb -displayfd 3 -screen 0 1280x800x24 -fbdir /tmp/frame \
        -nolisten tcp 3>/tmp/frame/display'
    within 20 test -s "$bare/tmp/frame/display" && display=:$(cat "$bare/tmp/frame/display")
}

screen_is_painted() { [[ $(colours "$bare/tmp/frame/Xvfb_screen0") -gt 30 ]]; }

# The window under X11; holds when it has drawn more than a handful of colours.
window_draws() {
    local status=0
    start_x_server || return 1
    screen_is_painted && return 1
    start_inside "$bare/tmp/window.log" env QT_QPA_PLATFORM=xcb "$programs/redial-desktop"
    within 30 screen_is_painted || status=1
    kill -0 "${started[-1]}" || status=1
    cat "$bare/tmp/window.log"
    keep_screen "$1"
    end_started
    return "$status"
}

# keep_screen NAME: the screen as $build/checked/NAME.png.
keep_screen() {
    mkdir -p "$build/checked"
    python3 "$root/packaging/checks/xwd_to_png.py" "$bare/tmp/frame/Xvfb_screen0" "$build/checked/$1.png"
}
