#!/usr/bin/env bash
# Without gnuplot one line says so, and the data files are written.
source "$SOURCE/tests/e2e/lib.sh"
made r.json a/n=1=100 a/n=2=200
mkdir bin
PATH=$PWD/bin exits 0 "$TARE" plot --out charts r.json
says err gnuplot
[ "$(wc -l <err)" -eq 1 ] || echo 'more than one line'
says out '0 charts in charts'
[ -n "$(find charts -name '*.tsv')" ] || echo 'no data files'
[ -z "$(find charts -name '*.svg' -o -name '*.png')" ] || echo 'empty charts'
# A gnuplot that fails is an error, with what it said.
cat >bin/gnuplot <<-'END'
	#!/bin/sh
	[ "$1" = --version ] && echo gnuplot 5.4 && exit
	echo gnuplot is broken
	exit 1
END
chmod +x bin/gnuplot
PATH=$PWD/bin:$PATH exits 5 "$TARE" plot --out charts r.json
says err 'gnuplot is broken'
printable err
# Nothing to draw has a reason; one chart is not "1 charts".
edit r.json '.cases = []'
exits 0 "$TARE" plot --out none r.json
says err 'nothing to draw: the result has no case'
