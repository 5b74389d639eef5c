#!/usr/bin/env bash
# The plan, and nothing is measured or written.
"$TARE" run --dry-run --seed 1 --processes 3 --slices 20 \
	"$TEST_PLUGINS/threads_good.so"
ls -A
