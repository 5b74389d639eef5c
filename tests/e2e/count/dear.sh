#!/usr/bin/env bash
# Where one operation fills a part, misses are exact, too; what has many
# instructions is counted by one process. Those of different cases run side by
# side, and one that leaves something running is told so by its own counts.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind

exits 0 "$TARE" run --quiet --counts-only --counters=simulated --json r.json \
	--filter 'count/[fil]*' "$TEST_PLUGINS/count.so"
# counted ID FILTER: true of its counts.
counted() {
	holds r.json ".cases[] | select(.id == \"count/$1\") | .counted | $2"
}
counted fills_part 'length == 2 and .[0].counters == .[1].counters'
counted is_dear 'length == 1'
# A line of the cache each time; nothing of it is left from the time before.
for id in fills_part is_dear; do
	counted $id 'all(.ops == 1 and (.counters[] |
		select(.name == "sim.l1d_misses") |
		.exact != false and .per_op >= 4096 and .per_op < 4200))'
	counted $id 'all(.counters[0].exact != false)'
done
counted fills_part 'all(.counters[0].per_op | . >= 300000 and . < 400000)'
counted leaves_behind 'all(.note | contains("left 1 process running"))'
holds r.json '[.cases[].counted[] |
	select(.note and (.note | contains("left")))] | length == 2'
