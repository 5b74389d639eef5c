#!/usr/bin/env bash
# Ctrl-C and SIGTERM: the verdict on what there is, in a valid file.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
# stop SIGNAL CODE NAME
stop() {
	# A shell without job control makes its children deaf to SIGINT.
	python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' \
		"$TARE" gate --quiet --base=base --head=head --json "$1.json" \
		--filter='sides/nap/ms=300' --filter='sides/steady' >out 2>err &
	local tare=$!
	for _ in $(seq 500); do
		[ -f "$1.json.journal" ] &&
			[ "$(wc -l <"$1.json.journal")" -gt 4 ] && break
		sleep 0.02
	done
	kill -s "$1" "$tare"
	wait "$tare"
	local status=$?
	[ "$status" -eq "$2" ] || echo "$1: exit code $status, expected $2"
	[ "$(tail -n 1 err)" = "tare: $3 ($2)" ] || echo "$1: code's name"
	holds "$1.json" '(.complete | not) and (.cases | length == 2)'
	holds "$1.json" '.outcome.verdicts[] | select(.id == "sides/nap/ms=300") |
		.verdict == "inconclusive"'
	holds "$1.json" '[.cases[].processes[] | select(.status == "ok")] |
		length >= 2'
	holds "$1.json" '.cases | all((.processes | length) ==
		(.base_processes | length))'
	[ ! -e "$1.json.journal" ] || echo "$1: the journal was left"
	says out sides/nap
	says out inconclusive
}
stop INT 130 interrupted
stop TERM 143 terminated
