#!/usr/bin/env bash
# Builds, roles, places and inputs are drawn from the seed: the same seed draws
# the same, sides never share their inputs, and several builds all have turns.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
cp -r head head2
gate() {
	decides "$TARE" gate -q --base=base --head=head --head=head2 \
		--filter='sides/steady' --seed="$1" --json="$2"
	jq -c '[.cases[0] | .base_processes[0:8], .processes[0:8] | .[] |
		{process, side, variant, seed, cpu}]' "$2" >"$2.drawn"
}
gate 1 r.json
gate 1 same.json
gate 2 other.json
cmp r.json.drawn same.json.drawn || echo 'the same seed draws otherwise'
! cmp -s r.json.drawn other.json.drawn || echo 'another seed draws the same'
holds r.json '.cases[0] | [.processes[].seed, .base_processes[].seed] |
	length >= 16 and length == (unique | length)'
holds r.json '[.cases[0].processes[0:8][] | .variant // 0] | unique == [0, 1]'
holds r.json '.cases[0].base_processes | all((.variant // 0) == 0)'
holds r.json '(.base_plugins | length == 1) and (.plugins | length == 2)'
