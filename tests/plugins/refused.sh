#!/bin/sh
# refused.sh TARE DIR NAME.txt: `tare list ./NAME.so` in DIR prints exactly
# the line of NAME.txt and exits 5.
set -u
tare=$1
name=$(basename "$3" .txt)
cd "$2" || exit 1

found=$("$tare" list "./$name.so" 2>&1 >/dev/null)
status=$?
expected="tare: error: $(cat "$3")
tare: broken (5)"
if [ "$status" -ne 5 ]; then
	echo "exit status $status, expected 5"
fi
if [ "$found" != "$expected" ]; then
	printf 'expected: %s\nfound:    %s\n' "$expected" "$found"
fi
[ "$status" -eq 5 ] && [ "$found" = "$expected" ]
