#!/usr/bin/env bash
"$TARE" list "$TEST_PLUGINS/good.so" "$TEST_PLUGINS/threads_good.so" \
	"$TEST_PLUGINS/batch_good.so"
