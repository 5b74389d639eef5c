#!/usr/bin/env bash
# Builds that differ in optimisation are not compared: broken, said why,
# without a measurement. Other cases go on.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000
work base/other.so 1000
work head/other.so 1000
slow_cc() {
	cc() { command cc "$@" -O0; }
	work "$@"
}
(slow_cc head/work.so 1000)
exits 5 "$TARE" gate -q --base=base --head=head --json=r.json
says out 'the base was built with optimisation, the head without; build both with -O2'
holds r.json '.outcome.verdicts | map({(.id): .}) | add |
	."work/multiply".verdict == "broken" and
	."work/multiply".pairs == 0 and ."other/multiply".pairs > 0'
# They take none of the time, and it need not be enough for them.
work base/work.so 1000 b{1..9}
(slow_cc head/work.so 1000 b{1..9})
exits 5 "$TARE" gate -q --base=base --head=head --json=r.json --time=2s
holds r.json '.outcome.tests == 1 and (.outcome.verdicts | map({(.id): .}) |
	add | ."other/multiply".pairs > 0)'
