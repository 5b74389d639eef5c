#!/usr/bin/env bash
# Simulated counts are the same to the last digit, in all counters and
# functions: in every run, whatever the environment, the folder, the path of
# the plugin and the seed. Of threads, which meet in the simulated predictor in
# any order, this holds for all but their misses, and what is counted an
# operation: on a busy machine they meet late, and do fewer of them.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind

# count FILE PLUGIN [VARIABLE=VALUE...]
count() {
	local file=$PWD/$1 plugin=$2
	shift 2
	env "$@" "$TARE" run --quiet --counts-only --counters=simulated \
		--filter 'count/[asg]*' --json "$file" "$plugin" >out 2>err || {
		echo "run: exit code $?"
		cat err
	}
	jq -c '.cases[] | {id, counted: [.counted[] | del(.wall_ns)]} |
		if .id | endswith("=2") then
			del(.counted[] | .ops, .counters[7:], .counters[].total)
		else . end' "$file" >"$file.counts"
}
# same FILE
same() {
	cmp -s first.json.counts "$1.counts" || {
		echo "$1 has other counts"
		diff first.json.counts "$1.counts" | head -c 2000
	}
}

count first.json "$TEST_PLUGINS/count.so"
holds first.json '.cases | length == 4 and all(.counted | length == 2 and
	.[0].counters[:7] == .[1].counters[:7])'
holds first.json '[.cases[] | select(.id | test("steady|allocates")) |
	.counted[].counters[] | select(.exact == false or .per_op == null)] |
	all(.name | test("misses|estimated"))'
# 100 multiplications of three instructions and some around them.
holds first.json '.cases[] | select(.id == "count/steady/threads=1") |
	.counted[0] | .counters[0].name == "sim.instructions" and
	.counters[0].per_op >= 300 and .counters[0].per_op < 330 and
	(.functions[0] | .name == "multiply" and .object == "count.so" and
		.calls == 1)'
# Work that grows is not averaged away.
holds first.json '.cases[] | select(.id == "count/grows") |
	.counted[0].counters[0] | .exact == false and
	(.reason | contains("operations are not alike"))'
holds first.json '.simulator | test("^callgrind [0-9.]+, I1 32768,8,64, D1")'

mkdir -p "a folder/with/a longer path"
cp "$TEST_PLUGINS/count.so" "a folder/with/a longer path/"
cd "a folder/with" || exit 1
# shellcheck disable=SC2046 # words are wanted
count ../../second.json "a longer path/count.so" \
	$(for i in {1..50}; do echo "PADDING_$i=$i$RANDOM$RANDOM"; done)
cd ../..
same second.json

# What the dynamic linker keeps on the heap has one length: where the free
# blocks lie decides how malloc searches them. One branch may miss more.
for length in 3 40; do
	folder=$(printf "%0${length}d" 0)
	mkdir "$folder"
	cp "$(dirname "$TARE")/plugins/alloc.so" "$folder/"
	"$TARE" run --quiet --counts-only --counters=simulated \
		--filter 'alloc/churn/threads=1' --json "heap$length.json" \
		"$folder/alloc.so" >out 2>err || cat err
	jq -c '[.cases[].counted[].counters[:7][].total]' "heap$length.json" \
		>>heaps
done
[ "$(sort -u heaps | wc -l)" = 1 ] || {
	echo "malloc searches longer by the name of a folder:"
	cat heaps
}
