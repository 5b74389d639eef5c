#!/usr/bin/env bash
# A reader that goes away costs nothing: the result is kept.
source "$SOURCE/tests/e2e/lib.sh"
quick "$TEST_PLUGINS/good.so" 2>err | head -n 1 >first
[ "${PIPESTATUS[0]}" -eq 0 ] || echo 'head -n 1 changed the exit code'
says first 'time/op'
quick --json r.json "$TEST_PLUGINS/good.so" 2>err | true
[ "${PIPESTATUS[0]}" -eq 0 ] || echo 'a closed pipe changed the exit code'
holds r.json .complete
quick --json s.json "$TEST_PLUGINS/good.so" >&- 2>err
status=$?
[ "$status" -eq 2 ] || echo "closed stdout: exit code $status, expected 2"
says err "could not be written: Bad file descriptor"
holds s.json .complete
quick --json t.json "$TEST_PLUGINS/good.so" >/dev/full 2>err
status=$?
[ "$status" -eq 2 ] || echo "full stdout: exit code $status, expected 2"
says err 'No space left on device'
holds t.json .complete
# Without any: no file of ours takes their numbers.
quick --json u.json "$TEST_PLUGINS/good.so" >/dev/null 2>&- || echo 'no stderr'
holds u.json .complete
"$TARE" run --processes 2 --slices 40 --json v.json \
	"$TEST_PLUGINS/slow_setup.so" <&- >&- 2>&- &
tare=$!
for _ in $(seq 200); do
	[ ! -e v.json.journal ] || break
	sleep 0.05
done
for fd in 0 1 2; do
	[ "$(readlink "/proc/$tare/fd/$fd")" = /dev/null ] ||
		echo "descriptor $fd is not /dev/null"
done
wait "$tare"
holds v.json .complete
"$TARE" list "$TEST_PLUGINS/many.so" 2>err | head -n 1 >first
[ "${PIPESTATUS[0]}" -eq 0 ] || echo 'list: head changed the exit code'
"$TARE" list "$TEST_PLUGINS/many.so" 2>err | true
[ "${PIPESTATUS[0]}" -eq 0 ] || echo 'list: a closed pipe changed the exit code'
# A document that is cut off is saved elsewhere.
TMPDIR=$PWD quick --json - "$TEST_PLUGINS/good.so" 2>err | true
[ "${PIPESTATUS[0]}" -eq 2 ] || echo 'a cut document passes'
says err "the result was saved as '$PWD/tare-"
holds "$(echo tare-*.json)" .complete
