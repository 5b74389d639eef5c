#!/usr/bin/env bash
# benchmarks/peers/gate: what it reports and what is left to do, from state
# files. Nothing is measured.
source "$SOURCE/tests/e2e/lib.sh"
[ -x /usr/bin/python3 ] || {
	echo 'needs python3'
	exit 77
}
gate=$SOURCE/benchmarks/peers/gate

# left FILE: decisions that the round still needs
left() {
	"$gate" --dry-run --state "$1" | wc -l
}

# A round in which tare calls nothing slower but 5 %, the others everything.
"$gate" --dry-run --state none.jsonl >cells
[ "$(wc -l <cells)" = 72 ] || echo "a round has $(wc -l <cells) decisions"
[ ! -e none.jsonl ] || echo '--dry-run made the state'
{
	echo '{"schema": "tare.peers-gate/1", "settings": {
		"google_repetitions": 10, "google_min_time": 0.1,
		"hyperfine_runs": 50, "hyperfine_warmup": 3}}' | tr -d '\n\t'
	echo
	while read -r tool operation effect; do
		flagged=true
		case $tool$effect in tare[012] | tare-1?) flagged=false ;; esac
		echo "{\"tool\": \"$tool\", \"operation\": \"$operation\"," \
			"\"effect\": $effect, \"flagged\": $flagged," \
			"\"seconds\": 2.5, \"ratio\": 1.02," \
			'"cpu_time": {"flagged": false}}'
	done <cells
} >all.jsonl

# A finished round is followed by a whole one, an unfinished one goes on.
[ "$(left all.jsonl)" = 72 ] || echo 'the next round is not whole'
sed 10q all.jsonl >some.jsonl
[ "$(left some.jsonl)" = 63 ] || echo "$(left some.jsonl) are left, not 63"
sed 1q all.jsonl >begun.jsonl
[ "$(left begun.jsonl)" = 72 ] || echo 'a state without decisions'

# What was cut off is forgotten, and measured again.
{
	sed 10q all.jsonl
	sed -n 11p all.jsonl | head -c 30
} >cut.jsonl
[ "$(left cut.jsonl)" = 63 ] || echo 'a line that was cut off counts'
cmp cut.jsonl some.jsonl

sed 's/"hyperfine_runs": 50/"hyperfine_runs": 51/' all.jsonl >other.jsonl
"$gate" --report --state other.jsonl >out 2>err && echo 'other settings pass'
says err "'$PWD/other.jsonl' was measured with other settings"

"$gate" --report --state all.jsonl >out || echo 'no report'
# 0 of 8 and 4 of 4, with Clopper's and Pearson's intervals.
says out 'tare gate +0% 0 [0, 36.9] 2.5 0/2 0/2 0/2 0/2'
says out '+5% 100 [39.8, 100] 2.5 1/1 1/1 1/1 1/1'
says out 'Google Benchmark, U test +0% 100 [63.1, 100]'
says out '... on its CPU time +0% 0 [0, 36.9]'
says out '... means beyond 5 % +0% 0 [0, 36.9]'
[ "$(wc -L <out)" -le 80 ] || echo 'the table is wider than 80 columns'
if command -v gnuplot >/dev/null; then
	says gate.svg 'tare gate --theta 1%'
fi
"$gate" --report --state none.jsonl >out
says out 'no decision yet'

"$gate" --help >out
says out '--state FILE'
"$gate" --time soon >out 2>err && echo '--time soon passes'
says err 'expected a time such as'
