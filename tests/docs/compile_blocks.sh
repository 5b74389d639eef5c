#!/bin/sh
# compile_blocks.sh INCLUDE MAP PAGE...: every ```c and ```cpp block of the
# pages is a complete plugin: it compiles without warnings with each compiler
# that is here, links, and exports the entry point alone.
set -u
include=$1
map=$2
shift 2
failed=0
blocks=0
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Writes the blocks of PAGE to files named by the line that they begin at.
extract()
{
	awk -v dir="$scratch" -v page="$(basename "$1" .md)" '
		/^```(c|cpp)$/ {
			file = dir "/" page "-" NR + 1 "." substr($0, 4)
			next
		}
		/^```/ { file = "" }
		file { print > file }' "$1"
}

compile()
{
	case $2 in
	*.c) set -- "$1" "$2" c11 ;;
	*) set -- "$1++" "$2" c++11 ;;
	esac
	compiler=$(echo "$1" | sed 's/gcc++/g++/')
	command -v "$compiler" >/dev/null || return 0
	if ! "$compiler" -std="$3" -D_DEFAULT_SOURCE -O2 -fPIC -shared \
		-fvisibility=hidden -Wall -Wextra -Wpedantic -Wshadow -Werror \
		-I"$include" -Wl,--version-script="$map" "$2" \
		-o "$scratch/block.so"; then
		echo "$(basename "$2") does not compile with $compiler"
		failed=1
		return
	fi
	exports=$(nm -D --defined-only "$scratch/block.so" | awk '{ print $3 }')
	if [ "$exports" != tare_plugin_entry ]; then
		echo "$(basename "$2") exports '$exports'"
		failed=1
	fi
}

for page in "$@"; do
	extract "$page"
done
for file in "$scratch"/*.c "$scratch"/*.cpp; do
	[ -e "$file" ] || continue
	blocks=$((blocks + 1))
	compile gcc "$file"
	compile clang "$file"
done
echo "$blocks blocks compiled"
[ "$blocks" -gt 0 ] && [ $failed -eq 0 ]
