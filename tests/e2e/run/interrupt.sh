#!/usr/bin/env bash
# Ctrl-C and SIGTERM: what was measured is saved and valid.
source "$SOURCE/tests/e2e/lib.sh"
cat >slow.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 200, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/slow_setup.so", "$TEST_PLUGINS/good.so"],
	 "benchmarks": ["good/*", {"select": "slow_setup/wait",
	                           "params": {"ms": [50]}}]}
END
# stop SIGNAL CODE NAME
stop() {
	# A shell without job control makes its children deaf to SIGINT.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' \
		"$TARE" run --quiet --json "$1.json" slow.suite.json \
		>out 2>err &
	local tare=$!
	for _ in $(seq 200); do
		[ -f "$1.json.journal" ] &&
			[ "$(wc -l <"$1.json.journal")" -gt 5 ] && break
		sleep 0.05
	done
	kill -s "$1" "$tare"
	wait "$tare"
	local status=$?
	[ "$status" -eq "$2" ] || echo "$1: exit code $status, expected $2"
	[ "$(tail -n 1 err)" = "tare: $3 ($2)" ] || echo "$1: code's name"
	holds "$1.json" '(.complete | not) and (.cases | length == 2)'
	holds "$1.json" '[.cases[].processes[] | select(.status == "ok")] |
		length >= 5'
	[ ! -e "$1.json.journal" ] || echo "$1: the journal was left"
	says out good
}
stop INT 130 interrupted
stop TERM 143 terminated
