#!/usr/bin/env bash
# A machine that disturbed every slice measured nothing: exit code 6.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/b=100
exits 0 "$TARE" baseline save main base.json
jq -c '.cases[].processes[].columns.disturbed = 1' base.json >head.json
exits 6 "$TARE" gate --head head.json
says out 'too few slices were undisturbed'
jq -c '.cases[].processes[].columns.disturbed = 0' base.json >head.json
exits 0 "$TARE" gate --head head.json
