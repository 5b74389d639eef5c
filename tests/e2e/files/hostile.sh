#!/usr/bin/env bash
# Names in results and baselines are data: nothing is executed by shell,
# gnuplot or terminal on their way through compare, gate, baseline and plot.
source "$SOURCE/tests/e2e/lib.sh"
touch_it="$PWD/executed"
# shellcheck disable=SC2016 # must not expand
ids=('a/$(touch executed)' 'a/`touch executed`' 'a/;touch executed;'
	"a/system('touch executed')" "a/\"; system(\"touch executed\")"
	"a/@{^2}_x" '<script>alert(1)</script>' 'a/%s%n%d' 'a/../../../up'
	'a/n=$(id)' '::error::a' "a/'quoted'" 'a/\ntouch' '|touch executed'
	'"<img src=x onerror=alert(1)>"' "!touch $touch_it" '=cmd|/c calc')
made base.json "${ids[@]/%/=100}"
made head.json "${ids[@]/%/=150}"
# shellcheck disable=SC2016 # must not expand
edit head.json '.suite = "$(touch executed)`id`<script>" |
	.cases[0].unit = "s\"; system(\"touch executed\")" |
	.cases[0].tags = ["$(touch executed)"] |
	.cases[].file = "|touch executed" |
	.cases[1].plugin = "<script>" |
	.plugins = [{id: "$(touch executed)", version: "`id`",
		path: "/nosuch/$(touch executed)", build_id: "x;touch executed"}]'
cp head.json 'system("touch executed").json'

exits 0 "$TARE" compare base.json head.json
printable out err
says out "a/system('touch executed')"
exits 1 "$TARE" gate --base base.json --head head.json --json verdict.json
printable out err
exits 0 "$TARE" baseline save main base.json
exits 0 "$TARE" baseline show main
printable out err
# Nor out of a baseline, which may also lack what it need not have.
exits 0 "$TARE" baseline save escape base.json
escape=$(find baselines -name escape.json)
edit "$escape" '.sessions[0] |= (.git_commit = "éééééééééééééé" |
	.plugins = [{id: "p", version: "\u001b[31m1\u009b\u202e",
		build_id: "x"}] |
	.accepted = "kim\u001b[2J")'
exits 0 "$TARE" baseline show escape
printable out err
says out '?[31m1??'
iconv -f utf-8 -t utf-8 out >copy 2>err || echo 'a character was cut'
cmp -s out copy || echo 'show did not print'
exits 0 "$TARE" baseline list
printable out err
edit "$escape" 'del(.sessions[0].git_commit, .sessions[0].plugins[0].version,
	.sessions[0].plugins[0].build_id)'
exits 0 "$TARE" baseline show escape
says out 'commit - '
exits 0 "$TARE" plot --out charts verdict.json
printable out err
# shellcheck disable=SC2016 # must not expand
exits 0 "$TARE" plot --out 'ch$(touch executed)"; system("touch executed")' \
	'system("touch executed").json'
# shellcheck disable=SC2016 # must not expand
exits 2 "$TARE" baseline show 'x$(touch executed)'
printable err
exits 4 "$TARE" baseline show main2
exits 2 "$TARE" compare $'no\e[31m\nsuch.json' base.json
printable err
# Control characters cannot come out, for they do not come in.
jq '.cases[0].status = "failed" |
	.cases[0].reason = "\u001b]0;owned\u0007\u009b31m\n::error::x"' \
	head.json >escape.json
"$TARE" compare base.json escape.json >out 2>err
printable out err

[ ! -e executed ] || echo 'executed something'
! find . .. -name 'up*' -o -name executed | grep . || echo 'wrote elsewhere'
grep -rq '&lt;script&gt;' charts --include='*.svg' || echo 'no name in a chart'
! grep -rlE '<script>|<img' charts --include='*.svg' ||
	echo 'markup in a chart'
# shellcheck disable=SC2016 # must not expand
! grep -rnE '(touch executed|alert)' charts --include='*.gp' ||
	echo 'names in the script'
