#!/usr/bin/env bash
# A suite holds for both sides: its plugins are taken from each build by the
# file's name, and what the base does not have yet is added.
source "$SOURCE/tests/e2e/lib.sh"
work elsewhere/work.so 5000
work base/work.so 1000 same
work head/work.so 1000 same new
work head/extra.so 1000
cat >s.suite.json <<-END
	{"schema": "tare.suite/1", "plugins": ["elsewhere/work.so"],
	 "benchmarks": [{"select": "work/same", "as": "renamed"}, "work/new"]}
END
decides "$TARE" gate -q --base=base --head=head --json=r.json s.suite.json
holds r.json '[.outcome.verdicts[].id] == ["work/new", "work/renamed"]'
holds r.json '.outcome.verdicts[0].verdict == "added"'
holds r.json '[.plugins[].path, .base_plugins[].path] |
	map(split("/")[-2:] | join("/")) == ["head/work.so", "base/work.so"]'
rm head/work.so base/work.so
cp head/extra.so base
exits 5 "$TARE" gate -q --base=base --head=head s.suite.json
says err "head: 'head' has no plugin 'work.so'; it has extra.so"
# A selection or a shard is no removal of the rest.
work head/work.so 1000 new same
work base/work.so 1000 same
rm base/extra.so
decides "$TARE" gate -q --base=head --head=base --filter=work/same
says_not out removed
decides "$TARE" gate -q --base=head --head=base --shard=1/1
says out '2 removed'
cp -r base copy
decides "$TARE" gate -q --base=base --head=copy --shard=1/1 # of one case
says_not out shards
work base/work.so 1000 same other
cp base/work.so copy
decides "$TARE" gate -q --base=base --head=copy --shard=1/2 --json=r.json
says out '0.5 % of this one of 2 shards'
holds r.json '.gate.shards == 2 and .gate.error == 0.01'
"$TARE" gate --head=r.json >out 2>err
says out '0.5 % of this one of 2 shards'
