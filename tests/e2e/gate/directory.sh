#!/usr/bin/env bash
# A directory of results is a base: a session each, in the order in which
# they began, whatever their names are.
source "$SOURCE/tests/e2e/lib.sh"
mkdir results
for i in 1 2 3; do
	made $i.json a/b=100
	edit $i.json ".started_utc = \"2026-11-2${i}T10:00:00Z\""
	mv $i.json results
done
# The newest session is what the processes of the head are compared with.
made 0.json a/b=200
edit 0.json '.started_utc = "2026-11-24T10:00:00Z"'
mv 0.json results
made head.json a/b=200
exits 0 "$TARE" gate --base results --head head.json --json r.json
holds r.json '.outcome.verdicts[0] | .sessions == 4 and .base_ns > 150'

# The fields of the machine decide, not its id.
edit results/1.json '.machine.id = "feedfacefeedface"'
exits 0 "$TARE" gate --base results --head head.json
cp results/2.json kept.json
edit results/2.json '.machine.cpu_model = "Z 80"'
exits 4 "$TARE" gate --base results --head head.json
says err "CPU '"
mv kept.json results/2.json

# Copies of one run are not more sessions.
cp results/1.json results/copy.json
exits 2 "$TARE" gate --base results --head head.json
says err "'results/1.json' and 'results/copy.json' are the same run"

mkdir many
made one.json a/b=100
for i in {1..1001}; do
	ln one.json "many/$i.json"
done
exits 2 "$TARE" gate --base many --head head.json
says err "'many' holds 1001 results, at most 1000 are read"
