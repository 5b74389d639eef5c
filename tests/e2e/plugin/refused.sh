#!/usr/bin/env bash
# A plugin that is refused breaks the run (5); the others are measured. The
# messages themselves: tests plugin.refused.*.
source "$SOURCE/tests/e2e/lib.sh"
for bad in not_elf other_cpu undefined_symbol built_with_asan dup_id empty \
	other_major crashes_at_load exits_at_load; do
	plugin=$TEST_PLUGINS/bad/$bad.so
	[ "$bad" != built_with_asan ] || [ -z "${SANITIZE-}" ] || continue
	exits 5 quick --json r.json "$plugin"
	says err "$bad.so"
	[ ! -e r.json ] || echo "$bad: a result of nothing"
	exits 5 quick --json r.json "$plugin" "$TEST_PLUGINS/good.so"
	says err "$bad.so"
	holds r.json '.cases | length == 1 and .[0].status == "ok"'
	rm -f r.json
done
exits 5 "$TARE" run nosuch.so
exits 5 "$TARE" list "$TEST_PLUGINS/bad/dup_id.so" "$TEST_PLUGINS/good.so"
says out good/add
# The gate does not pass what it could not load.
exits 0 quick --json base.json "$TEST_PLUGINS/good.so"
exits 5 "$TARE" gate -q --processes 2 --slices 40 --inconclusive=warn \
	--base base.json "$TEST_PLUGINS/good.so" "$TEST_PLUGINS/bad/dup_id.so"
# Two files with one plugin.
mkdir other
cp "$TEST_PLUGINS/good.so" other
exits 2 "$TARE" list "$TEST_PLUGINS/good.so" other/good.so
says err "two cases are named 'good/add'"
