#!/usr/bin/env bash
# The disk is full when the result is to be written (here: a limit on the
# size of a file): the old one stays, the new one is saved elsewhere.
source "$SOURCE/tests/e2e/lib.sh"
good=$TEST_PLUGINS/good.so
echo old >r.json
mkdir rescue

limited() {
	(
		ulimit -f 1
		exec "$TARE" run -q --processes 2 --slices 40 --json r.json "$good"
	)
}
TMPDIR=$PWD/rescue exits 2 limited
says err "'r.json': cannot write JSON: File too large"
says out 'good'
[ "$(cat r.json)" = old ] || echo 'the old result was touched'
[ -z "$(find . -name '*.tmp')" ] || echo 'temporary files were left'

# A small file system, where that is possible.
mkdir small
mount -t tmpfs -o size=16k tmpfs small 2>/dev/null || exit 0
trap 'umount small' EXIT
echo old >small/r.json
TMPDIR=$PWD/rescue exits 2 quick --json small/r.json "$good" \
	"$TEST_PLUGINS/prints.so" "$TEST_PLUGINS/many.so" --filter='*_00?' \
	--filter=good --filter=prints
says err "'small/r.json': cannot write JSON: No space left on device"
says err "saved as '$PWD/rescue/tare-"
holds "$(echo rescue/tare-*.json)" .complete
[ "$(cat small/r.json)" = old ] || echo 'the old result was touched'
[ -z "$(find small -name '*.tmp')" ] || echo 'temporary files were left'
