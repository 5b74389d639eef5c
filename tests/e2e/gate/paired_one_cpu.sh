#!/usr/bin/env bash
# One CPU is enough for a pair: only one side runs at a time.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
cpus=$(taskset -pc $$ | sed 's/.*: //')
first=${cpus%%[,-]*}
decides taskset -c "$first" "$TARE" gate -q --base=base --head=head \
	--json=r.json --filter='sides/steady'
holds r.json '.conditions.cpus_allowed == 1'
holds r.json "[.cases[0] | .processes, .base_processes | .[]] |
	length > 0 and all(.status == \"ok\" and .cpu == $first)"
