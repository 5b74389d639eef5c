#!/usr/bin/env bash
# A result, a baseline or a journal that was cut anywhere is refused with its
# place, or, the journal, read up to there. Never a crash.
source "$SOURCE/tests/e2e/lib.sh"
quick --json whole.json "$TEST_PLUGINS/good.so" >/dev/null 2>&1
"$TARE" baseline --accept=any save main whole.json >/dev/null
baseline=$(echo baselines/*/main.json)
cp "$baseline" main.json

# cut FILE PART OF: FILE's first PART of OF
cut() {
	head -c $(($(wc -c <"$1") * $2 / $3)) "$1"
}
for i in $(seq 0 29); do
	cut whole.json "$i" 30 >cut.json
	exits 2 "$TARE" compare cut.json whole.json
	says err 'cut.json:'
	exits 2 "$TARE" compare whole.json cut.json
	cut main.json "$i" 30 >"$baseline"
	exits 2 "$TARE" compare main whole.json
	says err 'main.json:'
done
exits 2 "$TARE" gate --head whole.json
exits 2 "$TARE" plot cut.json
exits 2 "$TARE" baseline save other cut.json
exits 2 "$TARE" run --recover cut.json
exits 2 "$TARE" baseline show main
# Saving over a broken baseline does not lose it.
exits 2 "$TARE" baseline save main whole.json
cmp -s "$baseline" <(cut main.json 29 30) || echo 'the baseline was changed'
exits 0 "$TARE" baseline list
says out 'unreadable: '
