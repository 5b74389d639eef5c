#!/usr/bin/env bash
# Names of counters: raw ones, those of libpfm4, and those that nobody knows.
source "$SOURCE/tests/e2e/lib.sh"
plugin=$TEST_PLUGINS/good.so

# What cannot be counted here is null with its reason, never 0.
answered() {
	holds r.json '[.cases[0].metrics[]? | select(.provider == "hardware")]
		| all(.name == "'"$1"'" or .name == "'"$1"':user+kernel")'
	holds r.json '.absent // [] | all(.reason and .mend)'
	holds r.json '[.cases[0].metrics[]?, .absent[]? | .name // ""]
		| any(startswith("'"$1"'"))'
}

exits 0 quick --counters=r1c2 --json r.json "$plugin"
answered r1c2

exits 2 "$TARE" run --counters=r1g2 "$plugin"
says err "unknown counter 'r1g2'"

# libpfm4's names come from tare-events beside tare, or there are none.
mkdir bin
cp "$TARE" bin/tare
exits 2 bin/tare run --counters=PERF_COUNT_HW_INSTRUCTIONS "$plugin"
says err "need libpfm4, which this tare was built without"

script() {
	printf '#!/bin/sh\n%s\n' "$1" >bin/tare-events
	chmod +x bin/tare-events
}
scripted() {
	bin/tare run --quiet --processes 2 --slices 40 --json r.json \
		--counters="$1" "$plugin"
}
script 'echo "4 1c2 0 0"'
exits 0 fit scripted SOME_EVENT:MASK=0x1:c=2
answered SOME_EVENT:MASK=0x1:c=2

# It is asked once by tare and once by each worker, not by each thread.
script "echo asked >>$PWD/asked; echo '4 1c2 0 0'"
exits 0 fit bin/tare run --quiet --processes 3 --slices 40 --json r.json \
	--filter '*/threads=2' --counters=SOME_EVENT "$TEST_PLUGINS/threads_good.so"
[ "$(nproc)" -lt 2 ] || [ "$(wc -l <asked)" -eq 4 ] ||
	echo "asked $(wc -l <asked) times"

# shellcheck disable=SC2016 # the shell that runs it expands it
script 'case $1 in --list) printf "SOME_EVENT\nOTHER\n" ;; *) exit 1 ;; esac'
exits 2 scripted SOME_EVENTS
says err "did you mean 'SOME_EVENT'?"
exits 2 scripted "$(printf 'N%.0s' {1..100})"
grep -q 'built without' err && echo 'libpfm4 is there'
script 'exit 3'
exits 2 scripted perf::CONTEXT_SWITCHES
says err "provider 'os'"
for broken in 'echo nonsense' 'echo 4 1c2 0' 'echo 100000000 1 0 0' \
	'kill -9 $$' 'exit 0' 'yes | head -c 2000000'; do
	script "$broken"
	exits 2 scripted SOME_EVENT
	says err "unknown counter 'SOME_EVENT'"
done
# No part of a name is a command or an option.
# shellcheck disable=SC2016
script '[ "$*" = --list ] || touch ran'
# shellcheck disable=SC2016
for name in '--list' 'a b' '$(touch ran)' 'a;b' 'a/b'; do
	exits 2 scripted "$name"
done
[ ! -e ran ] || echo 'a name that none can be was asked for'

# The library itself.
events=${TARE%/*}/tare-events
[ -x "$events" ] || exit 0
exits 0 quick --counters=PERF_COUNT_HW_INSTRUCTIONS --json r.json "$plugin"
answered PERF_COUNT_HW_INSTRUCTIONS
exits 2 "$TARE" run --counters=PERF_COUNT_HW_INSTRUCTIONS:k "$plugin"
says err "kernel work is never counted"
exits 2 "$TARE" run --counters=PERF_COUNT_SW_CONTEXT_SWITCHES "$plugin"
says err "provider 'os'"
[ "$("$events" PERF_COUNT_HW_INSTRUCTIONS:u)" = '0 1 0 0' ] ||
	echo 'tare-events: not the code of instructions'
exits_plain() {
	"$@" >out 2>err && echo "$*: exit code 0"
	[ ! -s out ] || echo "$*: output"
}
exits_plain "$events"
exits_plain "$events" no-such-event
