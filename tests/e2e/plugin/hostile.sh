#!/usr/bin/env bash
# A plugin's words are data: shown without control characters, executed by
# nobody.
source "$SOURCE/tests/e2e/lib.sh"
command -v cc >/dev/null || {
	echo 'needs a C compiler'
	exit 77
}
cat >hostile.c <<'END'
#include <stdio.h>
#include <tare/sdk.h>
TARE_PLUGIN("org.tare.test.hostile", "1.0 $(touch executed)")
TARE_BENCH(prints, .summary = "a\033[31mb\n::error::`touch executed`",
	   .unit = "u\"; system(\"touch executed\")", .tags = "$(touch,<b>")
{
	printf("\033]0;owned\007\n::error::out\n");
	fflush(stdout);
	tare_note(b, "note \033[31m\n::error::<script>");
	TARE_LOOP(b) {
	}
}
TARE_BENCH(fails)
{
	tare_fail(b, "why \033[31m\xff\xfe\n::error::`touch executed`");
	TARE_LOOP(b) {
	}
}
TARE_BENCH(skips)
{
	tare_skip(b, "\033[2J\xc2\x9b" "31m %s%n");
	TARE_LOOP(b) {
	}
}
END
# shellcheck disable=SC2016 # must not expand
name='$(touch executed);`touch executed`'
cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden \
	-I"$SOURCE/harness/include" -o "$name.so" hostile.c
exits 0 "$TARE" list "./$name.so"
printable out err
exits 5 quick --json r.json "./$name.so"
printable out err
! grep '^::error' out err || echo 'a command for GitHub at the start of a line'
holds r.json '.cases | length == 3'
exits 5 "$TARE" gate --base r.json --head r.json
printable out err
exits 0 "$TARE" baseline --accept=any save main r.json
exits 0 "$TARE" baseline show main
printable out err
exits 0 "$TARE" plot --out charts r.json
printable out err
newline=$'a\n::error::b\e[31m.so'
cp "$TEST_PLUGINS/bad/not_elf.so" "$newline"
exits 5 "$TARE" run "./$newline"
printable err
! grep '^::error' err || echo 'a command for GitHub at the start of a line'
[ ! -e executed ] || echo 'executed something'
