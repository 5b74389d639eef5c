#!/usr/bin/env bash
# The charts of a gated result, with their data and script beside them.
source "$SOURCE/tests/e2e/lib.sh"
command -v gnuplot >/dev/null || {
	echo 'needs gnuplot'
	exit 77
}
made base.json a/n=1=100 a/n=2=200 a/n=4=400 b=50
made head.json a/n=1=101 a/n=2=260 a/n=4=405 b=50
exits 1 "$TARE" gate --base base.json --head head.json --json r.json
exits 0 "$TARE" plot --out charts r.json
says out ' charts in charts'
count=$(grep -o '^[0-9]*' out)
# The forest, the scaling of a over n, and one for each case.
[ "$count" -eq 6 ] || echo "$count charts, expected 6"
for kind in svg png; do
	[ "$(find charts -name "*.$kind" -size +1k | wc -l)" -eq "$count" ] ||
		echo "not $count files of $kind"
done
[ -n "$(find charts -name '*.tsv')" ] || echo 'no data files'
find charts -name '*.svg' -exec python3 -c '
import sys, xml.dom.minidom
for path in sys.argv[1:]:
    xml.dom.minidom.parse(path)' {} +
find charts -name '*.png' | while read -r png; do
	[ "$(head -c 4 "$png" | tail -c 3)" = PNG ] || echo "$png is no PNG"
done
made one.json a=100
exits 0 "$TARE" plot --out one one.json
says out '1 chart in one'
# Of several results each gets a folder; of none, the newest result.
exits 0 "$TARE" plot --out two base.json head.json
[ -d two/1 ] && [ -d two/2 ] || echo 'no folder for each result'
exits 4 "$TARE" plot
says err "no result in '.tare/results'"
exits 0 quick "$TEST_PLUGINS/good.so"
exits 0 "$TARE" plot
says out '1 chart in .tare/charts'
