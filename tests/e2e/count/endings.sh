#!/usr/bin/env bash
# What goes wrong only under valgrind is named with its mend, breaks the run,
# and the times that were taken stay.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind

cat >suite.json <<END
{"schema": "tare.suite/1", "name": "endings",
 "plugins": ["$TEST_PLUGINS/count.so"],
 "benchmarks": [{"select": "count/crashes"}, {"select": "count/forks"},
	{"select": "count/reads_clock"},
	{"select": "count/never_ends", "timeout": "300ms"}],
 "processes": 1, "slices": 10}
END
exits 5 "$TARE" run --quiet --counters=simulated --json r.json suite.json
says out "4 ok; 2 of them broke where they were counted"
# first ID FILTER: true of the first process that counted.
first() {
	holds r.json ".absent as \$absent | .cases[] | select(.id == \"$1\") |
		.counted[0] | $2"
}
first count/crashes '.status == "crashed" and
	(.reason | contains("under valgrind: killed by SIGABRT"))'
first count/never_ends '.status == "timeout" and
	(.reason | contains("under valgrind: ran longer than 3.000 s"))'
first count/forks '.status == "ok" and .counters[0].per_op > 0 and
	(.note | contains("starts processes, which are not counted"))'
first count/reads_clock '.counters[0] | .exact == false and
	(.reason | contains("differs from run to run"))'
holds r.json '.cases | all(.processes[0].status == "ok")'

# A plugin that is built again before it counts, with the path that was given.
mkdir bin
cat >bin/valgrind <<END
#!/bin/sh
[ "\$1" = --version ] || { cp "$TEST_PLUGINS/crash.so" new.so && mv new.so p.so; }
exec "$(command -v valgrind)" "\$@"
END
chmod +x bin/valgrind
cp "$TEST_PLUGINS/good.so" p.so
PATH=$PWD/bin:$PATH exits 5 "$TARE" run --quiet --counts-only \
	--counters=simulated --json p.json ./p.so
says p.json "plugin '$PWD/p.so' was built again while the run went on"

grep -q clflushopt /proc/cpuinfo || exit 0
exits 5 "$TARE" run --quiet --counts-only --counters=simulated --json i.json \
	--filter count/unknown_instruction "$TEST_PLUGINS/count.so"
says i.json 'built for instructions that valgrind cannot run (unhandled'
says i.json 'rebuild with -march=x86-64-v3'
