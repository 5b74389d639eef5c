#!/usr/bin/env bash
# Bad options and arguments: exit code 2, before anything is measured.
source "$SOURCE/tests/e2e/lib.sh"
good=$TEST_PLUGINS/good.so

exits 2 "$TARE"
says err 'Usage: tare COMMAND'
exits 2 "$TARE" $'\e[31mrun\n'
printable err
exits 2 "$TARE" run --nosuch
exits 2 "$TARE" list --shard=3/2 "$good"
says err "--shard: expected I/N with 1 <= I <= N <= 1000, found '3/2'"
exits 2 "$TARE" list --param=n "$good"
says err "--param: expected NAME=VALUE, found 'n'"
for option in --processes=0 --processes=1e3 --slices=-1 --seed=x \
	--time-budget=fast --counters=cycels; do
	exits 2 "$TARE" run "$option" "$good"
	says err "${option%%=*}: "
done
says err 'cycles'
for option in --theta=2 --theta=0 --theta=0.09% --error=nan \
	--error=1e-7 --inconclusive=maybe; do
	exits 2 "$TARE" gate "$option" "$good"
	says err "${option%%=*}: expected"
done
while read -r metric text; do
	exits 2 "$TARE" gate "--metric=$metric" "$good"
	says err "--metric: $text"
done <<-END
	cycels unknown metric 'cycels'; did you mean 'cycles'?
	sim.instrutions unknown metric 'sim.instrutions'; did you mean 'sim.instructions'?
	os 'os' names several counters
	time=0 expected a ratio from 0.001 to 1, such as 2% or 0.02, found '0'
	allocs=2 expected a ratio from 0 to 1
END
exits 2 "$TARE" run --counts-only --counters=none "$good"
says err '--counters=none counts nothing without a clock'
exits 2 "$TARE" gate --head=a.json "$good"
says err 'it takes no TARGET'
exits 2 "$TARE" run --recover=r.json.journal "$good"
says err 'it takes no TARGET'
exits 2 "$TARE" compare one
says err 'expected BASE and HEAD'
exits 2 "$TARE" baseline
exits 2 "$TARE" baseline save
exits 2 "$TARE" baseline sell main
says err 'expected save, list, show, promote or remove'
exits 2 "$TARE" baseline save ../main nothing.json
exits 2 "$TARE" doctor now
[ ! -e .tare ] || echo 'something was written'
