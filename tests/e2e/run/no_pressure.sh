#!/usr/bin/env bash
# A kernel without /proc/pressure: measured all the same.
source "$SOURCE/tests/e2e/lib.sh"
hidden() {
	unshare --mount sh -c 'mount -t tmpfs none /proc/pressure && exec "$@"' \
		sh "$@"
}
[ -e /proc/pressure ] && ! hidden true 2>/dev/null && {
	echo 'needs the right to mount'
	exit 77
}
[ -e /proc/pressure ] || hidden() { "$@"; }
exits 0 fit hidden "$TARE" run -q --processes 2 --slices 40 --json r.json \
	"$TEST_PLUGINS/good.so"
says_not out 'cpu pressure'
holds r.json '.complete and (.rounds | all(.psi_cpu_us == null or
	.psi_cpu_us < 0))'
exits 0 "$TARE" compare r.json r.json
exits 0 hidden "$TARE" doctor
says out pressure
