#!/usr/bin/env bash
# A screen for people, a document for programs.
source "$SOURCE/tests/e2e/lib.sh"
exits 0 "$TARE" doctor
[ "$(wc -l <out)" -le 24 ] || echo 'more than a screen'
[ "$(wc -L <out)" -le 80 ] || echo 'wider than a screen'
printable out
exits 0 "$TARE" doctor --json
holds out '.schema == "tare.doctor/1"'
holds out '.lines | length > 5 and all(.level == "ok" or .effect)'
