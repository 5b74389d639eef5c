#!/usr/bin/env bash
# An operation of 300 ms: few slices a pair and few pairs, and if those do not
# decide, the row says what would.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
"$TARE" gate -q --base=base --head=head --json=r.json --case-time=9s \
	--filter='sides/nap/ms=300' >out 2>err
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || [ $status -eq 6 ] || echo "exit code $status"
holds r.json '.cases[0].processes | length > 1 and all(.slices >= 1)'
holds r.json '.outcome.verdicts[0] | .verdict == "equivalent" or
	(.verdict == "inconclusive" and .needs_ns > 0)'
[ $status -eq 0 ] || says out 'needs about'
