#!/usr/bin/env bash
# Counts without a clock: the same in every run, shown to the last digit.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
parser parse.so 100 2
counts='[.cases[].counted[] | [.pass, .ops, .counters, .functions]]'
for i in 1 2; do
	exits 0 "$TARE" run -q --counts-only --counters=simulated,allocations \
		--json="$i.json" ./parse.so
	says out 'parse/parse 2 128'
	says out 'simulated by callgrind'
	says_not out time/op
	says_not out 'cut off'
	jq -S "$counts" "$i.json" >"$i"
done
cmp 1 2 || diff -u 1 2
holds 1.json '.complete and .simulator != null'
holds 1.json '[.cases[0].metrics[] | select(.name == "sim.instructions")] |
	length == 1 and .[0].exact and .[0].estimate.value > 900'

# Beside the time, without changing how it is measured.
exits 0 quick --counters=auto,simulated --json=r.json ./parse.so
says out time/op
holds r.json '.cases[0] | (.processes | length) == 2 and
	([.metrics[] | select(.name == "allocs")][0].estimate.value == 2)'
jq -S "[.cases[].counted[] | select(.pass == \"simulated\") |
	[.pass, .ops, .counters, .functions]]" r.json >timed
jq -S "[.cases[].counted[] | select(.pass == \"simulated\") |
	[.pass, .ops, .counters, .functions]]" 1.json >alone
cmp timed alone

# Nothing to count, and nothing to count with.
exits 4 without_valgrind "$TARE" run -q --counts-only --counters=simulated \
	--json=r.json ./parse.so
says out 'simulated counters: none: ENOENT, valgrind'
says out 'apt-get install valgrind'
exits 0 without_valgrind quick --counters=simulated --json=r.json ./parse.so
holds r.json '[.absent[] | select(.provider == "simulated")] |
	length > 0 and all(.errno == "ENOENT" and .reason and .mend)'
