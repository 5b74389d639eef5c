#!/bin/sh
# frozen.sh TARE PLUGIN: a plugin of the frozen header is listed.
set -u
found=$("$1" list "$2") || exit 1
for want in frozen_1_0/counted frozen_1_0/loop; do
	case $found in
	*"$want"*) ;;
	*)
		printf '%s is not listed:\n%s\n' "$want" "$found"
		exit 1
		;;
	esac
done
