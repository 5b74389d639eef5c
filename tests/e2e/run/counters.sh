#!/usr/bin/env bash
# What is not there is null with a reason; what was asked for is named.
source "$SOURCE/tests/e2e/lib.sh"
exits 0 quick --counters=none --json r.json "$TEST_PLUGINS/good.so"
holds r.json '.cases[0].metrics // [] | all(.provider != "os")'
exits 0 quick --counters=os --json r.json "$TEST_PLUGINS/good.so"
holds r.json '[.cases[0].metrics[].name] | contains(["task-clock"])'
exits 0 quick --counters=hardware --json r.json "$TEST_PLUGINS/good.so"
holds r.json '.absent // [] | all(.reason and .mend)'
exits 0 quick --counters=page-faults,cycles --json r.json \
	"$TEST_PLUGINS/good.so"
