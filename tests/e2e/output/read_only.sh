#!/usr/bin/env bash
# A read-only place, for an ordinary user.
source "$SOURCE/tests/e2e/lib.sh"
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv >/dev/null || {
		echo 'needs setpriv, or an ordinary user'
		exit 77
	}
	as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
	chmod 755 "$PWD" "$PWD/.."
	as test -x "$TARE" || {
		echo 'the build tree is closed to others'
		exit 77
	}
else
	as() { "$@"; }
fi
mkdir -m 555 closed
exits 2 as "$TARE" run -q --processes 2 --slices 40 --json closed/r.json \
	"$TEST_PLUGINS/good.so"
says err "cannot write 'closed/r.json': Permission denied"
cd closed || exit
exits_there() {
	as "$TARE" run -q "$TEST_PLUGINS/good.so" >../out 2>../err
	[ $? -eq 2 ] || echo 'a read-only working folder: not exit code 2'
}
exits_there
says ../err "cannot make directory '.tare'"
