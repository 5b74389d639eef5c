#!/usr/bin/env bash
# A run on a machine that disturbed too much: the table says why, exit code 6.
source "$SOURCE/tests/e2e/lib.sh"
made quiet.json a/b=100
exits 0 "$TARE" run --recover quiet.json --json r.json
says_not out 'machine'
holds r.json '.unfit == null'
edit quiet.json '.cases[].processes[].columns.disturbed =
	[1, 1, 1, 1, 1, 1, 0, 0, 0, 0]'
exits 6 "$TARE" run --recover quiet.json --json r.json
says out 'machine unfit: 60 % of the slices were disturbed (at most 50 %): stop'
says out 'or raise gate.max_disturbed'
says out '1 ok'
holds r.json '.unfit | startswith("60 % of the slices")'
edit quiet.json '.gate.max_disturbed = 0.7'
exits 0 "$TARE" run --recover quiet.json --json r.json
edit quiet.json '.rounds = [{steal_ticks: 10, throttled_us: 260000,
	throttles: 3, wall_ns: 1e9}]'
exits 6 "$TARE" run --recover quiet.json --json r.json
says out 'machine: throttled 26.0 %, steal 10.0 %'
says out 'machine unfit: 26 % of the time was throttled'
# Each round of a run has its own slices.
"$TARE" run -q --processes 3 --slices 40 --json r.json "$TEST_PLUGINS/good.so" \
	>out 2>err
holds r.json '.rounds | length == 3 and all(.slices >= 40 and .disturbed >= 0
	and .wall_ns > 0 and has("throttles") and has("psi_io_us"))'
