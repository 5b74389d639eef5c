# shellcheck shell=bash
# What benchmarks/peers/run needs: small statistics, load, rows of the table.

# run sets these.
: "${build:?}" "${scratch:?}" "${quick:?}"

part='' loads=() goals=0 missed=()

# --- statistics over lines of numbers ------------------------------------

calc() { awk "BEGIN { printf \"%.6g\\n\", $1 }"; }
least() { sort -g | head -n 1; }
# shellcheck disable=SC2016 # awk's fields
middle='{ v[NR] = $1 }
END { median = (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
median() { sort -g | awk "$middle END { printf \"%.6g\\n\", median }"; }
# (max - min) / median, in percent
spread() {
	sort -g | awk "$middle
		END { printf \"%.6g\\n\", 100 * (v[NR] - v[1]) / median }"
}

# --- load -----------------------------------------------------------------

# busy N SECONDS : N loops of the same niceness, which stop by themselves
busy() {
	local i
	for ((i = 0; i < $1; i++)); do
		timeout "$2" bash -c 'while :; do :; done' &
		loads+=($!)
	done
}

idle() {
	[ "${#loads[@]}" -eq 0 ] || kill "${loads[@]}" 2>/dev/null || true
	loads=()
	wait 2>/dev/null || true
}

# watch_peak COMMAND... : runs it; peak_kib is its own greatest VmHWM
watch_peak() {
	local pid now
	"$@" >/dev/null 2>&1 &
	pid=$!
	while kill -0 "$pid" 2>/dev/null; do
		now=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" \
			2>/dev/null) || true
		# shellcheck disable=SC2034 # read by run
		peak_kib=${now:-$peak_kib}
		sleep 0.02
	done
	wait "$pid"
}

# --- table ----------------------------------------------------------------

head_of() {
	part=${FUNCNAME[1]#part_}
	printf '\n%s: %s\n' "$part" "$1"
	printf '%-32s %10s %10s %-4s %8s  %-12s %s\n' \
		'' tare theirs unit ratio goal met
}

# short NUMBER : three significant figures
short() {
	if [ "$1" = - ]; then echo -; else
		awk "BEGIN { printf \"%.3g\", $1 }"
	fi
}

# row WHAT OURS THEIRS|- UNIT GOAL|-
# The goal is judged on the figures as they are shown.
row() {
	local ours theirs ratio=- met=- left
	ours=$(short "$2")
	theirs=$(short "$3")
	[ "$3" = - ] || ratio=$(short "$2 / $3")
	if [ "$5" != - ]; then
		left=${5%%<=*}
		case $left in
		tare) left=$ours ;;
		ratio) left=$ratio ;;
		esac
		goals=$((goals + 1))
		met=yes
		awk "BEGIN { exit !($left <= ${5#*<=}) }" || {
			met=no
			missed+=("$part: $1: $5, found $left")
		}
	fi
	printf '%-32s %10s %10s %-4s %8s  %-12s %s\n' \
		"$1" "$ours" "$theirs" "$4" "$ratio" "$5" "$met"
	jq -cn --arg part "$part" --arg what "$1" --arg unit "$4" \
		--arg goal "$5" --arg met "$met" --arg tare "$2" \
		--arg theirs "$3" --arg quick "$quick" \
		--arg utc "$(date -u +%FT%TZ)" --arg load "$(cut -d' ' -f1 \
		/proc/loadavg)" '{utc: $utc, part: $part, what: $what,
		unit: $unit, tare: ($tare | tonumber),
		theirs: ($theirs | tonumber? // null),
		goal: $goal, met: $met, quick: ($quick == "true"),
		load1: ($load | tonumber)}' >>"$build/peers.json"
}

# ask RESULT WHAT FILTER : what jq needs to answer
ask() {
	local used
	command time -f '%e %M' -o "$scratch/used" jq -r "$3" "$1" >/dev/null
	used=$(tail -n 1 "$scratch/used")
	printf '\n  %s:\n    jq -r '\''%s'\''\n' "$2" \
		"$(tr -s '\n\t ' ' ' <<<"$3" | sed 's/ $//')"
	row "jq: seconds" "${used% *}" - s -
	row "jq: peak memory" "$(calc "${used#* } / 1024")" - MiB -
}

summary() {
	printf '\n%d of %d goals met' "$((goals - ${#missed[@]}))" "$goals"
	$quick && printf ' (--quick: no figures to quote)'
	printf '; lines added to build/peers/peers.json\n'
	[ "${#missed[@]}" -eq 0 ] || printf '  missed: %s\n' "${missed[@]}"
}
