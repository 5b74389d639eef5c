#!/usr/bin/env bash
# A time budget holds for what only counts, too: what it cut is absent, and
# says so; times stay.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind

late="the time budget ended before it was counted"
suite() {
	cat >suite.json <<END
{"schema": "tare.suite/1", "plugins": ["$TEST_PLUGINS/count.so"],
 "benchmarks": [{"select": "count/never_ends"}, {"select": "count/reads_clock"}],
 "processes": 1, "slices": 10}
END
}

# One never ends under valgrind (its own time limit is minutes), the others
# are not begun.
suite
exits 0 fit "$TARE" run --quiet --counters=simulated --time-budget 3s \
	--json r.json suite.json
holds r.json '.budget_ended and .complete'
holds r.json '.cases[] | .processes[0].status == "ok"'
holds r.json '.cases[0].counted[] | select(.pass == "simulated") |
	.status == "ok"'
says r.json "$late"
says out "$late"
says out "2 ok"
says_not out "broke"

# Nothing is timed: all of the time is for counts, and nothing was counted.
exits 4 "$TARE" run --quiet --counts-only --counters=simulated \
	--time-budget 1ms --json c.json suite.json
says c.json "$late"

# In a gate it is no answer; nothing else was counted, which is code 4.
mkdir old new && cp "$TEST_PLUGINS/count.so" old && cp "$TEST_PLUGINS/count.so" new
exits 4 "$TARE" gate --quiet --metric sim.instructions --time 2s \
	--base old --head new \
	--filter count/never_ends
says out "$late"
says out "1 inconclusive"

# Without one there is none.
exits 0 "$TARE" run --quiet --counts-only --counters=allocations \
	--filter count/reads_clock --json w.json "$TEST_PLUGINS/count.so"
holds w.json '.budget_ended | not'
says_not w.json "$late"
