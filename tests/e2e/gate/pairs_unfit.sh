#!/usr/bin/env bash
# A machine that is taken away too much decides nothing: exit code 6 and why.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000
work head/work.so 1000
decides "$TARE" gate -q --base=base --head=head --json=r.json
# Too few pairs for any verdict.
edit r.json '.cases[] |= (.processes |= .[:5] | .base_processes |= .[:5])'
edit r.json '.rounds[].steal_ticks = 0 | .gate.max_disturbed = 1'
exits 3 "$TARE" gate --head=r.json
says out '1 inconclusive'
# Of 0.2 s and more, whatever these pairs took.
edit r.json '.rounds[] |= (.steal_ticks = 100000 | .wall_ns = 1000000000)'
exits 6 "$TARE" gate --head=r.json
says out 'machine unfit: '
exits 6 "$TARE" gate --head=r.json --inconclusive=warn
# A result that claims to be paired but holds no pairs.
edit r.json '.cases[] |= (.processes = [] | .base_processes = [])'
exits 4 "$TARE" gate --head=r.json
says err 'the result holds no process pairs: its gate was ended before the first'
