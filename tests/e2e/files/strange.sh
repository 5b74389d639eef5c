#!/usr/bin/env bash
# Results and baselines that are none of ours.
source "$SOURCE/tests/e2e/lib.sh"
made good.json a/b=100
# strange TEXT CODE FILTER: refused when edited by jq's FILTER
strange() {
	jq "$3" good.json >strange.json
	exits "$2" "$TARE" compare strange.json good.json
	says err "$1"
	exits "$2" "$TARE" gate --base good.json --head strange.json
	says err "$1"
	printable err
}
strange 'written by a newer tare' 2 '.schema = "tare.result/2"'
strange 'expected' 2 '.schema = "other/1"'
strange 'expected' 2 '.cases = 1'
strange 'columns/ns' 2 '.cases[0].processes[0].columns.ns = ["x"]'
strange '' 2 '.cases[0].id = "a\nb"'
strange '' 2 '.cases[0].id = "a\u001b[31mb"'
strange '' 2 '.cases[0].id = "a\u009b31mb"'
strange 'another machine' 4 '.machine.microcode = "0xbad"'
strange "'Z 80'" 4 '.machine |= (.id = "feedfacefeedface" |
	.cpu_model = "Z 80")'
strange '' 2 '.machine.id = "../../etc"'

sed 's/"wall_ns": *1000000/"wall_ns": NaN/' good.json >strange.json
exits 2 "$TARE" compare strange.json good.json
says err 'JSON has no NaN or Infinity'
: >empty.json
exits 2 "$TARE" compare empty.json good.json
says err 'empty.json:1:1'
head -c 100000 /dev/urandom >random.json
exits 2 "$TARE" compare random.json good.json
printable err
mkdir folder.json empty
exits 2 "$TARE" gate --base good.json --head folder.json
exits 2 "$TARE" gate --base empty --head good.json
says err "--base 'empty' holds no plugin (*.so) and no result (*.json)"
exits 4 "$TARE" compare empty good.json
says err "'empty' holds no result"
exits 2 "$TARE" gate --base good.json --head nosuch.json
exits 2 "$TARE" gate --base nosuch.json --head good.json
exits 2 "$TARE" compare "$TEST_PLUGINS/good.so" good.json
# A directory of results is a base; of one machine only.
mkdir results
cp good.json results/1.json
jq '.run_id = "second"' good.json >results/2.json
exits 0 "$TARE" compare results good.json
jq '.run_id = "third" | .machine.microcode = "0xbad"' good.json >results/3.json
exits 4 "$TARE" compare results good.json
says err "'results/3.json' was measured on another machine"
