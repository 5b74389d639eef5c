#!/usr/bin/env bash
# What processes leave behind is killed, and named below the table.
source "$SOURCE/tests/e2e/lib.sh"

exits 0 fit "$TARE" run --quiet --processes 2 --slices 2 --json left.json \
	"$TEST_PLUGINS/hops.so" "$TEST_PLUGINS/leaks_threads.so"
says out "hops/in_group: left "
says out "hops/in_sessions: left "
says out "leaks_threads/leave_two: left 2 threads running"
says_not out "leaks_threads/join_deferred: left"
[ "$(grep -c 'in_group: left' out)" = 1 ] || echo "more than once a case"
holds left.json '[.cases[].processes[] |
	select(.note // "" | test("^left"))] | length == 6'

# What tare's own process started before `exec tare` is no job's.
# shellcheck disable=SC2016 # the inner shell's variables
exits 0 fit bash -c 'sleep 301 & echo $! >sleeper; exec "$@"' - \
	"$TARE" run --quiet --processes 2 --slices 2 --json spared.json \
	"$TEST_PLUGINS/good.so" "$TEST_PLUGINS/hops.so"
kill "$(cat sleeper)" || echo "what was there before the run was killed"
says_not out "good/add: left"
holds spared.json '[.cases[].processes[] |
	select(.note // "" | test("^left"))] | length == 4'
