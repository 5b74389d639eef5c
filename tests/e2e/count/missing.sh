#!/usr/bin/env bash
# Without valgrind, or with one that does not run, every simulated counter is
# absent with its reason and its mend; nothing is broken. What breaks under it is.
source "$SOURCE/tests/e2e/lib.sh"

# absent REASON MEND ERRNO
absent() {
	holds r.json "[.absent[] | select(.provider == \"simulated\")] |
		length == 9 and all(.errno == \"$3\" and
		(.reason | contains(\"$1\")) and (.mend | contains(\"$2\")))"
	holds r.json '.cases[0].status == "ok" and
		(.cases[0].processes | length) == 1 and (.simulator | not)'
}
run=(run --quiet --counters=simulated --processes 1 --slices 10 --json r.json
	"$TEST_PLUGINS/good.so")

PATH_BEFORE=$PATH
mkdir empty
for tool in tr grep cat head tail jq git; do
	ln -s "$(command -v $tool)" "empty/$tool" 2>/dev/null
done
# shellcheck disable=SC2123 # the shell's, and nothing in it
PATH=$PWD/empty
exits 0 fit "$TARE" "${run[@]}"
if [ -n "${SANITIZE-}" ]; then
	absent 'has a sanitizer' 'without sanitizers' EOPNOTSUPP
	exit 0
fi
absent 'valgrind, whose callgrind simulates, is not in PATH' \
	'apt-get install valgrind' ENOENT

PATH=$PATH_BEFORE
# shellcheck disable=SC2016 # the script's own number
printf '#!/bin/sh\nkill -9 $$\n' >empty/valgrind
chmod +x empty/valgrind
PATH=$PWD/empty:$PATH
exits 0 fit "$TARE" "${run[@]}"
absent 'does not say its version' 'reinstall' ENOEXEC

# One that is killed once it runs: that is told as broken, the times are there.
# shellcheck disable=SC2016 # the same
printf '#!/bin/sh\n[ "$1" = --version ] && echo valgrind-3.19.0 && exit
kill -9 $$\n' >empty/valgrind
exits 5 "$TARE" "${run[@]}"
holds r.json '.cases[0] | .processes[0].status == "ok" and
	.counted[0].status == "crashed" and
	(.counted[0].reason | contains("killed by SIGKILL"))'

# One that gives up at the DWARF 5 of clang.
cat >empty/valgrind <<'END'
#!/bin/sh
[ "$1" = --version ] && echo valgrind-3.19.0 && exit
for arg; do
	case $arg in --log-file=*) log=${arg#*=} ;; esac
done
cat >"$log" <<'LOG'
==7== Valgrind: debuginfo reader: ensure_valid failed:
==7== Valgrind:   valid image size of 3267272 for image:
==7== Valgrind:   "/a/b/good.so"
==7== Valgrind: debuginfo reader: Possibly corrupted debuginfo file.
LOG
exit 1
END
exits 5 "$TARE" "${run[@]}"
says r.json "cannot read the debug information of 'good.so'; rebuild it with -gdwarf-4"

# One whose files have no place.
TMPDIR=$PWD/nowhere exits 0 fit "$TARE" "${run[@]}"
absent 'no folder can be made' 'set TMPDIR' ENOENT
