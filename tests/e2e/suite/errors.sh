#!/usr/bin/env bash
# Suites that are refused: where, what was expected, exit code 2.
source "$SOURCE/tests/e2e/lib.sh"
good=$TEST_PLUGINS/good.so

# refuses JSON TEXT
refuses() {
	printf '%s\n' "$1" >bad.suite.json
	for command in list run 'gate --base=base.json'; do
		# shellcheck disable=SC2086 # words
		exits 2 "$TARE" $command bad.suite.json
		says err "$2"
		printable err
	done
}
made base.json good/add=1
plugins="\"plugins\": [\"$good\"]"

refuses '{"schema": "tare.suite/1",
 "plugins": ["good"' 'bad.suite.json:'
says err 'cut short'
refuses '{"schema": "tare.suite/1", "plugins": [,]}' 'bad.suite.json:1:'
refuses '' 'bad.suite.json:1:1'
refuses '[]' 'bad.suite.json:1:1'
refuses '{"schema": "tare.suite/2"}' 'written by a newer tare'
refuses '{"schema": "tare.result/1", "cases": []}' 'expected "tare.suite/1"'
refuses "{\"schema\": \"tare.suite/1\", $plugins,
 \"proceses\": 3}" "did you mean 'processes'?"
says err 'bad.suite.json:2:'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"processes\": \"many\"}" \
	'/processes'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"processes\": 1e9}" \
	'/processes'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"slice_time\": NaN}" \
	'not valid JSON'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"limits\": [\"fast\"]}" \
	'"time < 250ns"'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"gate\": {\"theta\": 0}}" \
	'/gate/theta'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"name\": \"a\\u001b[31mb\"}" \
	'/name'
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"benchmarks\": [
 {\"select\": \"good/add\", \"as\": \"\$(touch x)\"}]}" "/benchmarks/0/as"
refuses "{\"schema\": \"tare.suite/1\", $plugins, \"benchmarks\": [
 {\"select\": \"good/add\", \"as\": \"same\"},
 {\"select\": \"good/add\", \"as\": \"same\"}]}" 'good/same'
refuses "{\"schema\": \"tare.suite/1\", $plugins,
 \"benchmarks\": [\"good/nosuch\"]}" 'there is 1 benchmark: good/add'
[ ! -e x ] || echo 'something was executed'

refuses "{\"schema\": \"tare.suite/1\", $plugins, \"benchmarks\": []}" \
	'leave "benchmarks" out for all'
refuses '{"schema": "tare.suite/1", "plugins": []}' \
	'leave "plugins" out for all'

mkdir directory.suite.json
exits 2 "$TARE" list directory.suite.json
exits 2 "$TARE" list nosuch.suite.json
exits 2 "$TARE" list bad.suite.json bad.suite.json
