#!/usr/bin/env bash
# A place that cannot be written to is found before anything is measured.
source "$SOURCE/tests/e2e/lib.sh"
good=$TEST_PLUGINS/good.so

exits 2 quick --json missing/r.json "$good"
says err "directory 'missing/' does not exist"
mkdir directory
exits 2 quick --json directory "$good"
says err 'Is a directory'
echo old >file
exits 2 quick --json file/r.json "$good"
says err 'Not a directory'
exits 2 quick --json '' "$good"
exits 2 quick --json "$(printf 'n%.0s' {1..300}).json" "$good"
says err 'File name too long'
for _ in 1 2; do
	exits 0 quick --json /dev/null "$good"
done
[ -c /dev/null ] || echo '/dev/null was replaced'
mkfifo pipe
cat pipe >piped.json &
exits 0 quick --json pipe "$good"
wait
holds piped.json .complete
[ -p pipe ] || echo 'a pipe was replaced'
[ -z "$(find . /dev/null* -name '*.journal')" ] || echo 'a journal was left'
[ "$(cat file)" = old ] || echo 'a file was changed'
