#!/usr/bin/env bash
# The plugins of a saved baseline run side by side with the head; where they
# are gone the stored numbers decide, and that is said.
source "$SOURCE/tests/e2e/lib.sh"
work old/work.so 1000
work new/work.so 1400
measuring=(--quiet --slices=20 --counters=none)
exits 0 fit "$TARE" run "${measuring[@]}" --plugin-dir=old work
saved main
rm -r old

exits 1 "$TARE" gate -q --plugin-dir=new --json=r.json work
holds r.json '.outcome | .paired and .base == "main"'
holds r.json '.base_plugins[0].path | contains("/.tare/artefacts/")'
# An improvement is suggested, not taken.
work fast/work.so 700
before=$(cat baselines/*/main.json)
exits 0 "$TARE" gate -q --head=fast --json=fast.json
# shellcheck disable=SC2016 # it is quoted text
says err '1 improved; `tare baseline save main fast.json` makes this the base'
[ "$before" = "$(cat baselines/*/main.json)" ] || echo 'the baseline changed'
saved main fast.json
exits 1 "$TARE" gate -q --head=new
exits 2 "$TARE" baseline save main r.json

numbers=(--numbers --inconclusive=warn)
"$TARE" gate "${measuring[@]}" "${numbers[@]}" --plugin-dir=new --json=n.json \
	work >out 2>err
holds n.json '.outcome.paired | not'
"$TARE" gate "${measuring[@]}" "${numbers[@]}" --head=new --json=n.json \
	>out 2>err
holds n.json '(.outcome.paired | not) and .cases[0].id == "work/multiply"'
rm -r .tare/artefacts
"$TARE" gate "${measuring[@]}" --inconclusive=warn --head=new --json=n.json \
	>out 2>err
says err "baseline 'main' cannot run side by side with the head, so its stored numbers decide: "
holds n.json '.outcome.paired | not'
