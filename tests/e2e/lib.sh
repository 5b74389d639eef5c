# Helpers of the cases: source "$SOURCE/tests/e2e/lib.sh".
#
# A case with several checks says on stdout what went wrong, and stdout is
# expected to be empty.
# shellcheck shell=bash

# exits CODE COMMAND...: runs it with stdout in ./out and stderr in ./err. The
# last line on stderr names the code.
exits() {
	local expected=$1 names=([1]=regressed [2]=usage [3]=inconclusive
		[4]=nothing-to-compare [5]=broken [6]=unfit
		[130]=interrupted [143]=terminated)
	shift
	"$@" >out 2>err
	local status=$?
	[ "$status" -eq "$expected" ] || {
		echo "$*: exit code $status, expected $expected"
		head -c 4000 out err
	}
	[ "$status" -eq 0 ] ||
		[ "$(tail -n 1 err)" = "tare: ${names[status]} ($status)" ] || {
		echo "$*: the last line on stderr is not the code's name"
		tail -n 3 err
	}
}

# says FILE TEXT: FILE has TEXT in it, line breaks counting as blanks.
says() {
	tr -s '\n ' '  ' <"$1" | grep -qF -e "$2" || {
		echo "$1 does not say: $2"
		head -c 4000 "$1"
	}
}

# says_not FILE TEXT
says_not() {
	! grep -qF -e "$2" "$1" || echo "$1 says: $2"
}

# holds FILE FILTER: all that jq's FILTER says of the JSON in FILE is true.
holds() {
	jq -e "[$2] | length > 0 and all" "$1" >/dev/null ||
		echo "$1: not so: $2"
}

# printable FILE...: no control byte but line feeds.
printable() {
	local file
	for file; do
		! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' \
			"$file" || echo "$file has control characters"
	done
}

# fit COMMAND...: a run whose numbers do not matter: the machine may be unfit.
fit() {
	"$@"
	local status=$?
	[ "$status" -eq 6 ] || return "$status"
}

# quick TARGET...: `tare run` where the numbers do not matter. On a busy machine
# a few slices could all be disturbed.
quick() {
	fit "$TARE" run --quiet --processes 2 --slices 40 "$@"
}

# saved [ARG...]: the result becomes a baseline, of whatever machine.
saved() {
	exits 0 "$TARE" baseline save --accept='the machine may be unfit' "$@"
}

# measures COMMAND...: a run where all that counts is what it counted: the
# machine may be unfit.
measures() {
	"$@" >out 2>err
	local status=$?
	case $status in
	0 | 6) ;;
	*)
		echo "$*: exit code $status"
		head -c 4000 out err
		;;
	esac
}

# made FILE ID=NS...: a result of this machine in which case ID takes NS
# nanoseconds, give or take 0.2 %, in 10 processes of 10 slices.
made() {
	local file=$1
	shift
	[ -f doctor.json ] || "$TARE" doctor --json >doctor.json
	# shellcheck disable=SC2016,SC2094 # variables of jq; no file is read
	jq --arg run_id "${file##*/}" '
		def process($ns; $i): {
			case: 0, process: $i, seed: "1", status: "ok", cpu: 0,
			slices: 10, columns: {
				ops: 1000,
				ns: [range(10) | 1000 * $ns *
					(1 + ($i * 7 % 10 + . * 3 % 10 - 9) / 9000)
					| round],
				involuntary: 0, migrations: 0, disturbed: 0},
			wall_ns: 1000000, setup_ns: 1000,
			peak_rss_bytes: 1000000};
		def case: split("=") | {
			id: (.[:-1] | join("=")), plugin: "org.tare.test.made",
			bench: "made", unit: "op", threads: 1,
			args: (.[:-1] | join("=") | [scan("/(\\w+)=(\\d+)") |
				{(.[0]): (.[1] | tonumber)}] | add // {}),
			tags: [], limits: [], status: "ok",
			processes: [(.[-1] | tonumber) as $ns | range(10) |
				process($ns; .)]};
		{schema: "tare.result/1", tare_version: "0.1.0",
			$run_id, started_utc: "2026-11-21T10:00:00Z",
			suite: "made", complete: true, seed: 1, processes: 10,
			slices: 10, slice_ns: 200000, wall_ns: 1, gate: {},
			machine, plugins: [],
			cases: [$ARGS.positional[] | case]}' \
		doctor.json --args "$@" >"$file"
}

# edit FILE FILTER: jq's FILTER, in place.
edit() {
	jq "$2" "$1" >edited && mv edited "$1"
}

# two_builds NAME...: plugins of tests/plugins/pair, compiled into ./base with
# SIDE=0 and into ./head with SIDE=1. Without sanitizers: those are refused.
two_builds() {
	local name side=0 place
	command -v cc >/dev/null || {
		echo 'needs a C compiler'
		exit 77
	}
	for place in base head; do
		mkdir -p "$place"
		for name; do
			cc -std=c11 -D_GNU_SOURCE -O2 -fPIC -shared \
				-fvisibility=hidden -DSIDE="$side" \
				-I"$SOURCE/harness/include" -pthread \
				-o "$place/$name.so" \
				"$SOURCE/tests/plugins/pair/$name.c"
		done
		side=$((side + 1))
	done
}

# decides COMMAND...: a gate of two builds that do the same. On a busy machine
# it may not come to its verdict in time; nothing may be broken.
decides() {
	"$@" >out 2>err
	local status=$?
	case $status in
	0 | 3 | 6) ;;
	*)
		echo "$*: exit code $status"
		head -c 4000 out err
		;;
	esac
}

