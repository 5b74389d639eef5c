#!/bin/sh
# refused.sh TARE DIR NAME.txt: `tare list ./NAME.so` in DIR says exactly the
# line of NAME.txt, exits 5 and names that code last.
set -u
tare=$1
name=$(basename "$3" .txt)
cd "$2" || exit 1
failed=0

expect()
{
	if [ "$2" != "$3" ]; then
		printf '%s: expected: %s\n%s: found:    %s\n' "$1" "$3" "$1" "$2"
		failed=1
	fi
}

said=$("$tare" list "./$name.so" 2>&1 >/dev/null)
expect 'exit status' $? 5
expect 'message' "$(echo "$said" | head -n 1)" "tare: error: $(cat "$3")"
expect 'last line' "$(echo "$said" | tail -n 1)" 'tare: broken (5)'
exit $failed
