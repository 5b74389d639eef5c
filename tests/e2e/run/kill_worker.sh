#!/usr/bin/env bash
# kill -9 of a worker in mid-run costs that case, not the run.
source "$SOURCE/tests/e2e/lib.sh"
cat >slow.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 1, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/slow_setup.so", "$TEST_PLUGINS/good.so"],
	 "benchmarks": ["good/*", {"select": "slow_setup/wait",
	                           "params": {"ms": [5000]}}]}
END
"$TARE" run --quiet --json r.json slow.suite.json >out 2>err &
tare=$!
for _ in $(seq 200); do
	for child in $(pgrep -P "$tare"); do
		grep -qF slow_setup.so "/proc/$child/maps" 2>/dev/null &&
			worker=$child
	done
	[ -z "${worker-}" ] || break
	sleep 0.05
done
if [ -z "${worker-}" ]; then
	echo 'the worker was not found'
else
	kill -KILL "$worker"
fi
wait "$tare"
status=$?
[ "$status" -eq 5 ] || echo "exit code $status, expected 5"
holds r.json '.complete'
holds r.json '.cases[] | select(.id == "good/add") | .status == "ok"'
holds r.json '.cases[] | select(.id | startswith("slow_setup/")) |
	.status == "crashed" and (.reason | contains("killed by SIGKILL"))'
