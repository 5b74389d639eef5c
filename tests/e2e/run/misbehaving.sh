#!/usr/bin/env bash
# Each benchmark that misbehaves costs its own case only and is named with
# status and reason; the good ones among them are measured.
source "$SOURCE/tests/e2e/lib.sh"
plugins=("$TEST_PLUGINS"/{abort,crash,early_break,early_return,exits}.so
	"$TEST_PLUGINS"/{fails,leaks_threads,prints,skips,two_loops}.so
	"$TEST_PLUGINS"/{good,batch_good,threads_good}.so)
exits 5 quick --json r.json "${plugins[@]}"

# is ID STATUS REASON
is() {
	holds r.json ".cases[] | select(.id == \"$1\") |
		.status == \"$2\" and (.reason // \"\" | contains(\"$3\"))"
	[ -z "$3" ] || says out "$3"
}
is abort/give_up crashed 'killed by SIGABRT'
# The sanitizer of undefined behaviour ends it before that.
[ -n "${SANITIZE-}" ] ||
	is crash/null_pointer crashed 'killed by SIGSEGV at 0x0 in write_through'
is early_break/stop failed 'left TARE_LOOP early'
is early_return/leave failed 'left TARE_LOOP early'
is early_return/no_loop failed 'no TARE_LOOP was reached'
is exits/leave crashed 'called exit(3)'
is fails/expect failed 'expected sum == 2'
is fails/setup failed 'the input could not be made'
is two_loops/twice failed 'a second TARE_LOOP'
is skips/never skipped 'needs a machine that nobody has'
is leaks_threads/leave_two ok ''
is prints/noise ok ''
is good/add ok ''
is batch_good/add/step=3 ok ''
is threads_good/count/threads=2 ok ''
holds r.json '.cases[] | select(.id == "leaks_threads/leave_two") |
	.processes | all(.note | contains("2 threads"))'
holds r.json '.cases | all(.status == "ok" or (.summary | not)
	or .summary.median_ns.value == null)'
