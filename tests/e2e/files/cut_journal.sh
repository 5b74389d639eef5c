#!/usr/bin/env bash
# A journal that was cut anywhere gives what it has, or says what is wrong.
source "$SOURCE/tests/e2e/lib.sh"
cat >slow.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 200, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/slow_setup.so"],
	 "benchmarks": [{"select": "slow_setup/wait", "params": {"ms": [20]}}]}
END
"$TARE" run --quiet --json r.json slow.suite.json >out 2>err &
tare=$!
for _ in $(seq 200); do
	[ -f r.json.journal ] && [ "$(wc -l <r.json.journal)" -gt 8 ] && break
	sleep 0.05
done
kill -KILL "$tare"
wait "$tare" 2>/dev/null
size=$(wc -c <r.json.journal)
head=$(head -n 1 r.json.journal | wc -c)
for i in $(seq 0 29); do
	bytes=$((size * i / 30))
	head -c "$bytes" r.json.journal >cut.journal
	lines=$(wc -l <cut.journal)
	expected=0
	[ "$lines" -ge 2 ] || expected=4
	[ "$bytes" -ge "$head" ] || expected=2
	exits "$expected" fit "$TARE" run --recover cut.journal --json cut.json
	[ "$expected" -eq 2 ] || holds cut.json "
		[.cases[].processes[] | select(.status == \"ok\")] |
		length == $((lines - 1))"
done
# A line in the middle that is none is no accident.
sed '3s/.*/{"case": "x"}/' r.json.journal >bad.journal
exits 2 "$TARE" run --recover bad.journal --json bad.json
says err 'bad.journal, line 3:'
