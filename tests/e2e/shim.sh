# shellcheck shell=bash
# Helpers of the cases with a double: a machine whose PMU is the kernel's software events
# (tests/pmu/perf_shim.c).
source "$SOURCE/tests/e2e/lib.sh"
if [ -n "$SANITIZE" ]; then
	echo 'a sanitizer and the shim both want to be loaded first'
	exit 77
fi

# with PMU COMMAND...: PMU says how it misbehaves; "" not at all.
with() {
	local pmu=$1
	shift
	LD_PRELOAD=$PERF_SHIM_SO PERF_SHIM=$pmu "$@"
}

# metric NAME and absence NAME, in filters
# shellcheck disable=SC2016,SC2034 # jq's variables; used by the cases
defs='
	def metric($name): .cases[0].metrics[] | select(.name == $name);
	def absence($name): .absent[] | select(.name == $name);
	def common: ["cycles", "instructions", "branches", "branch-misses",
		"cache-references", "cache-misses"];'

# Whatever the PMU does: each common counter has a value with a coverage or is
# absent with errno, reason and mend, never both or neither.
honest() {
	# shellcheck disable=SC2016 # jq's variables
	holds "$1" "$defs"'
		. as $r | all(common[]; . as $name
		| [$r.cases[].metrics[]? | select(.name == $name)] as $m
		| [$r.absent[] | select(.name == $name)] as $a
		| ($m | length) + ($a | length) > 0
		and all($m[]; .coverage > 0)
		and all($a[]; .reason != "" and .mend != ""))'
}

# The kernel itself may refuse perf_event_open (a container's filter).
if ! with '' "$TARE" run --quiet --processes 1 --slices 5 \
	--counters=cycles --json probe.json "$TEST_PLUGINS/good.so" \
	>/dev/null 2>&1 || ! jq -e '.cases[0].metrics[0].estimate' probe.json \
	>/dev/null; then
	echo "this kernel refuses perf events: $(jq -c .absent probe.json)"
	exit 77
fi
rm probe.json
