#!/usr/bin/env bash
# tare selftest gate on a user's plugins: one that brings a library of its own
# can be copied; one that crashes is broken and named.
source "$SOURCE/tests/e2e/lib.sh"
command -v cc >/dev/null || {
	echo 'needs a C compiler'
	exit 77
}
mkdir mine
echo 'int product(void) { return 1; }' >product.c
cc -shared -fPIC -o mine/libproduct.so.1 product.c -Wl,-soname,libproduct.so.1
cat >plug.c <<'END'
#include <tare/sdk.h>
int product(void);
TARE_PLUGIN("org.tare.test.plug", "1.0")
TARE_BENCH(one)
{
	TARE_LOOP(b) {
		tare_keep(product());
	}
}
END
# shellcheck disable=SC2016 # the loader's word
cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden -I"$SOURCE/harness/include" \
	-o mine/plug.so plug.c mine/libproduct.so.1 '-Wl,-rpath,$ORIGIN'

"$TARE" selftest gate --quiet --aa 1 --json s.json mine/plug.so >out 2>err
case $? in
0 | 1) ;;
*) cat out err ;;
esac
holds s.json '[.decisions[] | [.bench, .effect]] == [["plug/one", 0]]'
holds s.json '.cells[0].broken == 0 and (.own | not)'

# What a suite decides by and promises is not asked: only the time is.
cat >mine/s.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["./plug.so"],
	 "gate": {"metrics": ["cycles"]}, "limits": ["cycles < baseline*1.02"]}
END
"$TARE" selftest gate --quiet --aa 1 --json s.json mine/s.suite.json >out 2>err
case $? in
0 | 1) ;;
*) cat out err ;;
esac
holds s.json '.decisions | length == 1 and
	all(.verdict != "inconclusive" or .reason != null)'

exits 5 "$TARE" selftest gate --quiet --aa 1 --json s.json --filter plug/one \
	--filter crash mine/plug.so "$TEST_PLUGINS/crash.so"
holds s.json '.cells | map(select(.broken > 0)) | length > 0 and
	all(.bench | startswith("crash/"))'
holds s.json '[.decisions[] | select(.bench == "plug/one")] | length == 1'
says out 'broken: crash/null_pointer: '
! compgen -G '.tare/selftest-*' || echo 'the copies were left'
