#!/usr/bin/env bash
# A crash inside of a library names the plugin's function that called it.
source "$SOURCE/tests/e2e/lib.sh"

if [ -n "${SANITIZE-}" ]; then
	echo "a sanitizer takes over what crashes"
	exit 77
fi

exits 5 "$TARE" run --quiet --processes 1 --slices 2 --json crash.json \
	"$TEST_PLUGINS/assert_fails.so"
says out "assertion crashed: killed by SIGABRT in check_input"
says out "(assert_fails.so), through __assert_fail"
says out "null_copy crashed: killed by SIGSEGV at 0x0 in copy_input"
says out "through libc.so.6 in stage measure"
holds crash.json '[.cases[].status] == ["crashed", "crashed"]'

# Of several threads that crash together, one tells its place and is not cut.
exits 5 "$TARE" run --quiet --processes 1 --slices 2 --json together.json \
	"$TEST_PLUGINS/crash_together.so"
holds together.json '(.cases | length) == 4 and all(.cases[]; .reason |
	contains("killed by SIGSEGV at 0x0 in write_at_once"))'
