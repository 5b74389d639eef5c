#!/usr/bin/env bash
# What a short run shows.
"$TARE" run --processes 2 --slices 40 --seed 7 "$TEST_PLUGINS/good.so"
