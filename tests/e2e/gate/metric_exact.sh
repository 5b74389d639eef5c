#!/usr/bin/env bash
# A change of some instructions in one function is found by arithmetic, and the
# function is named; the same build is the same to the last digit.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
parser base/parse.so 100
parser head/parse.so 101
parser same/parse.so 100
gate=("$TARE" gate -q --metric=sim.instructions)
counts='[.cases[].counted[] | del(.wall_ns)]'

exits 1 "${gate[@]}" --base=base --head=head --json=slower.json
says out 'parse/parse regressed'
grep -qE '^  sim.instructions  +[0-9,]+  +[0-9,]+  \+[0-9.]+ %  +\+9  regressed$' out ||
	cat out
says out 'parse_value +9 Ir (3 calls)'
says_not out 'more functions'
says_not out MDE
holds slower.json '.outcome.exit_code == 1'
holds slower.json '.outcome.verdicts[0].metrics[] | select(.metric ==
	"sim.instructions") | .decides and .exact and .verdict == "regressed"
	and .head - .base == 9 and [.functions[].name] == ["parse_value"]'
# No pairs were measured for it.
holds slower.json '[.cases[].base_processes // [] | length] | add == 0'

exits 0 "${gate[@]}" --base=head --head=base
says out 'parse/parse improved'
says out 'parse_value -9 Ir (3 calls)'

# Where it is called from does not matter: another folder, a larger environment.
exits 0 "${gate[@]}" --base=base --head=same --json=one.json
says out 'parse/parse equivalent'
mkdir -p elsewhere
LARGE=$(printf '%5000d' 0) TARE_X=1 exits 0 env -C elsewhere "${gate[@]}" \
	--base=../same --head=../base --json=../two.json --seed=5
[ "$(jq -S "$counts | map(.counters)" one.json)" = \
	"$(jq -S "$counts | map(.counters)" two.json)" ] || {
	echo 'counts of one build differ'
	jq -c "$counts" one.json two.json
}

# The pairs are judged again without measuring: what is stored is enough.
exits 1 "${gate[@]}" --head=slower.json
says out 'parse_value +9 Ir'
exits 0 "$TARE" gate -q --metric=sim.instructions=20% --head=slower.json
