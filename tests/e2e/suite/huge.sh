#!/usr/bin/env bash
# Sizes have limits that are named: a million params, deep nesting, many
# megabytes.
source "$SOURCE/tests/e2e/lib.sh"
batch=$TEST_PLUGINS/batch_good.so
# suite WHAT: a suite that gives param "step" the value WHAT
suite() {
	echo "{\"schema\": \"tare.suite/1\", \"plugins\": [\"$batch\"],
	 \"benchmarks\": [{\"select\": \"batch_good/add\",
	                   \"params\": {\"step\": $1}}]}" >huge.suite.json
	exits 2 "$TARE" list huge.suite.json
}
suite "[$(seq -s, 100000)]"
says err SUITE_MAX_PARAM_VALUES
suite "[$(seq -s, 1000000)]"
says err '1048576'
suite '"1..1000000+1"'
says err '/benchmarks/0/params/step'
suite "$(printf '[%.0s' {1..100000})"
says err 'huge.suite.json:3:'
head -c 10000000 /dev/zero | tr '\0' '[' >deep.suite.json
exits 2 "$TARE" list deep.suite.json
head -c 1000000 deep.suite.json >deeper.suite.json
exits 2 "$TARE" list deeper.suite.json
says err 'deeper.suite.json:1:'
# More cases than a plan may have.
echo "{\"schema\": \"tare.suite/1\", \"plugins\": [\"$TEST_PLUGINS/many.so\"],
 \"benchmarks\": [$(for i in $(seq 1500); do
	echo "{\"select\": \"many/*\", \"as\": \"a$i\"},"
done) \"many/*\"]}" >many.suite.json
exits 2 "$TARE" list many.suite.json
