#!/usr/bin/env bash
# A selection on the command line is no removal of the rest.
source "$SOURCE/tests/e2e/lib.sh"
if [ -n "${SANITIZE-}" ]; then
	echo 'times of sanitised plugins are not compared'
	exit 77
fi
plugins=("$TEST_PLUGINS/good.so" "$TEST_PLUGINS/batch_good.so")
gate=("$TARE" gate -q --processes 2 --slices 40 --inconclusive=warn)
exits 0 quick --json base.json "${plugins[@]}"
exits 0 fit "${gate[@]}" --base base.json --filter=good "${plugins[@]}"
says_not out removed
says_not out batch_good
exits 0 fit "${gate[@]}" --base base.json "$TEST_PLUGINS/good.so"
says out '2 removed'
exits 4 "${gate[@]}" --base base.json --filter=nosuch "${plugins[@]}"
exits 4 "${gate[@]}" "${plugins[@]}"
says err 'save one: tare baseline save main'
