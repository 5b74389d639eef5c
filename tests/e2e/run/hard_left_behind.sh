#!/usr/bin/env bash
# What processes leave behind is killed, and named below the table.
source "$SOURCE/tests/e2e/lib.sh"

exits 0 "$TARE" run --quiet --processes 2 --slices 2 --json left.json \
	"$TEST_PLUGINS/hops.so" "$TEST_PLUGINS/leaks_threads.so"
says out "hops/in_group: left "
says out "hops/in_sessions: left "
says out "leaks_threads/leave_two: left 2 threads running"
says_not out "leaks_threads/join_deferred: left"
[ "$(grep -c 'in_group: left' out)" = 1 ] || echo "more than once a case"
holds left.json '[.cases[].processes[] |
	select(.note // "" | test("^left"))] | length == 6'
