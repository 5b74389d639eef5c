#!/usr/bin/env bash
# What bash completion offers in four places.
PATH="$(dirname "${TARE:?}"):$PATH"
source "$SOURCE/harness/cli/completion/tare.bash"
offer() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_tare
	echo "${*@Q}: ${COMPREPLY[*]}"
}
offer tare ''
offer tare ba
offer tare plot -
offer tare gate --inconclusive ''
offer tare gate --isolation ''
offer tare gate --counters si
offer tare gate --metric sim
offer tare baseline pro
offer tare selftest ''