# work FILE.so MULTIPLICATIONS [BENCH...]: a plugin whose benchmarks multiply so
# often, aligned as tare_add_plugin() does; default: the benchmark multiply.
work() {
	local file=$1 times=$2 bench
	shift 2
	command -v cc >/dev/null || {
		echo 'needs a C compiler'
		exit 77
	}
	mkdir -p "$(dirname "$file")"
	{
		echo '#include <tare/sdk.h>'
		echo "TARE_PLUGIN(\"org.tare.test.$(basename "$file" .so)\", \"1.0.0\")"
		for bench in "${@:-multiply}"; do
			cat <<-END
				TARE_BENCH($bench)
				{
					uint64_t product = tare_random(b) | 1;
					TARE_LOOP(b) {
						for (int i = 0; i < $times; i++) {
							product *= 0x9e3779b97f4a7c15;
							tare_hide(product);
						}
					}
					tare_keep(product);
				}
			END
		done
	} >"$file.c"
	cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden \
		-falign-functions=64 -falign-loops=64 \
		-DTARE_SDK_ALIGNED -Wl,--build-id \
		-I"$SOURCE/harness/include" -o "$file" "$file.c"
	rm "$file.c"
}

# needs_valgrind: skips the case where nothing can be simulated.
needs_valgrind() {
	command -v valgrind >/dev/null || {
		echo 'needs valgrind'
		exit 77
	}
	[ -z "${SANITIZE-}" ] || {
		echo "valgrind cannot run a tare built with $SANITIZE"
		exit 77
	}
}

# without_valgrind COMMAND...: with a PATH where it is not found.
without_valgrind() {
	mkdir -p nothing
	PATH=$PWD/nothing "$@"
}

# parser FILE.so STEPS [ALLOCATIONS]: a plugin whose benchmark parse/parse calls
# the function parse_value 3 times an operation, each of which multiplies STEPS
# times; and allocates so often (default: once).
parser() {
	command -v cc >/dev/null || {
		echo 'needs a C compiler'
		exit 77
	}
	mkdir -p "$(dirname "$1")"
	cat >"$1.c" <<-END
		#include <stdlib.h>
		#include <tare/sdk.h>
		TARE_PLUGIN("org.tare.test.parse", "1.0.0")
		static __attribute__((noinline)) uint64_t parse_value(uint64_t x)
		{
			for (int i = 0; i < $2; i++) {
				x *= 0x9e3779b97f4a7c15;
				tare_hide(x);
			}
			return x;
		}
		TARE_BENCH(parse)
		{
			uint64_t x = tare_random(b) | 1;
			TARE_LOOP(b) {
				for (int i = 0; i < 3; i++)
					x = parse_value(x);
				for (int i = 0; i < ${3:-1}; i++) {
					char *block = malloc(64);
					tare_keep_mem(block);
					free(block);
				}
			}
			tare_keep(x);
		}
	END
	cc -std=c11 -O2 -fPIC -shared -fvisibility=hidden \
		-falign-functions=64 -falign-loops=64 \
		-DTARE_SDK_ALIGNED -Wl,--build-id \
		-I"$SOURCE/harness/include" -o "$1" "$1.c"
	rm "$1.c"
}
