#!/usr/bin/env bash
# One CPU only: everything runs there, but what needs two is skipped.
source "$SOURCE/tests/e2e/lib.sh"
exits 0 fit taskset -c 0 "$TARE" run -q --processes 2 --slices 40 --json r.json \
	"$TEST_PLUGINS/good.so" "$TEST_PLUGINS/threads_good.so"
holds r.json '.conditions.cpus_allowed == 1'
holds r.json '[.cases[].status] == ["ok", "ok", "skipped"]'
holds r.json '.cases[2].reason == "needs 2 CPUs, may use 1"'
holds r.json '[.cases[] | select(.threads == 1).processes[].cpu] | all(. == 0)'
