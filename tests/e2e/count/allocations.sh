#!/usr/bin/env bash
# Allocations of an operation are counted exactly, by both of two processes.
source "$SOURCE/tests/e2e/lib.sh"
[ -z "${SANITIZE-}" ] || {
	echo 'a sanitizer brings its own allocator'
	exit 77
}
exits 0 "$TARE" run --quiet --counts-only --counters=allocations \
	--json r.json --filter 'count/[as]*' "$TEST_PLUGINS/count.so"
holds r.json '[.cases[].counted[]] | length == 6 and
	all(.pass == "allocations" and .status == "ok")'
holds r.json '.cases[] | select(.id == "count/allocates") |
	.counted | all(.counters | map({(.name): .per_op}) | add ==
		{allocs: 3, "alloc-bytes": 1000})'
holds r.json '.cases[] | select(.id != "count/allocates") |
	.counted | all(.counters | all(.per_op == 0 and .exact != false))'
