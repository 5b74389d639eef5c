#!/usr/bin/env bash
# compare shows all verdicts and fails no build.
source "$SOURCE/tests/e2e/lib.sh"
made base.json a/slower=100 a/faster=100 a/same=100 a/removed=100
made head.json a/slower=150 a/faster=50 a/same=100 a/added=100
"$TARE" compare base.json head.json
exits 0 "$TARE" compare base.json head.json --json - && cp out verdict.json
holds verdict.json '.outcome.exit == "regressed" and (.outcome.verdicts |
	map(.id + " " + .verdict) == ["a/added added", "a/faster improved",
	"a/removed removed", "a/same equivalent", "a/slower regressed"])'
