#!/usr/bin/env bash
# A plugin that has counters of its own does not disturb tare's; one that
# switches tare's off gets no zeros for counts.
source "$SOURCE/tests/e2e/shim.sh"

measures with '' quick --counters=hardware --json r.json \
	--filter '*/own_group' "$TEST_PLUGINS/uses_perf.so"
honest r.json
holds r.json '.absent == [] and all(.cases[0].metrics[]; .coverage == 1)'

measures with '' quick --counters=hardware --json r.json \
	--filter '*/stops_all' "$TEST_PLUGINS/uses_perf.so"
honest r.json
holds r.json '.absent | length == 6 and all(.errno == "ENODATA")'
holds r.json '.absent | all(.reason | contains("switched off"))'
