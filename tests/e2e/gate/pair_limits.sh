#!/usr/bin/env bash
# What a pair cannot decide is refused before it is measured: limits on
# percentiles beyond its slices, a case's own budget before the first look.
# Limits on counters are counted for.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000 same
cp -r base head
# suite ENTRY [LIMIT]: of work/same
suite() {
	cat >s.suite.json <<-END
		{"schema": "tare.suite/1", "plugins": ["work.so"],
		 "limits": [${2:+\"$2\"}],
		 "benchmarks": [
		  {"select": "work/same"$1}]}
	END
}
gate=("$TARE" gate -q --base=base --head=head s.suite.json)
suite '' 'p99 < 1s'
exits 2 "${gate[@]}"
says err "work/same: the limit 'p99 < 1s' needs 157 slices of a side in each pair, and a pair has 25; give --slices=157, or"
# shellcheck disable=SC2016 # it is quoted text
says err 'by `tare run` or --numbers'
exits 2 "${gate[@]}" --slices=99
says err 'and a pair has 99'
suite '' 'p90 < 1s'
decides "${gate[@]}" --json=r.json
holds r.json '[.outcome.verdicts[].limits[].state] == ["kept"]'
rm r.json
suite ', "gate_budget": "50ms"'
exits 2 "${gate[@]}" --json=r.json
says err 's.suite.json:4: the "gate_budget" of 50.00 ms is too short for a verdict'
exits 2 "${gate[@]}" --case-time=20s --json=r.json
[ ! -e r.json ] || echo 'something was measured'
# The entry's own budget counts, not that of all cases.
suite ', "gate_budget": "20s"' 'minor-faults < 1e9'
decides "${gate[@]}" --case-time=50ms --json=r.json
holds r.json '.counters == "auto,minor-faults" and .outcome.limits_broken == 0'
holds r.json '[.outcome.verdicts[].limits[].state] == ["kept"]'
# Whatever else is counted.
decides "${gate[@]}" --counters=none --json=r.json
holds r.json '.counters == "minor-faults" and
	[.outcome.verdicts[].limits[].state] == ["kept"]'
