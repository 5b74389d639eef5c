#!/bin/sh
# dialects.sh INCLUDE SOURCES MAP DIR: the nine-line benchmark in each dialect
# with each compiler that is here, warnings as errors. The plugins are left in
# DIR. Each exports one symbol, and its empty loop is one subtraction (or
# addition) and one branch.
set -u
include=$1
sources=$2
map=$3
dir=$4
failed=0
built=0
mkdir -p "$dir"

fail()
{
	echo "$1"
	failed=1
}

# The instructions of the loop around the one `sub $1` or `add $-1`: from the
# target of its branch to the branch.
loop_of()
{
	objdump -d --no-show-raw-insn "$1" | awk '
		/^[0-9a-f]+ <.*tare_run_empty.*>:/ { inside = 1; next }
		/^$/ { inside = 0 }
		inside && /^ *[0-9a-f]+:/ {
			address = $1
			sub(":", "", address)
			name[n] = $2
			at[address] = n
			if ($2 ~ /^j/ && ($3 in at) && best == "") {
				best = ""
				for (i = at[$3]; i <= n; i++)
					best = best name[i] " "
			}
			n++
		}
		END { print best }'
}

check_loop()
{
	case $(uname -m) in
	x86_64) ;;
	*) return ;;
	esac
	loop=$(loop_of "$1")
	case $loop in
	"sub jne " | "add jne " | "dec jne ") ;;
	*) fail "$1: its empty loop is '$loop', expected 'sub jne'" ;;
	esac
}

check_exports()
{
	exports=$(nm -D --defined-only "$1" | awk '{ print $3 }')
	[ "$exports" = tare_plugin_entry ] ||
		fail "$1: exports '$exports', expected tare_plugin_entry"
}

build()
{
	plugin=$dir/$(echo "$1-$2" | tr '+' 'x').so
	if ! "$1" -std="$2" -O2 -Wall -Wextra -Wpedantic -Wshadow -Wundef \
		-Wmissing-field-initializers -Werror -fPIC -shared \
		-fvisibility=hidden -Wl,-z,defs -I"$include" \
		-Wl,--version-script="$map" "$sources/$3" -o "$plugin"; then
		fail "$1 -std=$2 fails"
		return
	fi
	built=$((built + 1))
	check_exports "$plugin"
	check_loop "$plugin"
}

for pair in gcc:g++ clang:clang++; do
	command -v "${pair%:*}" >/dev/null || continue
	for std in c99 c11 c17; do
		build "${pair%:*}" "$std" nine.c
	done
	for std in c++11 c++14 c++17 c++20; do
		build "${pair#*:}" "$std" nine.cpp
	done
done
echo "$built plugins built"
[ "$built" -gt 0 ] && [ $failed -eq 0 ]
