#!/usr/bin/env bash
# A screen for people, a document for programs.
source "$SOURCE/tests/e2e/lib.sh"
# On a file, whatever the caller's terminal is: no colour, 80 columns.
NO_COLOR='' COLUMNS=200 exits 0 "$TARE" doctor
[ "$(wc -l <out)" -le 24 ] || echo 'more than a screen'
[ "$(wc -L <out)" -le 80 ] || echo 'wider than a screen'
printable out
for line in hardware simulated allocs paranoid rights seccomp machine governor \
	turbo SMT CPUs ASLR THP quota pressure steal clock slack memory kernel \
	gnuplot libpfm4; do
	says out " $line "
done
exits 0 "$TARE" doctor --json
holds out '.schema == "tare.doctor/1"'
holds out '.lines | length == 22 and all(.level == "ok" or (.effect and .mend))'
# No counter is absent without its reason.
holds out '.counters | all(.available or
	((.errno | test("^E[A-Z0-9]+$|^absent$")) and .reason and .mend))'
holds out '[.counters[] | select(.provider == "hardware") | .name] |
	index("cycles") and index("instructions") and index("cache-misses")'
holds out '[.counters[] | select(.provider == "os") | .available] | any'
holds out '[.counters[] | .name] | index("allocs") and index("sim.instructions")'
holds out '.noise == null'
# Without the tools, without descriptors, as somebody else.
exits 0 env PATH=/nowhere "$TARE" doctor --json
holds out '[.lines[] | select(.what == "gnuplot") | .state] == ["missing"]'
holds out '[.counters[] | select(.provider == "simulated") | .available] |
	any | not'
exits 0 prlimit --nofile=8:4096 "$TARE" doctor --json
holds out '.counters | all(.available or .errno)'
[ "$(id -u)" -ne 0 ] || {
	chmod 755 . ..
	exits 0 setpriv --reuid=65534 --regid=65534 --clear-groups \
		--no-new-privs "$TARE" doctor
	says out 'neither SYS_ADMIN nor PERFMON, no_new_privs'
}
