#!/usr/bin/env bash
# On a terminal: colours and a progress line that is redrawn; NO_COLOR and
# pipes have none.
source "$SOURCE/tests/e2e/lib.sh"
command -v script >/dev/null || {
	echo 'needs script(1)'
	exit 77
}
run="$TARE run --processes 2 --slices 40 $TEST_PLUGINS/slow_setup.so"
run="$run $TEST_PLUGINS/crash.so"
script -qec "$run" /dev/null >typescript </dev/null
grep -q $'\e\[1m' typescript || echo 'no colours on a terminal'
grep -q $'\r\e\[K\[' typescript || echo 'no progress on a terminal'
# Nothing but colours and the redrawn line.
sed 's/\x1b\[[0-9;]*m//g; s/\r\x1b\[K//g; s/\r$//' typescript >plain
printable plain
NO_COLOR=1 script -qec "$run" /dev/null </dev/null | sed 's/\r\x1b\[K//g;
	s/\r//g' >plain
printable plain
$run >out 2>err
printable out err
