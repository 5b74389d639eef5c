#!/usr/bin/env bash
# tare selftest gate: options that it refuses, before it measures.
source "$SOURCE/tests/e2e/lib.sh"

# refuses TEXT ARGUMENT...
refuses() {
	local text=$1
	shift
	exits 2 "$TARE" selftest "$@"
	says err "$text"
}
refuses 'expected "tare selftest gate"'
refuses 'expected "tare selftest gate"' run
refuses '--effects: expected up to 8' gate --effects 0
refuses '--effects: expected up to 8' gate --effects 1,1
refuses '--effects: expected up to 8' gate --effects 1.3
refuses '--effects: expected up to 8' gate --effects 51
refuses '--effects: expected up to 8' gate --effects 1,,2
refuses '--effects: expected up to 8' gate --effects 1,2,3,4,5,6,7,8,9
refuses '--decisions: expected a whole number' gate --decisions x
refuses '--aa: expected a whole number' gate --aa -1
refuses 'leave nothing to decide' gate --aa 0 --decisions 0
refuses 'nothing is left to decide' gate --aa 0
refuses 'nothing is left to decide' gate --decisions 0 "$TEST_PLUGINS/good.so"
refuses '--time: expected a time' gate --time 0
refuses '--theta: expected a ratio' gate --theta 2
refuses '--seed: expected a whole number' gate --seed x
refuses 'take no --effects' gate --effects 1 "$TEST_PLUGINS/good.so"
refuses 'no --plot' gate --plot charts "$TEST_PLUGINS/good.so"
refuses 'the result cannot be written' gate --json nosuch/s.json
exits 4 "$TARE" selftest gate --filter nosuch
[ ! -d .tare/selftest ] || ls .tare/selftest
