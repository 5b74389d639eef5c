#!/usr/bin/env bash
# Several builds of a side are layout variants of one: pairs draw from all.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000
work a/work.so 1400
work b/work.so 1401
exits 1 "$TARE" gate -q --base=base --head=a --head=b --json=r.json
holds r.json '[.cases[0].processes[] | .variant // 0] | unique == [0, 1]'
holds r.json '[.cases[0].base_processes[] | .variant // 0] | unique == [0]'
exits 0 "$TARE" gate -q --base=a --base=b --head=base --json=r.json
says out '1 improved'
says out 'base (a and 1 more)'
work c/work.so 1400 multiply other
exits 2 "$TARE" gate -q --base=base --head=a --head=c
says err 'work/other'
