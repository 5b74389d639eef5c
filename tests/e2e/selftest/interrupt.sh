#!/usr/bin/env bash
# Ctrl-C keeps what was decided.
source "$SOURCE/tests/e2e/lib.sh"
[ -z "$SANITIZE" ] || {
	echo 'a sanitised plugin is refused: there is nothing to interrupt'
	exit 77
}
# A shell without job control makes its children deaf to SIGINT.
python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' \
	"$TARE" selftest gate --quiet --filter '*multiply*' --effects 5 \
	--json s.json >out 2>err &
tare=$!
for _ in $(seq 600); do
	[ -s s.json ] && break
	sleep 0.05
done
kill -s INT "$tare"
wait "$tare"
status=$?
[ "$status" -eq 130 ] || echo "exit code $status, expected 130"
[ "$(tail -n 1 err)" = 'tare: interrupted (130)' ] || tail err
holds s.json '(.complete | not) and (.decisions | length) >= 2'
says out selftest/multiply
! compgen -G '.tare/selftest-*' || echo 'the copies were left'
