#!/usr/bin/env python3
"""Compares the help texts in docs/cli.md with the program's.

usage: check-help.py TARE docs/cli.md
"""
import re
import subprocess
import sys

tare, page = sys.argv[1:]
text = open(page, encoding="utf-8").read()
blocks = re.findall(r"^```help tare ([^\n]*)\n(.*?)^```$", text, re.M | re.S)
if len(blocks) < 8:
    sys.exit(f"{page}: only {len(blocks)} help blocks were found")
commands = subprocess.run([tare, "--help"], capture_output=True, text=True,
                          check=True).stdout
named = {words.split()[0] for words, _ in blocks}
for command in re.findall(r"^  ([a-z]+)", commands, re.M):
    if command not in named:
        sys.exit(f"{page}: command '{command}' is not described")
bad = False
for words, expected in blocks:
    shown = subprocess.run([tare, *words.split()], capture_output=True,
                           text=True, check=True).stdout
    if shown.rstrip("\n") != expected.rstrip("\n"):
        print(f"{page}: `tare {words}` differs. It prints now:\n{shown}")
        bad = True
sys.exit(bad)
