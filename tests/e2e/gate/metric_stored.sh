#!/usr/bin/env bash
# Counts are kept with a baseline, and compared with later builds by arithmetic.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
parser before/parse.so 100
parser after/parse.so 103 2
run=("$TARE" run -q --processes=6 --slices=10
	"--counters=simulated,allocations")
gate=("$TARE" gate -q --numbers --base=main --metric=sim.instructions --metric=allocs)
exits 0 fit "${run[@]}" --plugin-dir=before --json=before.json parse
saved main before.json
exits 0 "${gate[@]}" --plugin-dir=before parse
says out 'parse/parse equivalent'
exits 1 "${gate[@]}" --plugin-dir=after --json=r.json parse
says out 'parse_value +27 Ir (3 calls)'
grep -qE '^  allocs  +1  +2  +\+100.0 %  +\+1  regressed$' out || cat out
holds r.json '.outcome.exit_code == 1'

# compare shows them, and fails nothing.
exits 0 fit "${run[@]}" --plugin-dir=after --json=after.json parse
exits 0 "$TARE" compare before.json after.json
says out 'parse_value +27 Ir (3 calls)'
says out '(regressed)'
exits 0 "$TARE" compare --metric=allocs before.json after.json
grep -qE '^  allocs .* regressed$' out || cat out

# Another simulator has other counts.
edit after.json '.simulator = "callgrind 9.9"'
exits 3 "$TARE" gate --base=before.json --head=after.json --metric=sim.instructions
says out 'callgrind 9.9'
