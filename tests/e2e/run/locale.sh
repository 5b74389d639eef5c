#!/usr/bin/env bash
# Numbers are written with a point whatever the locale is.
source "$SOURCE/tests/e2e/lib.sh"
comma=$(locale -a | grep -i -m 1 -E '^(de|fr|es|it|nl|pl|ru|cs)_')
for locale in "${comma:-de_DE.UTF-8}" nosuch_XX.UTF-8; do
	LC_ALL=$locale exits 0 quick --json r.json "$TEST_PLUGINS/good.so"
	says_not out ' 0,'
	holds r.json '.cases[0].summary.median_ns.value > 0'
	LC_ALL=$locale exits 0 "$TARE" run --dry-run --time-budget=0.5s \
		"$TEST_PLUGINS/good.so"
	LC_ALL=$locale exits 0 "$TARE" plot --out charts r.json
	grep -rhP '(^|\t)[0-9]+,[0-9]' charts --include='*.tsv' &&
		echo 'a comma in the data of a chart'
done
exit 0
