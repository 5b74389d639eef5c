#!/usr/bin/env bash
# A plugin that starts a thread when it is loaded: each side loads its own
# build after the fork, so no fork ever copies a process with that thread.
source "$SOURCE/tests/e2e/lib.sh"
two_builds threaded
decides "$TARE" gate -q --base=base --head=head --json=r.json
holds r.json '.cases[0] | .status == "ok" and
	([.processes, .base_processes | .[].status] | all(. == "ok"))'
decides "$TARE" gate -q --base=base --head=head --json=r.json --isolation=exec
holds r.json '.cases[0].processes | length > 0 and all(.alone)'
