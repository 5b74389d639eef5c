#!/bin/sh
# install.sh BUILD SOURCES TARE: installs the build into a scratch prefix;
# there an outside project builds a plugin with find_package(), and another
# one with pkg-config. Both export one symbol and are listed.
set -eu
build=$1
sources=$2
tare=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

cmake --install "$build" --prefix "$prefix" >"$scratch/log" || {
	cat "$scratch/log"
	exit 1
}

check()
{
	exports=$(nm -D --defined-only "$1" | awk '{ print $3 }')
	if [ "$exports" != tare_plugin_entry ]; then
		echo "$1: exports '$exports', expected tare_plugin_entry"
		exit 1
	fi
	"$tare" list "$1" >"$scratch/list"
	for bench in copy counted empty everything; do
		grep -q "nine/$bench" "$scratch/list" || {
			echo "$1: $bench is not listed"
			cat "$scratch/list"
			exit 1
		}
	done
}

mkdir "$scratch/outside"
cp "$sources/outside/CMakeLists.txt" "$sources/nine.c" "$scratch/outside"
if ! { cmake -S "$scratch/outside" -B "$scratch/out" \
	-DCMAKE_PREFIX_PATH="$prefix" &&
	cmake --build "$scratch/out"; } >"$scratch/log" 2>&1; then
	cat "$scratch/log"
	exit 1
fi
check "$scratch/out/plugins/outside.so"

pc=$(dirname "$(find "$prefix" -name tare.pc)")
flags=$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs tare)
# shellcheck disable=SC2086 # the flags are words
cc "$sources/nine.c" $flags -o "$scratch/by_pkg_config.so"
check "$scratch/by_pkg_config.so"

plugindir=$(PKG_CONFIG_PATH=$pc pkg-config --variable=plugindir tare)
[ -d "$plugindir" ] || {
	echo "plugindir '$plugindir' is no directory"
	exit 1
}
