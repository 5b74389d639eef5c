# bash completion for tare. Options come from `tare COMMAND --help`, so they
# are always those of the tare at hand.

_tare_options() {
	"$1" "$2" --help 2>/dev/null |
		grep -oE -- '(^| )--[a-z][a-z-]*' | tr -d ' ' | sort -u
}

_tare_case_ids() {
	"$1" list 2>/dev/null | awk 'NR > 1 { print $1 }'
}

_tare() {
	local tare=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]}
	local before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
	local words

	if [ "$COMP_CWORD" -eq 1 ]; then
		words=$("$tare" --help 2>/dev/null |
			awk '/^  [a-z]/ { print $1 }')
		mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$word")
		return
	fi
	case $before in
	--filter | -f)
		mapfile -t COMPREPLY < <(compgen -W "$(_tare_case_ids "$tare")" -- "$word")
		return
		;;
	--inconclusive)
		mapfile -t COMPREPLY < <(compgen -W "fail warn" -- "$word")
		return
		;;
	--isolation)
		mapfile -t COMPREPLY < <(compgen -W "fork exec" -- "$word")
		return
		;;
	--counters)
		mapfile -t COMPREPLY < <(compgen -W "auto hardware os simulated allocations none" -- "$word")
		return
		;;
	--metric)
		mapfile -t COMPREPLY < <(compgen -W "time allocs alloc-bytes sim.instructions sim.estimated_cycles instructions cycles" -- "$word")
		return
		;;
	esac
	case $word in
	-*)
		mapfile -t COMPREPLY < <(compgen -W "$(_tare_options "$tare" "$command")" -- "$word")
		return
		;;
	esac
	if [ "$command" = baseline ] && [ "$COMP_CWORD" -eq 2 ]; then
		mapfile -t COMPREPLY < <(compgen -W "save list show promote remove" -- "$word")
		return
	fi
	if [ "$command" = selftest ] && [ "$COMP_CWORD" -eq 2 ]; then
		mapfile -t COMPREPLY < <(compgen -W "gate" -- "$word")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _tare tare
