#!/usr/bin/env bash
# Ctrl-C stops valgrind, too, and its files are gone; a tare that is killed
# leaves no valgrind.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
export TMPDIR=$PWD/tmp
mkdir tmp

# begins: waits until a process runs under valgrind in TMPDIR.
begins() {
	for _ in {1..600}; do
		[ "$(simulated)" -lt 1 ] || return 0
		sleep 0.1
	done
	echo 'no valgrind came up'
}
# simulated: how many do.
simulated() {
	pgrep -fc -- "--callgrind-out-file=$TMPDIR/" || true
}
# ends: waits until none is left.
ends() {
	for _ in {1..100}; do
		[ "$(simulated)" -gt 0 ] || return 0
		sleep 0.1
	done
	echo "$1: valgrind runs on"
}
run=(run --quiet --counts-only --counters=simulated --json r.json
	--filter count/never_ends "$TEST_PLUGINS/count.so")

# A shell without job control has its children ignore SIGINT.
set -m
"$TARE" "${run[@]}" >out 2>err &
tare=$!
begins
kill -INT "$tare"
wait "$tare"
status=$?
[ "$status" -eq 130 ] || echo "interrupted: exit code $status"
ends interrupted
[ -z "$(ls tmp)" ] || echo "interrupted: left $(ls tmp)"

"$TARE" "${run[@]}" >out 2>err &
tare=$!
begins
kill -KILL "$tare"
wait "$tare" 2>/dev/null
ends killed
