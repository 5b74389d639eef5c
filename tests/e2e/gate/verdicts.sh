#!/usr/bin/env bash
# Each verdict on made-up results and what it does to the exit code.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/b=100 a/c=100
exits 0 "$TARE" baseline save main base.json

# gives CODE HEAD... [-- OPTION...]
gives() {
	local code=$1 cases=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		cases+=("$1")
		shift
	done
	made head.json "${cases[@]}"
	exits "$code" "$TARE" gate --head head.json "${@:2}"
}
gives 0 a/b=100 a/c=100
says out '0 regressed, 2 equivalent'
says err 'tare: pass (0)'
gives 1 a/b=130 a/c=100
says out 'a/b'
says out '1 regressed, 1 equivalent'
gives 1 a/b=130 a/c=70
gives 0 a/b=100 a/c=70
says out '1 improved'
gives 0 a/b=100 a/c=100 a/d=100
says out '1 added'
gives 0 a/b=100
says out '1 removed'
grep -q 'a/c .* removed' out || echo 'the removed case is not listed'
says out 'warning: 1 removed: the base has it, this run did not measure it'
gives 3 a/b=107 a/c=100
says out '1 inconclusive'
gives 0 a/b=107 a/c=100 -- --inconclusive=warn
gives 1 a/b=130 a/c=107 -- --inconclusive=warn
gives 0 a/b=130 a/c=130 -- --theta=50%
gives 4 x/y=100
says err 'share no case'
gives 4 a/b=100 -- --base=nosuch
says err "no baseline 'nosuch'"

# The base as a file, the document of the verdict.
exits 1 "$TARE" gate --base base.json --head <(made /dev/stdout a/b=130) \
	--json verdict.json
holds verdict.json '.outcome.exit == "regressed" and .outcome.exit_code == 1'
holds verdict.json '[.outcome.verdicts[] | select(.id == "a/b")][0] |
	.ratio > 1.29 and .ratio < 1.31 and .verdict == "regressed"'
