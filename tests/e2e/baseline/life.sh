#!/usr/bin/env bash
# save, list, show, promote and remove.
source "$SOURCE/tests/e2e/lib.sh"
exits 0 "$TARE" baseline list
says out 'no baselines in baselines'
exits 4 "$TARE" baseline show main
says err "no baseline 'main' for this machine"
exits 4 "$TARE" baseline save main
says err "no result in '.tare/results'"

exits 0 quick --processes 3 "$TEST_PLUGINS/good.so"
saved main
says out "saved 'main' from .tare/results/"
[ -n "$(find .tare/artefacts -name good.so)" ] || echo 'no plugin was kept'
exits 2 "$TARE" baseline save --accept='the machine may be unfit' main
says err 'already; a session counts once'
exits 0 quick --json second.json "$TEST_PLUGINS/good.so"
saved main second.json
exits 0 "$TARE" baseline list
says out '(this machine) 2 sessions, 1 cases'
exits 0 "$TARE" baseline show main
[ "$(grep -c '^session ' out)" -eq 2 ] || echo 'not two sessions'
says out good/add
says out 'plugin org.tare.test.good 1.0.0'

exits 0 quick --json third.json "$TEST_PLUGINS/good.so"
saved next third.json
exits 0 "$TARE" baseline promote next
says out "promoted 'next' to 'main'"
exits 0 "$TARE" baseline promote next release
exits 2 "$TARE" baseline promote next
exits 0 "$TARE" baseline list
says out '3 sessions'
says out release
exits 4 "$TARE" baseline show relaese
says err "did you mean 'release'?"
exits 0 "$TARE" baseline remove release
exits 4 "$TARE" baseline remove release
exits 4 "$TARE" baseline promote release
# What was only counted has no times to show.
[ -n "${SANITIZE-}" ] || {
	exits 0 "$TARE" run -q --counts-only --counters=allocations \
		--json counts.json "$TEST_PLUGINS/good.so"
	exits 0 "$TARE" baseline save counts counts.json
	exits 0 "$TARE" baseline show counts
	grep -qE '^    allocs +0$' out || cat out
	says_not out quartile
}
# In other places, if asked for.
exits 0 "$TARE" baseline --baselines=b --artefacts=a save \
	--accept="the machine may be unfit" main second.json
# Times of a sanitised plugin are refused.
[ -n "${SANITIZE-}" ] ||
	exits 0 "$TARE" gate --baselines=b --inconclusive=warn --head second.json
exits 0 "$TARE" baseline --baselines=b list
says out '1 session,'
