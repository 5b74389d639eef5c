#!/usr/bin/env bash
# On this machine as it is, with a PMU or without: each counter has a value, or
# errno, reason and mend; none is 0 for want of a PMU.
source "$SOURCE/tests/e2e/lib.sh"
measures quick --counters=hardware --json r.json "$TEST_PLUGINS/good.so"
# shellcheck disable=SC2016 # jq's variables
holds r.json '. as $r | all(("cycles", "instructions", "branches",
		"branch-misses", "cache-references", "cache-misses"); . as $name
	| [$r.cases[0].metrics[]? | select(.name == $name)] as $m
	| [$r.absent[] | select(.name == $name)] as $a
	| if $m == [] then ($a | length == 1) and all($a[];
		.errno != null and .reason != "" and .mend != "")
	else $a == [] and all($m[]; .coverage > 0) end)'
# These two are 0 in no benchmark.
holds r.json '[.cases[0].metrics[]? | select(.provider == "hardware" and
	(.name == "cycles" or .name == "instructions"))]
	| all(.estimate.value > 0)'
# And the table says why.
if jq -e '.absent != []' r.json >/dev/null; then
	says out 'hardware counters:'
	says out "$(jq -r '.absent[0].errno' r.json)"
	says out 'see tare doctor'
fi

# Whoever measures: the same reasons without privileges.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 777 .
	if setpriv --reuid 65534 --clear-groups test -x "$TARE"; then
		measures setpriv --reuid 65534 --clear-groups "$TARE" run \
			--quiet --processes 1 --slices 5 --counters=hardware \
			--json nobody.json "$TEST_PLUGINS/good.so"
		holds nobody.json '.absent | all(.reason != "" and .mend != "")'
	fi
fi

# rdpmc is a fault unless the kernel allows it; the others are measured.
"$TARE" run --quiet --processes 1 --slices 5 --counters=hardware \
	--json r.json "$TEST_PLUGINS/uses_perf.so" >out 2>err
holds r.json '.cases | length == 3
	and all(.[]; .status == "ok" or .status == "skipped"
		or (.id | endswith("rdpmc")))'
