#!/usr/bin/env bash
# The noise probe: pairs of one build against itself, for five seconds.
source "$SOURCE/tests/e2e/lib.sh"
"$TARE" doctor --noise --json --require=quiet >out 2>err
status=$?
holds out '.noise | has("measured") and (.measured or .reason)'
case $status in
0) holds out '.noise | .measured and .unfit == null' ;;
6) says err "this machine has no 'quiet': " ;;
*) echo "exit code $status" && cat err ;;
esac
# Nothing on stderr but what is missing: it is no terminal.
says_not err 'noise probe'
holds out '.noise | (.measured | not) or (.theta == 0.02 and
	.interference.wall_ns > 1e9 and ([.benches[].bench] == ["multiply", "table"])
	and ([.benches[].pairs] | add > 0))'
# Without the plugin: said, and no error, unless it was required.
cp "$TARE" alone
exits 0 ./alone doctor --noise
says out 'noise not measured: '
says out 'selftest'
exits 6 ./alone doctor --require=quiet
says err "this machine has no 'quiet': "
# Ctrl-C ends it.
timeout --preserve-status -s INT 1 "$TARE" doctor --noise >out 2>err
status=$?
[ "$status" -eq 130 ] || {
	echo "interrupted: exit code $status"
	cat out err
}
