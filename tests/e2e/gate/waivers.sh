#!/usr/bin/env bash
# A waiver holds up to its ceiling and its day, and is shown.
source "$SOURCE/tests/e2e/lib.sh"
work base/work.so 1000
work head/work.so 1400
# waive CEILING DAY
waive() {
	cat <<-END
		{"schema": "tare.waivers/1", "waivers": [{"case": "work/multiply",
		 "ceiling": $1, "expires": "$2", "reason": "a safer hash",
		 "by": "an author"}]}
	END
}
gate=("$TARE" gate -q --base=base --head=head --json=r.json)
waive 2 2999-12-31 >w.json
exits 0 "${gate[@]}" --waivers=w.json
says out 'waived until 2999-12-31, up to +100 %: a safer hash'
says out '1 regressed (1 waived)'
holds r.json '.outcome.verdicts[0] | .verdict == "regressed" and .waived'
again=("$TARE" gate --head=r.json)
exits 1 "${again[@]}"
mkdir baselines
waive 2 2999-12-31 >baselines/waivers.json
exits 0 "${again[@]}"
waive 2 2020-12-31 >w.json
exits 1 "${again[@]}" --waivers=w.json
says out "note: waiver of 'work/multiply': it ended on 2020-12-31"
waive 1.1 2999-12-31 >w.json
exits 1 "${again[@]}" --waivers=w.json
says out 'is beyond its ceiling of +10 %'
echo '{' >w.json
exits 2 "${again[@]}" --waivers=w.json
exits 2 "${again[@]}" --waivers=nosuch.json
# Of what was not selected nothing is said; a pattern is none.
cat >w.json <<-END
	{"schema": "tare.waivers/1", "waivers": [{"case": "work/*",
	 "ceiling": 2, "expires": "2999-12-31", "reason": "a", "by": "b"}]}
END
exits 1 "${again[@]}" --waivers=w.json
says out 'a waiver is of one case and takes no pattern'
exits 1 "${gate[@]}" --waivers=w.json --filter=work/multiply
says_not out 'note: waiver'
# Options that a mode has no use for are named.
exits 0 "${again[@]}" --pairs=20 --processes=3 --filter=work/multiply
says err 'without effect on a finished result: --processes --pairs --filter'
exits 4 "$TARE" gate -q --base=base --head=head --processes=3 --filter=none
says err 'without effect on pairs of processes: --processes'
