#!/usr/bin/env bash
# A result without any time has no charts, which is no mistake.
source "$SOURCE/tests/e2e/lib.sh"
needs_valgrind
parser base/parse.so 10
parser head/parse.so 11
exits 0 "$TARE" run -q --counts-only --counters=simulated --json=r.json base/parse.so
exits 0 "$TARE" plot --out=charts r.json
exits 1 "$TARE" gate -q --base=base --head=head --metric=sim.instructions --json=g.json
exits 0 "$TARE" plot --out=charts g.json
