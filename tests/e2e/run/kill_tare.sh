#!/usr/bin/env bash
# kill -9 of tare itself: its journal gives back what had finished, and no
# worker lives on.
source "$SOURCE/tests/e2e/lib.sh"
cat >slow.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 200, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/slow_setup.so", "$TEST_PLUGINS/good.so"],
	 "benchmarks": ["good/*", {"select": "slow_setup/wait",
	                           "params": {"ms": [50]}}]}
END
"$TARE" run --quiet --json r.json slow.suite.json >out 2>err &
tare=$!
for _ in $(seq 200); do
	[ -f r.json.journal ] && [ "$(wc -l <r.json.journal)" -gt 5 ] && break
	sleep 0.05
done
workers=$(pgrep -P "$tare")
kill -KILL "$tare"
wait "$tare" 2>/dev/null
[ ! -e r.json ] || echo 'there is a result already'
finished=$(($(wc -l <r.json.journal) - 1))
[ "$finished" -ge 5 ] || echo 'no journal'
# A last line that was cut in the middle costs that line only.
printf '{"case":0,"proc' >>r.json.journal

exits 0 fit "$TARE" run --recover r.json.journal --json recovered.json
holds recovered.json '.schema == "tare.result/1" and (.complete | not)'
holds recovered.json "[.cases[].processes[] | select(.status == \"ok\")] |
	length == $finished"
exits 0 "$TARE" compare recovered.json recovered.json
# An incomplete run is no baseline.
exits 4 "$TARE" baseline save --accept='the machine may be unfit' main \
	recovered.json
says err 'the run was cut off'

sleep 0.5
for worker in $workers; do
	! grep -q __worker "/proc/$worker/cmdline" 2>/dev/null ||
		echo "worker $worker lives on"
done
