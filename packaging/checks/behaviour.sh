# What the command line must do wherever it is installed. Sourced by packaging/check.
# Each function runs `redial` through ${runner[@]}, from the folder $programs of the place that place.sh chose.
runner=(inside)
programs=/usr/bin

redial() { "${runner[@]}" "$programs/redial" "$@"; }

# Both programs say the version of the package that they come from.
command_line_says_version() { [[ $(redial version | tee "$output.said") == "redial $version "* ]] || fails cat "$output.said"; }
window_says_version() {
    local said
    said=$("${runner[@]}" "$programs/redial-desktop" --version) && echo "$said" && [[ $said == "redial-desktop $version" ]]
}

# The same seed gives the same file; another seed another one.
same_run_twice() {
    local name
    for name in a b; do redial demo --virtual --seed 7 --log "$scratch/$name.jsonl" || return 1; done
    redial demo --virtual --seed 8 --log "$scratch/c.jsonl" || return 1
    [[ -s $bare$scratch/a.jsonl ]] && cmp "$bare$scratch/a.jsonl" "$bare$scratch/b.jsonl" &&
        ! cmp "$bare$scratch/a.jsonl" "$bare$scratch/c.jsonl"
    local status=$?
    rm -f "$bare$scratch"/[abc].jsonl
    return "$status"
}

# The history is a SQLite database: its driver must have come along.
history_keeps_a_run() {
    redial demo --virtual --seed 7 --quiet --log "$scratch/kept.jsonl" && redial runs add "$scratch/kept.jsonl" &&
        history_has_the_run
    local status=$?
    rm -f "$bare$scratch/kept.jsonl"
    return "$status"
}
history_has_the_run() { redial runs list | grep -w kept; }

# serve_securely FOLDER: a server with a certificate of its own; sets `address`.
serve_securely() {
    mkdir -p "$bare$1" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$bare$1/key.pem" -out "$bare$1/certificate.pem" 2>/dev/null &&
        chmod 644 "$bare$1"/* && chmod 777 "$bare$1" || return 1
    start_there "$bare$1/server.log" "$programs/redial" serve --port 0 --certificate "$1/certificate.pem" \
        --key "$1/key.pem" --no-color
    within 20 grep -q 'listening on wss://' "$bare$1/server.log" || fails cat "$bare$1/server.log" || return 1
    address=$(grep -m1 -o 'wss://[^ ]*' "$bare$1/server.log")
}

# A station that verifies the server's certificate loses a wss:// connection, gets it back and says so.
secure_connection() {
    local address status=0 folder=$scratch/tls
    serve_securely "$folder" || return 1
    redial connect "$address" --station CP1 --tls-ca "$folder/certificate.pem" --drop-at 1s:reset --duration 4s \
        --initial-backoff 200ms --log "$folder/run.jsonl" || status=$?
    [[ $(grep -c '"kind":"boot_answered"' "$bare$folder/run.jsonl") -ge 2 ]] || status=1
    # The negative control: without the certificate nothing may be trusted, and that must be the reason.
    redial connect "$address" --station CP2 --duration 2s --max-attempts 1 >"$output.refusal" 2>&1 && status=1
    cat "$output.refusal"
    grep -q -E 'TLS failed: .*certificate is self-signed, and untrusted' "$output.refusal" || status=1
    end_started
    rm -rf "$bare$folder"
    return "$status"
}

# The examples that come with the program are found from where it stands.
examples_hold() { redial run --examples --virtual --quiet; }
