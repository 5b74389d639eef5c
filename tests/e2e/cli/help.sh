#!/usr/bin/env bash
# --help is on stdout and no error; the texts themselves: test docs.cli.
source "$SOURCE/tests/e2e/lib.sh"
for command in '' list run compare gate baseline plot doctor; do
	# shellcheck disable=SC2086 # no word for ''
	exits 0 "$TARE" $command --help
	says out "Usage: tare ${command:-COMMAND}"
done
