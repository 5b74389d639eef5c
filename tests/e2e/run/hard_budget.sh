#!/usr/bin/env bash
# What the time budget cut is told: processes, and slices of a process.
source "$SOURCE/tests/e2e/lib.sh"

cat >plan.suite.json <<END
{"schema": "tare.suite/1", "plugins": ["$TEST_PLUGINS/slow_op.so"],
 "benchmarks": ["*"], "processes": 10, "slices": 50, "time_budget": "200ms"}
END
exits 0 fit "$TARE" run --quiet --json cut.json plan.suite.json
says out "of 10 processes a case (time budget)"
says out "fewer slices than planned, as their time was up: slow_op/nap ("
holds cut.json '.complete and .budget_ended and .processes == 10'
holds cut.json '.cases[0].processes | length < 10'
holds cut.json '.cases[0].processes | all(.slices < 50)'

exits 0 quick --json whole.json "$TEST_PLUGINS/good.so"
holds whole.json '.complete and (.budget_ended | not)'
says_not out "time budget"
