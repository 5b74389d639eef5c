#!/usr/bin/env bash
# A broken limit is red, though its case got faster: it is measured again.
source "$SOURCE/tests/e2e/lib.sh"
made base.json good/add=1000000
cat >limit.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["$TEST_PLUGINS/good.so"],
	 "limits": ["time < 0.001ns"], "processes": 6, "slices": 5}
END
exits 1 "$TARE" gate --base base.json --json r.json limit.suite.json
says err 'measuring 1 red case a second time'
says out 'limit time < 0.001ns: broken'
