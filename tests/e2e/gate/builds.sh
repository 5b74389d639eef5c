#!/usr/bin/env bash
# Two builds side by side: what does 40 % more is red and named, what is the
# same is not; the result can be judged again and drawn.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000 old same
work base/slow.so 1000
work head/work.so 1000 same new
work head/slow.so 1400

exits 1 "$TARE" gate -q --base=base --head=head --json=r.json \
	--inconclusive=warn
says out 'slow/multiply'
holds r.json '.outcome | .paired and .base == "base"'
holds r.json '.outcome.verdicts | map({(.id): .verdict}) | add |
	."slow/multiply" == "regressed" and ."work/same" != "regressed" and
	."work/old" == "removed" and ."work/new" == "added"'
holds r.json '.outcome.verdicts[] | select(.id == "slow/multiply") |
	.confirmed and .ratio > 1.2 and .ratio < 1.6 and
	.pairs >= 8 and .first_pairs >= 8'
holds r.json '.cases[] | select(.id == "slow/multiply") |
	(.processes | length) == (.base_processes | length)'
says out 'reached by'
says out 'a second set confirmed 1'
says out '1 removed'
says out 'result: r.json'

# The same pairs, another policy.
exits 1 "$TARE" gate --head=r.json --inconclusive=warn
says out 'base (base), change'
# However busy the machine was.
edit r.json '.gate |= (.max_steal = 1 | .max_throttled = 1 | .max_disturbed = 1)'
exits 0 "$TARE" gate --head=r.json --theta=90% --inconclusive=warn --json=- >/dev/null
holds out '.outcome.theta == 0.9 and .outcome.regressed == 0'
exits 2 "$TARE" gate --base=base --head=r.json
says err 'holds its base; leave out --base'

# Seen from the other side it is an improvement, which fails nothing.
exits 0 "$TARE" gate -q --base=head --head=base --inconclusive=warn slow
says out '1 improved'
says_not out work/

if command -v gnuplot >/dev/null; then
	exits 0 "$TARE" plot --out=charts r.json
	says out '3 charts in charts'
	[ -s charts/slow.multiply.png ] || echo 'no chart of the pairs'
else
	exits 0 "$TARE" plot --out=charts r.json
fi
grep -q regressed charts/lists/pairs.tsv || echo 'no data of the pairs'
