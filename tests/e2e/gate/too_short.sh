#!/usr/bin/env bash
# A time in which no case could be decided is refused before it is spent, with
# the time that is needed.
source "$SOURCE/tests/e2e/lib.sh"
[ -z "${SANITIZE-}" ] || {
	echo "plugins that a sanitizer instruments are refused"
	exit 77
}
mkdir base head
cp "$TEST_PLUGINS/many.so" base
cp "$TEST_PLUGINS/many.so" head
gate=("$TARE" gate -q --base=base --head=head)
exits 2 "${gate[@]}" --time=1s
grep -qE "the gate's time of 1.000 s is too short for a verdict: [0-9]+ pairs of each of [0-9]+ cases take about [0-9.]+ s" \
	<(tr '\n' ' ' <err) || cat err
# cases: how many that message speaks of; metrics share the pairs of a case.
cases() {
	tr '\n' ' ' <err | grep -oE 'of each of [0-9]+ cases'
}
of_time=$(cases)
exits 2 "${gate[@]}" --time=1s --metric=time --metric=task-clock
[ "$(cases)" = "$of_time" ] || cat err
exits 2 "${gate[@]}" --time-budget=1s
says err 'is too short for a verdict'
exits 2 "${gate[@]}" --case-time=50ms
says err "a case's time of 50.00 ms is too short for a verdict"
[ ! -e .tare ] || echo 'something was measured'
# With so few pairs nothing could ever be red.
exits 2 "${gate[@]}" --pairs=8 --error=0.0001%
says err 'cannot show a regression of any size'
for option in --pairs=7 --pairs=121 --time=0 --case-time=fast \
	--isolation=thread; do
	exits 2 "${gate[@]}" "$option"
	says err "${option%%=*}: expected"
done
