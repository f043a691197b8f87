# Bash completion of redial, written by redial-documents from the program's own tables.
_redial() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
    COMPREPLY=()
    if [[ $COMP_CWORD -eq 1 ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'connect serve proxy demo ctl faults replay verify version' -- "$word")
        return
    fi
    case $verb:$before in
    connect:--duration) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--drop-at) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--call-at) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--log) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    connect:--station) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--protocol) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--transport) mapfile -t COMPREPLY < <(compgen -W 'qt precise' -- "$word"); return ;;
    connect:--boot-policy) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--call-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--password-file) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    connect:--tls-ca) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    connect:--strategy) mapfile -t COMPREPLY < <(compgen -W 'exponential full equal decorrelated fixed never table ocpp grpc' -- "$word"); return ;;
    connect:--initial-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--max-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--multiplier) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--jitter-ratio) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--jitter-mode) mapfile -t COMPREPLY < <(compgen -W 'window before_cap after_cap' -- "$word"); return ;;
    connect:--table) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--ocpp-reading) mapfile -t COMPREPLY < <(compgen -W 'A B B'' -- "$word"); return ;;
    connect:--ocpp-wait-minimum) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--ocpp-random-range) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--ocpp-repeat-times) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--grpc-initial-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--grpc-max-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--grpc-multiplier) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--grpc-jitter) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--reconnection-delay-offset) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--offset-scope) mapfile -t COMPREPLY < <(compgen -W 'disconnect every_attempt' -- "$word"); return ;;
    connect:--reset-on) mapfile -t COMPREPLY < <(compgen -W 'ready stable open' -- "$word"); return ;;
    connect:--minimum-uptime) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--max-attempts) mapfile -t COMPREPLY < <(compgen -W 'NUMBER unlimited' -- "$word"); return ;;
    connect:--honour-retry-after) mapfile -t COMPREPLY < <(compgen -W 'yes no' -- "$word"); return ;;
    connect:--retry-after-limit) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--terminal-http-statuses) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--terminal-close-codes) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--resume-delay) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--connect-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--close-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--ping-interval) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--pong-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--name) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--control-port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    connect:--control-address) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--address) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--protocol) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--boot) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--most-connections) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--log) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    serve:--close-after) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--close-on-message) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--close-after-handshake) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--ping-interval) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--pong-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--certificate) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    serve:--key) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    serve:--password-file) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    serve:--duration) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--log-memory) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--name) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--control-port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    serve:--control-address) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--listen) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--upstream) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--most-connections) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--log) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    proxy:--control-port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--duration) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    proxy:--log-memory) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--drops) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--duration) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--drop-at) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--call-at) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--seed) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--log) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    demo:--station) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--protocol) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--transport) mapfile -t COMPREPLY < <(compgen -W 'qt precise' -- "$word"); return ;;
    demo:--boot-policy) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--call-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--password-file) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    demo:--tls-ca) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    demo:--strategy) mapfile -t COMPREPLY < <(compgen -W 'exponential full equal decorrelated fixed never table ocpp grpc' -- "$word"); return ;;
    demo:--initial-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--max-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--multiplier) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--jitter-ratio) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--jitter-mode) mapfile -t COMPREPLY < <(compgen -W 'window before_cap after_cap' -- "$word"); return ;;
    demo:--table) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--ocpp-reading) mapfile -t COMPREPLY < <(compgen -W 'A B B'' -- "$word"); return ;;
    demo:--ocpp-wait-minimum) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--ocpp-random-range) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--ocpp-repeat-times) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--grpc-initial-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--grpc-max-backoff) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--grpc-multiplier) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--grpc-jitter) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--reconnection-delay-offset) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--offset-scope) mapfile -t COMPREPLY < <(compgen -W 'disconnect every_attempt' -- "$word"); return ;;
    demo:--reset-on) mapfile -t COMPREPLY < <(compgen -W 'ready stable open' -- "$word"); return ;;
    demo:--minimum-uptime) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--max-attempts) mapfile -t COMPREPLY < <(compgen -W 'NUMBER unlimited' -- "$word"); return ;;
    demo:--honour-retry-after) mapfile -t COMPREPLY < <(compgen -W 'yes no' -- "$word"); return ;;
    demo:--retry-after-limit) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--terminal-http-statuses) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--terminal-close-codes) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--resume-delay) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--connect-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--close-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--ping-interval) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--pong-timeout) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--name) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--control-port) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    demo:--control-address) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    ctl:--name) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    ctl:--pid) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    ctl:--kind) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    ctl:--station) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    faults:--level) mapfile -t COMPREPLY < <(compgen -W 'dns tcp tls http websocket ocpp application msgi network process' -- "$word"); return ;;
    faults:--mode) mapfile -t COMPREPLY < <(compgen -W 'server proxy socket-filter virtual client' -- "$word"); return ;;
    verify:--junit) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    verify:--html) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    verify:--csv) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    verify:--har) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    esac
    case $verb in
    connect) mapfile -t COMPREPLY < <(compgen -W '--duration --drop-at --call-at --seed --log --station --protocol --transport --deflate --echo --boot-policy --call-timeout --password-file --tls-ca --tls-insecure --strategy --initial-backoff --max-backoff --multiplier --jitter-ratio --jitter-mode --table --ocpp-reading --ocpp-wait-minimum --ocpp-random-range --ocpp-repeat-times --grpc-initial-backoff --grpc-max-backoff --grpc-multiplier --grpc-jitter --reconnection-delay-offset --offset-scope --reset-on --minimum-uptime --max-attempts --honour-retry-after --retry-after-limit --terminal-http-statuses --terminal-close-codes --resume-delay --connect-timeout --close-timeout --ping-interval --pong-timeout --name --control-port --control-address --json --quiet --no-color --help' -- "$word") ;;
    serve) mapfile -t COMPREPLY < <(compgen -W '--port --address --protocol --boot --most-connections --log --close-after --close-on-message --close-after-handshake --ping-interval --pong-timeout --no-pong --tls --certificate --key --password-file --duration --log-memory --name --control-port --control-address --json --quiet --no-color --help' -- "$word") ;;
    proxy) mapfile -t COMPREPLY < <(compgen -W '--listen --upstream --most-connections --seed --log --control --control-port --duration --log-memory --json --quiet --no-color --help' -- "$word") ;;
    demo) mapfile -t COMPREPLY < <(compgen -W '--virtual --drops --duration --drop-at --call-at --seed --log --station --protocol --transport --deflate --echo --boot-policy --call-timeout --password-file --tls-ca --tls-insecure --strategy --initial-backoff --max-backoff --multiplier --jitter-ratio --jitter-mode --table --ocpp-reading --ocpp-wait-minimum --ocpp-random-range --ocpp-repeat-times --grpc-initial-backoff --grpc-max-backoff --grpc-multiplier --grpc-jitter --reconnection-delay-offset --offset-scope --reset-on --minimum-uptime --max-attempts --honour-retry-after --retry-after-limit --terminal-http-statuses --terminal-close-codes --resume-delay --connect-timeout --close-timeout --ping-interval --pong-timeout --name --control-port --control-address --json --quiet --no-color --help' -- "$word") ;;
    ctl) mapfile -t COMPREPLY < <(compgen -W '--name --pid --kind --station --json --quiet --no-color --help' -- "$word") ;;
    faults) mapfile -t COMPREPLY < <(compgen -W '--level --mode --json --quiet --no-color --help' -- "$word") ;;
    replay) mapfile -t COMPREPLY < <(compgen -W '--json --quiet --no-color --help' -- "$word"); [[ $word == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    verify) mapfile -t COMPREPLY < <(compgen -W '--junit --html --csv --har --json --quiet --no-color --help' -- "$word"); [[ $word == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    version) mapfile -t COMPREPLY < <(compgen -W '--json --quiet --no-color --help' -- "$word") ;;
    esac
}
complete -F _redial redial
