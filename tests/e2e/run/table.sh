#!/usr/bin/env bash
# What a short run shows: too short for an unfit machine.
"$TARE" run --processes 2 --slices 9 --seed 7 "$TEST_PLUGINS/good.so"
