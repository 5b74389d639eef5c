#!/usr/bin/env bash
# Who dies of a refused allocation met the limit, however fast it dies.
source "$SOURCE/tests/e2e/lib.sh"

if [ -n "${SANITIZE-}" ]; then
	echo "a sanitizer lifts the limit of memory"
	exit 77
fi

exits 5 "$TARE" run --quiet --processes 1 --slices 2 --json limit.json \
	"$TEST_PLUGINS/memory_refused.so"
says out "was refused memory, of which it may have 4.00 GiB: killed by SIGABRT"
says out "was refused memory, of which it may have 4.00 GiB: called exit(1)"
holds limit.json '[.cases[].status] == ["limit", "limit", "limit"]'

# What a child of the benchmark dies of is the benchmark's business.
exits 0 fit "$TARE" run --quiet --processes 1 --slices 2 \
	"$TEST_PLUGINS/child_crashes.so"
