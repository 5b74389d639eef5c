#!/bin/sh
# listed.sh TARE DIR: good plugins are listed whole, sorted, and what they
# print when loaded is not seen.
set -u
tare=$1
cd "$2" || exit 1
failed=0

expect()
{
	if [ "$2" != "$3" ]; then
		printf '%s: expected %s, found %s\n' "$1" "$3" "$2"
		failed=1
	fi
}

many=$("$tare" list ./many.so | grep -o 'many/bench_[0-9]*')
expect 'benchmarks of many' "$(echo "$many" | wc -l)" 1000
expect 'order of many' "$many" "$(echo "$many" | LC_ALL=C sort)"
expect 'noise' "$("$tare" list ./prints.so 2>&1 | grep -c xxxx)" 0
expect 'prints' "$("$tare" list ./prints.so | grep -c 'prints/noise')" 1
expect 'long name' "$("$tare" list ./named200.so |
	grep -o 'name_of_two_[a-z_]*' | tr -d '\n' | wc -c)" 200
expect 'missing file' "$("$tare" list ./nothing.so 2>&1 >/dev/null)" \
	"tare: error: no such plugin: './nothing.so' is not a file; build it, or name another
tare: broken (5)"
exit $failed
