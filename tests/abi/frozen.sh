#!/bin/sh
# frozen.sh TARE PLUGIN BENCH...: a plugin of a frozen header is listed, with
# these benchmarks.
set -u
plugin=$2
found=$("$1" list "$plugin") || exit 1
shift 2
for want in "$@"; do
	case $found in
	*"$want"*) ;;
	*)
		printf '%s is not listed:\n%s\n' "$want" "$found"
		exit 1
		;;
	esac
done
