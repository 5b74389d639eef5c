#!/usr/bin/env bash
# A worker that is stopped for seconds in mid-pair, and then goes on: so does
# the gate.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
"$TARE" gate -q --base=base --head=head --json=r.json --case-time=8s \
	--filter='sides/nap/ms=300' >out 2>err &
tare=$!
# The two workers of the pair, wherever they hang.
workers() {
	local child
	for child in $(pgrep -P "$1"); do
		grep -qs 'sides\.so' "/proc/$child/maps" && echo "$child"
		workers "$child"
	done
}
for _ in {1..300}; do
	mapfile -t worker < <(workers "$tare")
	[ "${#worker[@]}" -ge 2 ] && break
	sleep 0.02
done
[ "${#worker[@]}" -eq 2 ] || echo "found ${#worker[@]} workers"
kill -STOP "${worker[0]}"
sleep 2.5
kill -CONT "${worker[0]}"
wait $tare
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || [ $status -eq 6 ] || echo "exit code $status"
holds r.json '.cases[0] | .status == "ok" and (.processes | length > 1) and
	([.processes, .base_processes | .[].status] | all(. == "ok"))'
holds r.json '.outcome.verdicts[0].verdict != "regressed"'

# Stopped for longer than its time-out, while it waits or not: the base is
# named, not the side that waits for it.
cat >stop.suite.json <<-END
	{"schema": "tare.suite/1",
	 "benchmarks": [{"select": "sides/nap", "params": {"ms": [100]},
	                 "timeout": "3s"}]}
END
"$TARE" gate -q --base=base --head=head --json=r.json stop.suite.json \
	>out 2>err &
tare=$!
base=
for _ in {1..300}; do
	for child in $(workers "$tare"); do
		grep -qs 'base/sides\.so' "/proc/$child/maps" && base=$child
	done
	[ -z "$base" ] || break
	sleep 0.005
done
kill -STOP "$base"
wait $tare
status=$?
[ $status -eq 5 ] || echo "exit code $status"
holds r.json '.outcome.verdicts[0].reason | startswith("base: ")'
