#!/usr/bin/env bash
# Few open files are allowed: that is said, and no plugin is to blame.
source "$SOURCE/tests/e2e/lib.sh"

with() { (
	ulimit "$1" "$2" && shift 2 && "$@"
); }

for most in 8 16 64 127; do
	exits 5 with -n $most "$TARE" run -q "$TEST_PLUGINS/good.so"
	says err "only $most open files here (ulimit -n), and tare needs 128"
	says err "ulimit -n 4096"
	says_not err "plugin"
	exits 5 with -n $most "$TARE" doctor
	says err "only $most open files here"
done

# Enough, in all that tare starts.
for most in 128 200 256; do
	exits 0 with -n $most fit "$TARE" run -q --processes 1 --slices 8 \
		"$TEST_PLUGINS/good.so"
done

# The soft limit is tare's own to raise.
exits 0 with -Sn 8 fit "$TARE" run -q --processes 1 --slices 8 \
	"$TEST_PLUGINS/good.so"
