#!/usr/bin/env bash
# Each thread has counters of its own, and a slice's counts are their sums. On a
# busy machine two threads may have no slice in peace, which is said.
source "$SOURCE/tests/e2e/lib.sh"
# A sanitizer's own allocator is not counted.
in_peace='all(.absent[]; .name == "hits" or
	.reason == "no slice was undisturbed" or
	(.reason | contains("has a sanitizer")))'

measures quick --counters=fake:cycles=10,hits=EACCES --json r.json \
	"$TEST_PLUGINS/threads_good.so"
# shellcheck disable=SC2016 # jq's variables
holds r.json 'all(.cases[]; .threads as $n |
	all(.processes[].columns.cycles // empty; . == 10 * $n))'
holds r.json '[.cases[].processes[].columns.cycles // empty] | length > 0'
holds r.json 'any(.absent[]; .name == "hits" and .errno == "EACCES")'
holds r.json "$in_peace"

measures quick --counters=os --json r.json "$TEST_PLUGINS/threads_good.so"
holds r.json "$in_peace"
holds r.json 'all(.cases[] | select(.status == "ok"); [.metrics[].name] |
	contains(["task-clock", "minor-faults", "run-queue-wait", "peak-rss"]))'
