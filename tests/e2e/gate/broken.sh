#!/usr/bin/env bash
# What broke has no verdict and never passes; what nothing is known about
# does not pass either.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/b=100 a/c=100
for status in failed crashed timeout limit broken; do
	made head.json a/b=100 a/c=100
	edit head.json ".cases[1] |= (.reason = \"of its own\" |
		.status = \"$status\" | .processes[3] |=
		(.status = \"$status\" | .reason = \"of its own\"))"
	exits 5 "$TARE" gate --base base.json --head head.json
	says out 'of its own'
	says out '1 broken'
	# Worse than a regression.
	made red.json a/b=200
	jq -s '.[0].cases[0] = .[1].cases[0] | .[0]' head.json red.json >both.json
	exits 5 "$TARE" gate --base base.json --head both.json
	says out '1 regressed'
done
for status in skipped not-run; do
	made head.json a/b=100 a/c=100
	edit head.json ".cases[] |= (.status = \"$status\" | .processes = [])"
	exits 4 "$TARE" gate --base base.json --head head.json
	exits 4 "$TARE" gate --base base.json --head head.json \
		--inconclusive=warn
done
made head.json a/b=100
edit head.json '.cases = []'
exits 4 "$TARE" gate --base base.json --head head.json
# Real ones: all skipped, and a crash beside a good one.
exits 0 quick --json base.json "$TEST_PLUGINS/good.so"
exits 4 quick "$TEST_PLUGINS/skips.so"
exits 5 "$TARE" gate -q --processes 2 --slices 40 --inconclusive=warn \
	--base base.json "$TEST_PLUGINS/good.so" "$TEST_PLUGINS/abort.so"
says out 'killed by SIGABRT'
