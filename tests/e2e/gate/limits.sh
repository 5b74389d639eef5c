#!/usr/bin/env bash
# Limits of a suite: kept, broken, not decided, without data.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/b=100
# limit CODE 'LIMIT' TEXT [OPTION...]
limit() {
	made head.json a/b=100
	edit head.json ".cases[0].limits = [\"$2\"]"
	exits "$1" "$TARE" gate --base base.json --head head.json "${@:4}"
	says out "$3"
}
limit 0 'time < 250ns' '1 limit kept'
limit 1 'time < 50ns' 'time < 50ns'
limit 1 'time < 50ns' 'broken' --inconclusive=warn
limit 3 'time < 100ns' 'time < 100ns'
limit 0 'time < 100ns' 'time < 100ns' --inconclusive=warn
limit 4 'losses <= 3' 'no such metric'
limit 4 'p99 < 1ms' '1000 undisturbed slices'
limit 0 'time < baseline*1.5' '1 limit kept'
limit 1 'time < baseline*0.5' 'time < baseline*0.5'

# The same from a suite, by run alone; too few slices for an unfit machine.
for case in '10s 0 1 limit kept' \
	'0.001ns 1 good/add: limit time < 0.001ns: broken: measured'; do
	read -r bound code text <<<"$case"
	cat >limit.suite.json <<-END
		{"schema": "tare.suite/1", "plugins": ["$TEST_PLUGINS/good.so"],
		 "limits": ["time < $bound"], "processes": 6, "slices": 3}
	END
	exits "$code" "$TARE" run -q --json r.json limit.suite.json
	says out "$text"
	holds r.json ".outcome.exit_code == $code"
done
# A run that broke a limit is no baseline.
exits 2 "$TARE" baseline save main r.json
