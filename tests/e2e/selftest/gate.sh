#!/usr/bin/env bash
# tare selftest gate: what it leaves behind. Verdicts are the machine's matter.
source "$SOURCE/tests/e2e/lib.sh"

# decided ARGUMENT...: runs it with stdout in ./out. A sanitised plugin is
# refused, which is broken; else any verdict will do.
decided() {
	"$TARE" selftest gate --quiet "$@" >out 2>err
	local status=$?
	case ${SANITIZE:+sanitized}$status in
	0 | 1 | sanitized5) ;;
	*)
		echo "$*: exit code $status"
		cat out err
		;;
	esac
	! compgen -G '.tare/selftest-*' || echo "$*: the copies were left"
}

decided --decisions 1 --filter '*multiply*' --effects 5,0.5 --theta 3% \
	--seed 7 --json s.json --plot charts
holds s.json '.schema == "tare.selftest/1" and .complete and .own'
holds s.json '.seed == 7 and .gate.theta == 0.03 and .gate.error == 0.01'
holds s.json '(.machine.id | length) > 0 and (.rounds | length) == 1'
holds s.json '[.cells[].effect] == [0, 0.005, 0.05]'
holds s.json '[.cells[] | .decisions + .broken] == [1, 1, 1]'
holds s.json '[.decisions[].bench] | unique == ["selftest/multiply"]'
says out selftest/multiply
says out 'result: s.json'
if [ -z "$SANITIZE" ]; then
	holds s.json 'all(.decisions[]; .pairs >= 8 and .seconds > 0)'
	says out 'false alarms: '
fi
[ -s charts/charts.gp ] || echo 'no script of the chart'
[ "$(grep -c selftest/multiply charts/data/power.tsv)" = 1 ] ||
	echo 'no data of the chart'
python3 - "$SOURCE/docs/selftest.schema.json" s.json <<-'END'
	import json, sys
	try:
	    import jsonschema
	except ImportError:
	    sys.exit()
	schema, document = (json.load(open(path)) for path in sys.argv[1:])
	for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
	    print(error.json_path, error.message[:200])
END

# Only without a change; the file has a place of its own.
decided --aa 2 --decisions 0 --filter selftest/multiply
# Where every build is refused, one round says it.
rounds=${SANITIZE:+1}
holds .tare/selftest/*.json "[.decisions[] | [.effect, .round]] ==
	[range(${rounds:-2}) | [0, .]]"
# Effects alone, spread over the rounds of the others.
decided --aa 0 --decisions 1 --effects 2 --filter '*multiply*' --json s.json
holds s.json '[.decisions[].effect] == [0.01 * 2]'

# Benchmarks of the user's own, against themselves.
decided --aa 1 --filter good/add --json s.json "$TEST_PLUGINS/good.so"
holds s.json '(.own | not) and [.cells[].effect] == [0]'
holds s.json '.plugins[0].path | endswith("/good.so")'

# Standard output carries either the table or the document.
decided --aa 1 --decisions 0 --filter '*multiply*' --json -
holds out '.schema == "tare.selftest/1"'
