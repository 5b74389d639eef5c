#!/usr/bin/env bash
# Each errno that perf_event_open may end in has its reason and mend; the
# benchmark is measured all the same.
source "$SOURCE/tests/e2e/shim.sh"

# refused NUMBER NAME REASON MEND
refused() {
	measures with "errno=$1" "$TARE" run --quiet --processes 1 --slices 5 \
		--counters=hardware --json r.json "$TEST_PLUGINS/good.so"
	honest r.json
	holds r.json '.cases[0].metrics // [] | all(.provider != "hardware")'
	holds r.json ".absent | length == 6 and all(.errno == \"$2\")"
	holds r.json ".absent | all(.reason | test(\"$3\"))"
	holds r.json ".absent | all(.mend | test(\"$4\"))"
	says out "$2"
}
refused 1 EPERM 'seccomp|forbids' 'PERMFON|PERFMON|lockdown'
refused 2 ENOENT 'no hardware PMU|no such event' 'PMU|other counters'
refused 13 EACCES 'perf_event_paranoid' 'audit|sysctl'
refused 16 EBUSY 'another tool' 'stop'
refused 19 ENODEV 'offline|kind' 'online|taskset'
refused 22 EINVAL 'refused' 'another'
refused 24 EMFILE 'no file descriptor' 'ulimit -n'
refused 28 ENOSPC 'no hardware counter is free' 'stop|watchdog'
refused 38 ENOSYS 'seccomp|no perf_event_open' 'PERFMON|CONFIG_PERF_EVENTS'
refused 95 EOPNOTSUPP 'lacks a feature' 'virtual PMU'
