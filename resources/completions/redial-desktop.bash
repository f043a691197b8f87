# Bash completion of redial-desktop, written by redial-documents from the program's own table.
_redial_desktop() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    case $before in
    --palette) mapfile -t COMPREPLY < <(compgen -W 'system light dark' -- "$word"); return ;;
    --panel) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    --select) mapfile -t COMPREPLY < <(compgen -W '' -- "$word"); return ;;
    --screenshot) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W '--start --palette --panel --select --screenshot' -- "$word"); [[ $word == -* ]] || { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$word"); }
}
complete -F _redial_desktop redial-desktop
