#!/usr/bin/env bash
# Groups, ids, times and reads of the real kernel, from open to table.
source "$SOURCE/tests/e2e/shim.sh"

measures with '' quick --counters=hardware --json r.json "$TEST_PLUGINS/good.so"
honest r.json
says out 'cycles instructions branches branch-misses'
# shellcheck disable=SC2016 # jq's variables
holds r.json "$defs"'all(common[] as $n | metric($n);
	.provider == "hardware" and .coverage == 1 and .exact)'
holds r.json "$defs"'(metric("cycles") | .estimate.value > 0)
	and (metric("instructions") | .estimate.value > 0)'
# Two clocks of the kernel, each under the id of its own event.
holds r.json "$defs"'[metric("cycles", "branches") | .estimate.value]
	| .[0] / .[1] | . > 0.5 and . < 2'
holds r.json '.absent == []'

# Threads that the benchmark starts are counted.
measures with '' quick --counters=cycles,minor-faults --json r.json \
	--filter '*starts_thread*' "$TEST_PLUGINS/known.so"
holds r.json 'all(.cases[]; .metrics | length == 2)'

# What is named is counted, in that order.
measures with '' quick --counters=cache-references,cycles --json r.json \
	"$TEST_PLUGINS/good.so"
holds r.json '[.cases[0].metrics[].name] == ["cache-references", "cycles"]'
