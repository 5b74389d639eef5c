#!/usr/bin/env bash
# kill -9 of tare itself: its journal gives back the pairs that had ended, and
# neither zygote nor worker lives on.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
"$TARE" gate --quiet --base=base --head=head --json r.json \
	--filter='sides/nap/ms=300' --filter='sides/steady' >out 2>err &
tare=$!
for _ in $(seq 500); do
	[ -f r.json.journal ] && [ "$(wc -l <r.json.journal)" -gt 4 ] && break
	sleep 0.02
done
kill -KILL "$tare"
wait "$tare" 2>/dev/null
[ ! -e r.json ] || echo 'there is a result already'
# A last line that was cut in the middle costs that pair only.
printf '{"case":0,"proc' >>r.json.journal

exits 0 fit "$TARE" run --recover r.json.journal --json recovered.json
holds recovered.json '.schema == "tare.result/1" and (.complete | not)'
holds recovered.json '[.cases[] | .processes, .base_processes | length] |
	add >= 4'
holds recovered.json '.cases | all(([.processes[].process] ==
	[.base_processes[].process]) and
	(.processes | all(.status == "ok" and .side == "head")))'

sleep 0.5
for maps in /proc/[0-9]*/maps; do
	! grep -qsF -e "$PWD/base/sides.so" -e "$PWD/head/sides.so" "$maps" ||
		echo "a worker is left: ${maps%/maps}"
done
