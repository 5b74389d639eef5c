#!/usr/bin/env bash
# PMUs that open and do not count, or stop in the middle.
source "$SOURCE/tests/e2e/shim.sh"

# Opens, and never runs: it does not fit, and that is said.
measures with idle=1 quick --counters=hardware --json r.json \
	"$TEST_PLUGINS/good.so"
honest r.json
holds r.json '.absent | length == 6 and all(.errno == "ENOSPC")'

# Descriptors run out while groups are opened: in some, or in all.
for opens in 1 3 7; do
	measures with "errno=24 opens=$opens" quick --counters=hardware \
		--json r.json "$TEST_PLUGINS/good.so"
	honest r.json
	holds r.json '.absent | length > 0 and all(.errno == "EMFILE")'
done

# A signal comes in between, once: asked again.
measures with "errno=4 first=3" quick --counters=hardware --json r.json \
	"$TEST_PLUGINS/good.so"
holds r.json '.absent == [] and (.cases[0].metrics | length == 6)'

# The end of the file: counters that were lost for good, at once or in the
# middle of the slices.
for ends in 20 170; do
	measures with "ends=$ends" quick --counters=hardware --json r.json \
		"$TEST_PLUGINS/good.so"
	honest r.json
	holds r.json '.absent | length == 6 and all(.errno == "ENODATA")'
	says out ENODATA
done
