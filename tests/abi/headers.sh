#!/bin/sh
# headers.sh INCLUDE: each public header compiles alone, as C99 and C++11,
# with every compiler that is here.
set -u
include=$1
failed=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

alone()
{
	printf '#include <tare/%s>\nint tare_unused;\n' "$3" >"$scratch/a.$2"
	if ! $1 -Wall -Wextra -Wpedantic -Wshadow -Wundef -Werror \
		-fsyntax-only -I"$include" "$scratch/a.$2"; then
		echo "tare/$3 does not compile alone with $1"
		failed=1
	fi
}

headers=$(cd "$include/tare" && find . -name '*.h' | sed 's,^\./,,')
[ -n "$headers" ] || exit 1
for header in $headers; do
	for pair in gcc:g++ clang:clang++; do
		command -v "${pair%:*}" >/dev/null || continue
		alone "${pair%:*} -std=c99" c "$header"
		alone "${pair#*:} -std=c++11" cpp "$header"
	done
done
exit $failed
