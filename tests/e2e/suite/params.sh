#!/usr/bin/env bash
# What a suite selects: params, names, a plugin beside the suite.
mkdir -p bench/plugins
cp "$TEST_PLUGINS"/{batch_good,good}.so bench/plugins
cat >bench/my.suite.json <<END
{"schema": "tare.suite/1", "plugins": ["plugins/batch_good.so", "plugins/good.so"],
 "benchmarks": ["good/*",
  {"select": "batch_good/add", "params": {"step": "1..8*2"}},
  {"select": "batch_good/add", "as": "big", "params": {"step": [1000]},
   "tags": ["slow"]}]}
END
"$TARE" list bench/my.suite.json
