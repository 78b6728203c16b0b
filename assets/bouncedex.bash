# Words are those of the line: bash breaks them at : and = as well, and replaces what comes after.
_bouncedex() {
    local words candidate IFS=$' \t\n'
    read -a words <<< "${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=("")
    local index=$((${#words[@]} - 1))
    local word=${words[index]}
    local kept=${word%"${word##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r candidate || [[ -n $candidate ]]; do
        COMPREPLY+=("${candidate#"$kept"}")
    done < <(BOUNCEDEX_COMPLETE=bash _CLAP_IFS=$'\n' _CLAP_COMPLETE_INDEX=$index bouncedex -- "${words[@]}" 2> /dev/null)
    if [[ ${COMPREPLY-} == *: ]]; then
        compopt -o nospace 2> /dev/null
    elif [[ -e ${COMPREPLY-} ]]; then
        compopt -o filenames 2> /dev/null
    fi
}
complete -o bashdefault -F _bouncedex bouncedex
