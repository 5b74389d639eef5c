#!/usr/bin/env bash
# Endless loops, memory and process bombs run into their limits.
source "$SOURCE/tests/e2e/lib.sh"
cat >limits.suite.json <<-END
	{"schema": "tare.suite/1", "processes": 2, "slices": 5,
	 "plugins": ["$TEST_PLUGINS/hangs.so", "$TEST_PLUGINS/forkbomb.so",
	             "$TEST_PLUGINS/eats_memory.so", "$TEST_PLUGINS/good.so"],
	 "benchmarks": [{"select": "hangs/*", "timeout": "300ms"},
	                "forkbomb/*", "eats_memory/*", "good/*"],
	 "timeout": "20s", "memory_limit": "1GiB"}
END
exits 5 quick --json r.json limits.suite.json
holds r.json '.complete and (.cases | length == 4)'
holds r.json '.cases[] | select(.id == "hangs/forever") |
	.status == "timeout" and (.reason | contains("ran longer than 300"))'
if [ -z "${SANITIZE-}" ]; then
	holds r.json '.cases[] | select(.id == "eats_memory/eat") |
		.status == "limit" and (.reason | contains("memory"))'
fi
holds r.json '.cases[] | select(.id == "forkbomb/fork") |
	.status == "limit" or (.processes | all(.note | contains("processes")))'
holds r.json '.cases[] | select(.id == "good/add") | .status == "ok"'
# Nobody lingers.
for maps in /proc/[0-9]*/maps; do
	! grep -qsF "$TEST_PLUGINS/forkbomb.so" "$maps" ||
		echo "a worker is left: ${maps%/maps}"
done
