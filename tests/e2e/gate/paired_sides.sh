#!/usr/bin/env bash
# What goes wrong on one side of a pair costs that benchmark: it is broken, the
# side and the cause are named, and the others get their verdicts.
source "$SOURCE/tests/e2e/lib.sh"
two_builds sides
[ -n "${SANITIZE-}" ] && memory='' || memory=', "sides/memory"'
cat >sides.suite.json <<-END
	{"schema": "tare.suite/1", "timeout": "20s", "memory_limit": "1GiB",
	 "benchmarks": ["sides/steady", "sides/crash", "sides/leave",
	                {"select": "sides/hang", "timeout": "500ms"},
	                {"select": "sides/late", "timeout": "500ms"},
	                "sides/wrong", "sides/setup" $memory]}
END
exits 5 "$TARE" gate -q --base=base --head=head --json=r.json sides.suite.json
holds r.json '.complete'
holds r.json '.outcome.verdicts[] | select(.id == "sides/steady") |
	.verdict != "broken" and .pairs > 0'
holds r.json '[.outcome.verdicts[] | select(.id != "sides/steady")] |
	length >= 10 and all(.verdict == "broken")'

# broke NAME STATUS CAUSE: on either side the case has that one broken process,
# its reason says so, and the other side did not run to its end.
broke() {
	local side here there number=0
	for side in base head; do
		if [ "$side" = base ]; then
			here=base_processes there=processes
		else
			here=processes there=base_processes
		fi
		holds r.json ".cases[] | select(.id == \"sides/$1/side=$number\") |
			.${here}[-1].status == \"$2\" and
			(.${here}[-1].reason | contains(\"$3\")) and
			.${there}[-1].status == \"not-run\" and
			(.$here | length) == (.$there | length)"
		holds r.json ".outcome.verdicts[] |
			select(.id == \"sides/$1/side=$number\") |
			.reason | startswith(\"$side: \") and contains(\"$3\")"
		number=$((number + 1))
	done
}
broke crash crashed 'SIGSEGV at 0x0 in write_through'
broke leave crashed 'called exit(3)'
broke hang timeout 'ran longer than 500'
broke wrong failed 'expected !is_here(b)'
broke setup failed 'the input could not be made'
[ -z "$memory" ] || broke memory limit 'memory'
# The other side of one that hangs at its very end has done its work.
for number in 0 1; do
	side=$(echo base head | cut -d' ' -f$((number + 1)))
	holds r.json ".outcome.verdicts[] |
		select(.id == \"sides/late/side=$number\") | .reason |
		startswith(\"$side: \") and contains(\"ran longer than 500\")"
done
says out 'sides/crash/side=1'
says out 'write_through'
# The same of pairs that share no process.
exits 5 "$TARE" gate -q --base=base --head=head --json=r.json \
	--isolation=exec --filter='sides/[cw]*' sides.suite.json
broke crash crashed 'SIGSEGV at 0x0 in write_through'
broke wrong failed 'expected !is_here(b)'
