#!/usr/bin/env bash
# A symbolic link as output stays one, its target is replaced; also a
# dangling one.
source "$SOURCE/tests/e2e/lib.sh"
mkdir real
echo old >real/r.json
ln -s real/r.json link.json
exits 0 quick --json link.json "$TEST_PLUGINS/good.so"
[ -L link.json ] || echo 'the link was replaced'
holds real/r.json .complete
ln -s real/new.json dangling.json
exits 0 quick --json dangling.json "$TEST_PLUGINS/good.so"
[ -L dangling.json ] || echo 'the link was replaced'
holds real/new.json .complete
ln -s loop.json loop.json
exits 2 quick --json loop.json "$TEST_PLUGINS/good.so"
says err "cannot write 'loop.json'"
[ -z "$(find . -name '*.tmp')" ] || echo 'temporary files were left'
