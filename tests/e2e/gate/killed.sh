#!/usr/bin/env bash
# kill -9 while reds are measured a second time: the first measurement can be
# recovered. Ctrl-C there keeps it, too.
source "$SOURCE/tests/e2e/lib.sh"
cat >slow.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 6, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/slow_setup.so"],
	 "benchmarks": [{"select": "slow_setup/wait", "params": {"ms": [100]}}]}
END
# A base that makes everything red.
made base.json slow_setup/wait/ms=100=0.001

# stop SIGNAL: in the second measurement
stop() {
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' \
		"$TARE" gate --json "$1.json" --base base.json slow.suite.json \
		>out 2>err &
	local tare=$!
	for _ in $(seq 300); do
		[ -f "$1.json.journal.again" ] &&
			[ "$(wc -l <"$1.json.journal.again")" -ge 2 ] && break
		sleep 0.02
	done
	kill -s "$1" "$tare"
	wait "$tare" 2>/dev/null
	status=$?
}
stop KILL
says err 'measuring 1 red case a second time'
exits 0 fit "$TARE" run --recover KILL.json.journal --json recovered.json
holds recovered.json '.cases[0].processes | length == 6'
stop INT
[ "$status" -eq 130 ] || echo "Ctrl-C: exit code $status"
holds INT.json '.cases[0].processes | length == 6'
[ -z "$(find . -name 'INT.json.journal*')" ] || echo 'a journal was left'
