#!/usr/bin/env bash
# What --base and --head may not be: said before anything is measured.
source "$SOURCE/tests/e2e/lib.sh"
mkdir empty base head both results
cp "$TEST_PLUGINS/good.so" base
cp "$TEST_PLUGINS/good.so" head
cp "$TEST_PLUGINS/good.so" both
made both/r.json a/b=100
made results/r.json a/b=100

# refused CODE TEXT OPTION...
refused() {
	exits "$1" "$TARE" gate "${@:3}"
	says err "$2"
	printable err
}
refused 2 "--base 'empty' holds no plugin (*.so) and no result (*.json)" \
	--base=empty --head=head
refused 2 "--head 'empty' holds no plugin (*.so): is it the right directory" \
	--base=base --head=empty
refused 2 "--head 'results' holds no plugin (*.so)" --base=base --head=results
refused 2 "could be a build or stored numbers" --base=both --head=head
refused 2 "--base 'base/good.so' is one plugin" --base=base/good.so --head=head
refused 2 "--base './nosuch': there is no such file or directory" \
	--base=./nosuch --head=head
refused 2 "--head 'nosuch': there is no such file or directory" \
	--base=base --head=nosuch
refused 2 "'base' and 'base/../base' are one directory" \
	--base=base --head=base/../base
refused 2 "'head' and './head' are one directory" \
	--base=base --head=head --head=./head
refused 2 "--head 'head' is a build and --base 'results' stored numbers" \
	--base=results --head=head
refused 2 "--numbers compares with stored numbers" \
	--base=base --head=head --numbers
refused 2 "--head 'results/r.json' is no build, and only builds may be several" \
	--base=base --head=head --head=results/r.json
refused 2 "--head 'results/r.json' is a finished result: it takes no TARGET" \
	--head=results/r.json base/good.so
refused 4 "there is no file or directory 'nosuch': no baseline 'nosuch'" --base=nosuch --head=head
refused 5 "'head' has no plugin 'nosuch'; it has good.so" \
	--base=base --head=head nosuch

# A plugin of another major version: the loader's message, the side named.
cp "$TEST_PLUGINS/bad/other_major.so" base
cp "$TEST_PLUGINS/good.so" head/other_major.so
refused 5 "other_major.so': built for tare ABI 2.0" \
	--base=base --head=head other_major
says err "tare: error: base: plugin '"
[ ! -e .tare ] || echo 'something was measured'
# The other plugins are still compared.
rm head/other_major.so
exits 5 "$TARE" gate -q --base=base --head=head
says err "tare: error: base: plugin '"
says out 'good/add'
