#!/usr/bin/env bash
# Filters, params, shards, and where plugins are looked for.
source "$SOURCE/tests/e2e/lib.sh"
batch=$TEST_PLUGINS/batch_good.so many=$TEST_PLUGINS/many.so

exits 0 "$TARE" list --param=step=3 "$batch"
says out batch_good/add/step=3
says_not out step=1
exits 0 "$TARE" list --plugin-dir="$TEST_PLUGINS" good
says out good/add
TARE_PLUGIN_PATH=/nosuch:$TEST_PLUGINS exits 0 "$TARE" list good
says out good/add

exits 0 "$TARE" list --filter='many/bench_00?' --filter=many/bench_999 "$many"
[ "$(grep -c bench_ out)" -eq 11 ] || echo 'not 11 of 1000'
for i in 1 2 3; do
	exits 0 "$TARE" list --shard=$i/3 "$many"
	grep -o 'bench_[0-9]*' out
done | sort | uniq -c | awk '$1 != 1 { print "in several shards: " $2 }
	END { if (NR != 1000) print NR " cases in all shards" }'

exits 4 "$TARE" list --filter=nosuch "$batch"
exits 4 "$TARE" list --tag=nosuch "$batch"
exits 4 "$TARE" list --param=step=2 "$batch"

# A pipe has no width, so the summary is not cut; COLUMNS gives it one.
threads=$TEST_PLUGINS/threads_good.so
exits 0 "$TARE" list "$TEST_PLUGINS/good.so" "$threads" "$batch"
says out 'one addition'
COLUMNS=45 exits 0 "$TARE" list "$TEST_PLUGINS/good.so" "$threads" "$batch"
says_not out 'one addition'
[ "$(wc -L <out)" -le 45 ] || echo 'COLUMNS is not the width'
