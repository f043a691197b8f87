# The table of packaging/check: what was tried, whether it held, and how long it took. Sourced.
# Owns: table, bad (how many rows did not hold), output (a file with the last command's output).
table=()
bad=0
output=$(mktemp)

note() { table+=("$(printf '%-10s        %s' "$1" "$2")"); }

# row WORD SECONDS SENTENCE: `NOT HELD` counts as failed.
row() {
    table+=("$(printf '%-10s %4d s  %s' "$1" "$2" "$3")")
    if [[ $1 == 'NOT HELD' ]]; then bad=$((bad + 1)); fi
}

# section TITLE: a heading between the rows.
section() {
    table+=("" "$1")
    echo "=== $1"
}

# try SENTENCE COMMAND...: one row of the table.
try() {
    local sentence=$1 begin=$SECONDS status=0 word=held
    shift
    "$@" >"$output" 2>&1 || status=$?
    if [[ $status -ne 0 ]]; then
        word='NOT HELD'
        echo "--- not held: $sentence"
        tail -n 25 "$output"
    fi
    row "$word" $((SECONDS - begin)) "$sentence"
    return "$status"
}

# missing SENTENCE: what could not be tried though this machine should be able to. In CI that is a failure.
missing() {
    if [[ -n ${CI:-} ]]; then row 'NOT HELD' 0 "$1"; else note "not tried" "$1"; fi
}

# fails COMMAND...: for `try`, where the right answer is an error.
fails() { ! "$@"; }

print_table() { printf '%s\n' "${table[@]}"; }
