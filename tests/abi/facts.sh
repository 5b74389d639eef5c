#!/bin/sh
# facts.sh INCLUDE SOURCES TARE GOOD.so GATEABLE: what a plugin says of its
# build is what it was built with. GATEABLE is 1 if GOOD.so should be.
set -u
include=$1
sources=$2
tare=$3
good=$4
gateable=$5
failed=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# As a result has them; the case itself may fail.
flags_of()
{
	"$tare" run --quiet --processes 1 --slices 1 --json "$scratch/x.json" \
		"$1" >"$scratch/out" 2>&1
	jq '.plugins[0].build_flags' "$scratch/x.json"
}

# expect FLAGS COMPILER OPTIONS...
expect()
{
	want=$1
	shift
	command -v "$1" >/dev/null || return 0
	"$@" -fPIC -shared -I"$include" "$sources/nine.c" \
		-o "$scratch/x.so" || failed=1
	found=$(flags_of "$scratch/x.so")
	if [ "$found" != "$want" ]; then
		echo "$*: build_flags are '$found', expected $want"
		failed=1
	fi
}

for compiler in gcc clang; do
	expect 0 $compiler -O0
	expect 1 $compiler -O1
	expect 3 $compiler -O2 -DNDEBUG
	expect 33 $compiler -O2 -DTARE_SDK_ALIGNED
	expect 65 $compiler -O2 -DTARE_SDK_GATEABLE
	# Not gateable without optimisation, whatever it was told.
	expect 0 $compiler -O0 -DTARE_SDK_GATEABLE
done
found=$(flags_of "$good")
if [ $((found / 64 % 2)) -ne "$gateable" ]; then
	echo "$good: build_flags are '$found'"
	failed=1
fi
exit $failed
