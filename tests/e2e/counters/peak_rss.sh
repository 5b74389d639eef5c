#!/usr/bin/env bash
# The peak of memory is the process's: no number an operation and no column, but
# a metric like others in tables, limits and gates.
source "$SOURCE/tests/e2e/lib.sh"
[ -z "$SANITIZE" ] || {
	echo "the memory of a tare built with $SANITIZE is mostly not its own"
	exit 77
}
# holder FILE.so MIB: a plugin whose benchmark holds so much.
holder() {
	mkdir -p "$(dirname "$1")"
	cat >"$1.c" <<-END
		#include <stdlib.h>
		#include <string.h>
		#include <tare/sdk.h>
		TARE_PLUGIN("org.tare.test.holder", "1.0.0")
		TARE_BENCH(hold)
		{
			char *block = malloc($2 << 20);
			memset(block, 1, $2 << 20);
			uint64_t x = tare_random(b) | 1;
			TARE_LOOP(b) {
				x *= 0x9e3779b97f4a7c15;
				tare_hide(x);
			}
			tare_keep_mem(block);
			free(block);
			tare_keep(x);
		}
	END
	cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden \
		-falign-functions=64 -falign-loops=64 \
		-DTARE_SDK_ALIGNED -Wl,--build-id \
		-I"$SOURCE/harness/include" -o "$1" "$1.c"
	rm "$1.c"
}
command -v cc >/dev/null || {
	echo 'needs a C compiler'
	exit 77
}
holder base/holder.so 8
holder head/holder.so 40

measures quick --counters=peak-rss --json r.json base/holder.so
says out 'peak-rss (process)'
holds r.json '.cases[0].metrics[] | select(.name == "peak-rss") |
	.provider == "os" and .unit == "bytes" and .estimate.value > 8 * 1048576'
holds r.json 'all(.cases[0].processes[]; (.columns | has("peak-rss") | not) and
	(.counters[0] | .total == .per_op))'

# That of a command's processes has a name of its own.
cat >c.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["command"], "benchmarks": [
	 {"select": "command/run", "config": {"argv": ["true"]}}]}
END
measures quick --counters=peak-rss --json r.json c.suite.json
holds r.json '[.cases[0].metrics[] | select(.name | endswith("peak-rss")) |
	[.name, .provider]] | sort ==
	[["child-peak-rss", "plugin"], ["peak-rss", "os"]]'

# suite LIMIT
suite() {
	cat >s.suite.json <<-END
		{"schema": "tare.suite/1", "plugins": ["holder.so"],
		 "processes": 6, "slices": 10, "limits": [${1:+\"$1\"}]}
	END
}
run=("$TARE" run -q --json=r.json --plugin-dir=base s.suite.json)
suite 'peak-rss <= 64MiB'
measures "${run[@]}"
says out '1 limit kept'
suite 'peak-rss <= 4MiB'
"${run[@]}" >out 2>err
grep -qE 'limit peak-rss <= 4MiB: broken: measured [0-9.]+ MiB \[' out || cat out
suite
"$TARE" gate -q --base=base --head=head --metric=peak-rss --json=r.json \
	s.suite.json >out 2>err
holds r.json '[.outcome.verdicts[].metrics[] | select(.decides) |
	[.metric, .verdict]] == [["peak-rss", "regressed"]]'
