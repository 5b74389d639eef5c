#!/usr/bin/env bash
# What only one side has is listed and not failed, whoever names it; nothing on
# both sides is nothing to compare.
source "$SOURCE/tests/e2e/lib.sh"
work few/work.so 1000 same
work many/work.so 1000 same other
work many/extra.so 1000 multiply
cat >s.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["extra.so", "work.so"],
	 "benchmarks": ["work/same", "work/other"]}
END
# sides BASE HEAD KIND
sides() {
	local gate=("$TARE" gate -q --base="$1" --head="$2" --json=r.json)
	decides "${gate[@]}" s.suite.json
	holds r.json "[.outcome.verdicts[] | select(.verdict == \"$3\").id] == [\"work/other\"]"
	# A plugin of one side, a case of one side.
	for only in extra.so --filter=work/other; do
		exits 4 "${gate[@]}" "$only"
		says out "1 $3"
		says err 'no case is in both builds'
		holds r.json "[.outcome.verdicts[].verdict] == [\"$3\"]"
	done
	exits 5 "${gate[@]}" neither.so
	says err "has no plugin 'neither.so'"
	exits 4 "${gate[@]}" --filter=neither
	says err "no case matches --filter 'neither'"
}
sides many few removed
sides few many added
# An entry that selects nothing on either side is a mistake of the suite.
edit s.suite.json '.benchmarks += ["work/neither"]'
exits 2 "$TARE" gate -q --base=many --head=few s.suite.json
says err '"work/neither" matches no benchmark'
