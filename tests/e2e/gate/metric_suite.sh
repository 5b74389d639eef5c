#!/usr/bin/env bash
# A suite says what decides: the time, counts, or both; limits hold counts too.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
parser base/parse.so 1000
parser head/parse.so 1001 2
cp -r base same
# suite METRICS [LIMITS]
suite() {
	cat >s.suite.json <<-END
		{"schema": "tare.suite/1", "plugins": ["parse.so"],
		 "gate": {"metrics": [$1]}, "limits": [${2-}]}
	END
}
gate=("$TARE" gate -q --base=base --json=r.json)

# The time does not see what the counts see; each has its row.
suite '"time", "sim.instructions"'
exits 1 "${gate[@]}" --head=head s.suite.json
holds r.json '.outcome.verdicts[0] | .verdict == "regressed" and
	(.time_verdict | . != null and . != "regressed")'
for row in time sim.instructions; do
	grep -qE "^  $row " out || cat out
done
says out 'parse_value +9 Ir (3 calls)'
decides "${gate[@]}" --head=same s.suite.json
says out 'exact equivalent'

# The option replaces the list of the suite; a theta of its own.
suite '{"name": "sim.instructions", "theta": "5%"}, "allocs"'
exits 1 "${gate[@]}" --head=head s.suite.json
holds r.json '[.outcome.verdicts[0].metrics[] | select(.decides) |
	[.metric, .verdict]] ==
	[["sim.instructions", "equivalent"], ["allocs", "regressed"]]'
exits 0 "${gate[@]}" --head=head --metric=sim.instructions=5% s.suite.json
says out '(regressed)'

# Limits on counts, without a base and with one.
suite '"sim.instructions"' '"allocs <= 1"'
exits 0 "$TARE" run -q --counts-only --json=r.json --plugin-dir=base s.suite.json
says out '1 limit kept'
exits 1 "$TARE" run -q --counts-only --json=r.json --plugin-dir=head s.suite.json
says out 'limit allocs <= 1: broken: measured 2'
suite '"time"' '"sim.instructions < baseline*1.0001"'
exits 1 "${gate[@]}" --head=head s.suite.json
says out 'limit sim.instructions < baseline*1.0001: broken'

# Names and thetas are checked before anything is built or measured.
rm r.json
suite '"sim.instrutions"'
exits 2 "${gate[@]}" --head=head s.suite.json
says err "unknown metric 'sim.instrutions'; did you mean 'sim.instructions'?"
suite '{"name": "task-clock", "theta": 0}'
exits 2 "${gate[@]}" --head=head s.suite.json
says err "\"metrics\": the theta of 'task-clock' is 0; expected 0.001 or more"
suite '"time"' '"sim.instructons < 5"'
exits 2 "$TARE" run -q --plugin-dir=base --json=r.json s.suite.json
says err "limit \"sim.instructons < 5\": unknown metric 'sim.instructons'; did you mean 'sim.instructions'?"
suite '"time"' '"allocs < 1ms"'
exits 2 "${gate[@]}" --head=head s.suite.json
says err "'allocs' is a count; expected a plain number"
cat >s.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["parse.so"], "counters": "cycels"}
END
exits 2 "$TARE" run -q --plugin-dir=base --json=r.json s.suite.json
says err "unknown counter 'cycels'; did you mean 'cycles'?"
[ ! -e r.json ] || echo 'something was measured'

# A limit turns on what counts it, or says why nothing does.
suite '"time"' '"read-bytes < 1GiB"'
measures "$TARE" run -q --processes=6 --counters=none --plugin-dir=base --json=r.json s.suite.json
holds r.json '.cases[0].metrics | any(.name == "read-bytes")'
says out '1 limit kept'
