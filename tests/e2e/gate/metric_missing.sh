#!/usr/bin/env bash
# A metric that nobody can count gives no verdict and says what mends it.
source "$SOURCE/tests/e2e/lib.sh"
parser base/parse.so 10
cp -r base head
exits 4 without_valgrind "$TARE" gate -q --base=base --head=head --json=r.json \
	--metric=sim.instructions --inconclusive=warn
says out 'parse/parse inconclusive'
says out 'valgrind'
[ -n "${SANITIZE-}" ] || says out 'apt-get install valgrind'
holds r.json '.outcome.verdicts[0].metrics[0] | .verdict == "inconclusive" and
	.base == null and .head == null and .reason != null'

# Nor does one that no benchmark has.
exits 4 "$TARE" gate -q --base=base --head=head --metric=frames_lost \
	--pairs=8 --json=r.json
says out 'frames_lost'
holds r.json '[.outcome.verdicts[].verdict] | all(. == "inconclusive")'
