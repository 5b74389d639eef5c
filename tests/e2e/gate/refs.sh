#!/usr/bin/env bash
# ci/gate-ref: the working tree against a commit, both built by one command;
# what was built is kept, what was built by half is not.
source "$SOURCE/tests/e2e/lib.sh"
command -v git >/dev/null || {
	echo 'needs git'
	exit 77
}
ref=("$SOURCE/ci/gate-ref")
export TARE GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a \
	GIT_COMMITTER_EMAIL=a@b GIT_CONFIG_GLOBAL=/dev/null
# gate-ref tells its own errors: there is no last line of tare's.
# gives CODE TEXT COMMAND...
gives() {
	"${@:3}" >out 2>err
	local status=$?
	[ $status -eq "$1" ] || echo "${*:3}: exit code $status, expected $1"
	says err "$2"
}
gives 2 'is in no git checkout' env GIT_CEILING_DIRECTORIES="$PWD" \
	"${ref[@]}" HEAD
git init -q project
cd project || exit
# The plugin's work is the number in a file; a build counts itself.
cat >build.sh <<-END
	#!/usr/bin/env bash
	set -e
	echo built >>"$PWD/../builds"
	[ ! -e broken ] || { echo 'no such luck'; exit 1; }
	source "$SOURCE/tests/e2e/lib.sh"
	work "out dir/work.so" "\$(cat number)"
	echo "\$1" >"out dir/words"
END
chmod +x build.sh
echo 'out dir/' >.gitignore
echo .tare >>.gitignore
echo 1000 >number
git add . && git commit -qm first
echo 1400 >number
build=(-- ./build.sh 'two words')
# What the gate would refuse is refused before anything is built.
gives 2 '--theta: expected a value' "${ref[@]}" HEAD --theta "${build[@]}"
gives 2 '--theta: expected a value' "${ref[@]}" HEAD --theta
gives 2 "the sides are 'HEAD' and the working tree" "${ref[@]}" HEAD --head x
[ ! -e ../builds ] || echo 'something was built'
gate=("${ref[@]}" HEAD --plugins 'out dir')

gives 1 'tare: regressed (1)' "${gate[@]}" -q --json r.json "${build[@]}"
says out work/multiply
says out 'result: r.json'
holds r.json '.outcome.verdicts[0].verdict == "regressed"'
[ "$(cat 'out dir/words')" = 'two words' ] || echo 'the words were split'
[ "$(wc -l <../builds)" -eq 2 ] || echo 'not built twice'
# The same command again builds the working tree only.
echo 1000 >number
"${gate[@]}" -q "${build[@]}" >out 2>err
status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || [ $status -eq 6 ] || echo "unchanged: exit code $status"
[ "$(wc -l <../builds)" -eq 3 ] || echo 'the reference was built again'
# Another command, and a build that was cut off, do not count as built.
"${gate[@]}" -q -- ./build.sh other >out 2>err
[ "$(wc -l <../builds)" -eq 5 ] || echo 'built by another command'
rm .tare/refs/*.built
"${gate[@]}" -q -- ./build.sh other >out 2>err
[ "$(wc -l <../builds)" -eq 7 ] || echo 'a half-built reference was taken'

# While the gate goes on nobody builds.
if command -v flock >/dev/null; then
	printf '#!/bin/sh\n! flock -n .tare/refs/lock echo unlocked\n' >../probe
	chmod +x ../probe
	TARE=../probe "${gate[@]}" -- ./build.sh other >out 2>err ||
		cat out err
	says_not out unlocked
fi

gives 2 "git knows no commit 'nosuch'" "${ref[@]}" nosuch "${build[@]}"
gives 2 'expected a git reference' "${ref[@]}" --theta=2%
gives 2 'usage: ci/gate-ref GITREF' "${ref[@]}"
gives 2 'expected a build command after --' "${ref[@]}" HEAD --
gives 2 "left no directory '.tare/refs/" "${ref[@]}" HEAD --plugins nosuch \
	"${build[@]}"
touch broken
gives 5 'the build of . failed; its output is above' "${gate[@]}" "${build[@]}"
says err 'no such luck'
git add . && git commit -qm broken
gives 5 'the build of .tare/refs/' "${gate[@]}" "${build[@]}"
says err 'no such luck'
# Of the first commit only.
[ "$(find .tare/refs -name '*.built' | wc -l)" -eq 1 ] ||
	echo 'a failed build counts as built'
exit 0
