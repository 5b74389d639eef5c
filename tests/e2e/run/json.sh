#!/usr/bin/env bash
# `tare run --json - | jq` works: nothing but the document is on stdout.
source "$SOURCE/tests/e2e/lib.sh"
quick --seed=42 --json - "$TEST_PLUGINS"/{good,prints,skips}.so >doc 2>err
holds doc '.schema == "tare.result/1" and .complete and .seed == 42'
holds doc '[.cases[] | .id + " " + .status] == ["good/add ok",
	"prints/noise ok", "skips/never skipped"]'
holds doc '.cases[0].summary.median_ns.value > 0'
holds doc '.cases[0].processes | length == 2 and all(.slices == 40)'
holds doc '.cases[2].reason == "needs a machine that nobody has"'
# All output of prints.so was kept off the protocol and is bounded.
holds doc '.cases[1].processes | all(.output | startswith("xxx")
	and length <= 4096)'
quick --json - "$TEST_PLUGINS/good.so" 2>/dev/null |
	jq -r '.cases[].id' >ids
says ids good/add
# The same seed gives the same order and inputs.
quick --seed=42 --json again.json "$TEST_PLUGINS"/{good,prints,skips}.so \
	>/dev/null 2>&1
seeds='[.cases[].processes[].seed]'
[ "$(jq -c "$seeds" doc)" = "$(jq -c "$seeds" again.json)" ] ||
	echo 'seeds differ'
