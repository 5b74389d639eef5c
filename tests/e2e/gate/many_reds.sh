#!/usr/bin/env bash
# Every red is measured a second time, however many there are.
source "$SOURCE/tests/e2e/lib.sh"
ids=(many/bench_0{00..69})
made base.json "${ids[@]/%/=0.001}"
exits 1 "$TARE" gate --processes=5 --slices=3 --base base.json --json r.json \
	--filter='many/bench_0[0-6]?' "$TEST_PLUGINS/many.so"
says err 'measuring 70 red cases a second time'
holds r.json '.outcome.verdicts | length == 70 and
	all(.verdict == "regressed" and .confirmed)'

# Those of a shard are not dealt out again.
exits 1 "$TARE" gate --processes=5 --slices=3 --base base.json --json r.json \
	--filter='many/bench_00?' --shard=4/4 "$TEST_PLUGINS/many.so"
says err 'measuring 2 red cases a second time'
holds r.json '.outcome.verdicts | length == 2 and all(.confirmed)'
