#!/usr/bin/env bash
# A plugin that is built again in mid-run: two builds are not mixed.
source "$SOURCE/tests/e2e/lib.sh"
build() {
	cc -O2 -fPIC -shared -I"$SOURCE/harness/include" -Wl,--build-id=sha1 \
		"$@" "$SOURCE/tests/plugins/good.c"
}
build -o p.so || exit 77
build -DNDEBUG -g -o q.so || exit 77
"$TARE" run --quiet --processes 50 --slices 500 --json r.json ./p.so \
	>out 2>err &
tare=$!
# The head, and one process that has ended.
until [ -f r.json.journal ] && [ "$(wc -l <r.json.journal)" -gt 1 ]; do
	kill -0 "$tare" 2>/dev/null || break
	sleep 0.05
done
mv q.so p.so
wait "$tare"
status=$?
[ "$status" -eq 5 ] || echo "exit code $status, expected 5"
says out 'was built again while the run went on'
