#!/usr/bin/env bash
# A CPU that is taken away while the gate goes on is used no more.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
cpus=$(taskset -pc $$ | sed 's/.*: //')
last=${cpus##*[,-]}
if [ "$last" = "$cpus" ]; then
	echo "needs two CPUs"
	exit 77
fi
"$TARE" gate -q --base=base --head=head --json=r.json --case-time=3s \
	--filter='sides/nap/ms=50' >out 2>err &
tare=$!
for _ in {1..1000}; do
	[ "$(wc -l 2>/dev/null <r.json.journal || echo 0)" -gt 2 ] && break
	sleep 0.01
done
taskset -pc "$last" $tare >/dev/null
wait $tare
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || [ $status -eq 6 ] || echo "exit code $status"
says err "tare may use 1 CPU from here on, "
holds r.json '.cases[0] | .status == "ok" and .processes[-1].status == "ok"'
holds r.json ".cases[0] | .processes[-1].cpu == $last and
	.base_processes[-1].cpu == $last"
