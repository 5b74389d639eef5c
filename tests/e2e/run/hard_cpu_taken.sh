#!/usr/bin/env bash
# A CPU that is taken away while the run goes on is used no more.
source "$SOURCE/tests/e2e/lib.sh"

cpus=$(taskset -pc $$ | sed 's/.*: //')
last=${cpus##*[,-]}
if [ "$last" = "$cpus" ]; then
	echo "needs two CPUs"
	exit 77
fi
"$TARE" run --quiet --processes 30 --slices 5 --json r.json \
	"$TEST_PLUGINS/slow_op.so" >out 2>err &
tare=$!
for _ in {1..1000}; do
	[ "$(wc -l 2>/dev/null <r.json.journal || echo 0)" -gt 2 ] && break
	sleep 0.01
done
taskset -pc "$last" $tare >/dev/null
wait $tare || echo "exit code $?"
says err "tare may use 1 CPU from here on, "
holds r.json '.cases[0].status == "ok" and (.cases[0].processes | length == 30)'
holds r.json ".cases[0].processes[-1].cpu == $last"
