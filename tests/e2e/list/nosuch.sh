#!/usr/bin/env bash
# What is neither a suite nor a plugin.
source "$SOURCE/tests/e2e/lib.sh"
exits 5 "$TARE" run nosuch
says err "no suite and no plugin is named 'nosuch'"
exits 5 "$TARE" run ./nosuch.so
says err "no such plugin: './nosuch.so' is not a file"
exits 2 "$TARE" run nosuch.suite.json
says err "cannot read 'nosuch.suite.json'"
mkdir empty
exits 4 "$TARE" run empty
