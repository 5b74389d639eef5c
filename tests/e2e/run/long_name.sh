#!/usr/bin/env bash
# A name of 200 characters goes through everything and is not cut in data.
source "$SOURCE/tests/e2e/lib.sh"
exits 0 "$TARE" list "$TEST_PLUGINS/named200.so"
exits 0 quick --json r.json "$TEST_PLUGINS/named200.so"
holds r.json '.cases[0].bench | length == 200'
exits 0 "$TARE" compare r.json r.json
saved main r.json
exits 0 "$TARE" baseline show main
exits 0 "$TARE" plot --out charts r.json
