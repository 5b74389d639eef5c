#!/usr/bin/env bash
# What must not become a baseline: a regression without a word, a broken run.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/b=100
made head.json a/b=150
exits 1 "$TARE" gate --base base.json --head head.json --json red.json
exits 2 "$TARE" baseline save main red.json
says err 'the run regressed'
exits 2 "$TARE" baseline --accept=' ' save main red.json
says err '--accept needs a text'
exits 0 "$TARE" baseline --accept='kim: b checks its input now' save main red.json
exits 0 "$TARE" baseline show main
says out 'accepted: kim: b checks its input now'

# A red that no gate has looked at is one, too.
exits 0 "$TARE" baseline save fast base.json
made twice.json a/b=200 a/new=1
exits 2 "$TARE" baseline save fast twice.json
says err "regressed against 'fast'"
says err 'a/b'
says_not err 'a/new'
exits 0 "$TARE" baseline save slow twice.json
exits 2 "$TARE" baseline promote slow fast
says err "regressed against 'fast'"
exits 0 "$TARE" baseline show fast
[ "$(grep -c '^session ' out)" -eq 1 ] || echo 'a red session was appended'
made six.json a/{1,2,3,4,5,6}=100
exits 0 "$TARE" baseline save six six.json
made slower.json a/{1,2,3,4,5,6}=200
exits 2 "$TARE" baseline save six slower.json
says err 'a/1, a/2, a/3, a/4, a/5 and 1 more'
made strict.json a/b=100
edit strict.json '.cases[0].limits = ["time < baseline*0.5"]'
exits 2 "$TARE" baseline save fast strict.json
exits 0 "$TARE" baseline --accept='kim: twice the work' promote slow fast
# Against the new level it is none.
made level.json a/b=200
exits 0 "$TARE" baseline save fast level.json

# Nor what an unfit machine measured, in a run or in pairs.
made loud.json a/b=100
edit loud.json '.cases[].processes[].columns.disturbed =
	[1, 1, 1, 1, 1, 1, 0, 0, 0, 0]'
exits 6 "$TARE" baseline save loud loud.json
says err 'the machine was unfit: 60 % of the slices were disturbed'
exits 4 "$TARE" baseline show loud
exits 0 "$TARE" baseline --accept='kim: it is all we have' save loud loud.json

quick --json broken.json "$TEST_PLUGINS/crash.so" >/dev/null 2>&1
exits 4 "$TARE" baseline save broken broken.json
made other.json a/b=100
edit other.json '.machine.id = "feedfacefeedface" | .machine.cpu_model = "Z 80"'
exits 0 "$TARE" baseline save elsewhere other.json
exits 4 "$TARE" gate --base elsewhere --head head.json
says err 'only for others (feedfacefeedface)'
mkdir nowhere
for name in ../x .x 'a b' '' "$(printf 'x%.0s' {1..200})" $'a\nb'; do
	exits 2 "$TARE" baseline --baselines=nowhere save "$name" base.json
	says err 'is no name of a baseline'
done
rmdir nowhere || echo 'something was written'
