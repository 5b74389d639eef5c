#!/usr/bin/env bash
# A library beside the plugin is taken first, whatever RPATH, RUNPATH and
# LD_LIBRARY_PATH say: two builds with one SONAME each run with their own.
source "$SOURCE/tests/e2e/lib.sh"
command -v cc >/dev/null || {
	echo 'needs a C compiler'
	exit 77
}
cat >plug.c <<'END'
#include <tare/sdk.h>
int product(void);
TARE_PLUGIN("org.tare.test.plug", "1.0")
TARE_BENCH(version)
{
	int version = 0;
	TARE_LOOP(b) {
		version = product();
	}
	tare_metric(b, "version", version, "", 0);
}
END
# library DIR FILE VERSION [OPTION...]: product() says VERSION.
library() {
	mkdir -p "$1"
	echo "int product(void) { return $3; }" >product.c
	cc -shared -fPIC -o "$1/$2" product.c "${@:4}"
}
# plugin DIR LIBRARY [OPTION...]: plug.so, linked with LIBRARY
plugin() {
	mkdir -p "$1"
	cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden \
		-I"$SOURCE/harness/include" -o "$1/plug.so" plug.c "${@:2}"
}
# version DIR NUMBER: what the plugin in DIR calls.
version() {
	exits 0 quick --json r.json "$1/plug.so"
	holds r.json ".cases[0].processes | all(.metrics[0].value == $2)"
}
soname=-Wl,-soname,libproduct.so.1
third=$PWD/third
library third libproduct.so.1 3 "$soname"
for tags in --enable-new-dtags --disable-new-dtags; do
	rm -rf base head
	plugin base third/libproduct.so.1 "-Wl,$tags,-rpath,$third"
	plugin head third/libproduct.so.1 "-Wl,$tags,-rpath,$PWD/base"
	version base 3
	library base libproduct.so.1 1 "$soname"
	library head libproduct.so.1 2 "$soname"
	version base 1
	version head 2
	LD_LIBRARY_PATH=$third version base 1
	LD_LIBRARY_PATH=$third version head 2
done
# A copy runs with its own, too.
cp -r base copy
rm -r base
version copy 1

# Libraries of libraries: libproduct needs libpart.
# part DIR VERSION [OPTION...]
part() {
	mkdir -p "$1"
	echo "int part(void) { return $2; }" >part.c
	cc -shared -fPIC -Wl,--no-as-needed -Wl,-soname,libpart.so \
		-o "$1/libpart.so" part.c "${@:3}"
}
# product_of_part DIR [OPTION...]
product_of_part() {
	echo 'int part(void); int product(void) { return part() + 1; }' \
		>product.c
	cc -shared -fPIC -o "$1/libproduct.so.1" product.c "$soname" \
		third/libpart.so "${@:2}"
}
part third 30
part deep 10
product_of_part deep "-Wl,-rpath,$third"
plugin deep deep/libproduct.so.1 deep/libpart.so "-Wl,-rpath,$third"
version deep 11
# Each of two needs the other one: none can be loaded first, so that the
# loader finds third/ for one of them.
part cycle 50 third/libproduct.so.1 "-Wl,-rpath,$third"
product_of_part cycle "-Wl,-rpath,$third"
plugin cycle deep/libproduct.so.1 deep/libpart.so "-Wl,-rpath,$third"
exits 5 "$TARE" run cycle/plug.so
says err "beside it is not used, but '$third/lib"
# By an RPATH they find each other.
# shellcheck disable=SC2016 # the loader expands it
origin='-Wl,-rpath,$ORIGIN'
part cycle 50 third/libproduct.so.1 "$origin"
product_of_part cycle "$origin"
version cycle 51

# The loader goes by SONAMEs, not by the names of files.
plugin other third/libproduct.so.1 "-Wl,-rpath,$third"
library other libproduct.so.1 4 -Wl,-soname,libproduct.so.1.4
exits 5 "$TARE" run other/plug.so
says err "the library 'libproduct.so.1' beside it is not used, but \
'$third/libproduct.so.1': its SONAME is another name"
# The same bytes are the same library, wherever they are.
cp third/libproduct.so.1 other
version other 3
# Half a library is refused, not replaced by another one.
head -c 200 third/libproduct.so.1 >other/libproduct.so.1
exits 5 "$TARE" run other/plug.so
says err "the library 'libproduct.so.1' beside it is not used, but"
echo 'no ELF' >other/libproduct.so.1
exits 5 "$TARE" run other/plug.so
says err "libproduct.so.1' is not an ELF file"

# tare has its own copy of what it needs linked in, so that a plugin may bring
# another one; only where there was no archive to link, it is refused.
rm other/libproduct.so.1
library other libjansson.so.4 5 -Wl,-soname,libjansson.so.4
plugin other other/libjansson.so.4
if ldd "$TARE" | grep -q libjansson; then
	exits 5 "$TARE" run other/plug.so
	says err "the library 'libjansson.so.4' beside it is not used"
else
	version other 5
fi
