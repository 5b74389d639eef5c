#!/usr/bin/env python3
"""Compares the tables of docs/errors.md and docs/cli.md with base/err.h.

usage: check-errors.py harness/base/err.h docs/errors.md docs/cli.md
"""
import re
import sys

header, errors, cli = (open(p, encoding="utf-8").read() for p in sys.argv[1:])
codes = dict(re.findall(r"EXIT_([A-Z]+) = (\d+)", header))
table = re.findall(r'X\((\w+), EXIT_(\w+),\s+"(.*?)"\)',
                   header.replace("\\\n", " "), re.S)
if len(codes) < 9 or len(table) < 15:
    sys.exit("base/err.h: the tables were not found")
bad = []
for name, exit_code, meaning in table:
    row = f"| {name.lower().replace('_', '-')} | {codes[exit_code]} | {meaning} |"
    if row not in errors:
        bad.append(f"docs/errors.md lacks the row: {row}")
for name, number in codes.items():
    if not re.search(rf"^\| {number} \| ", cli, re.M):
        bad.append(f"docs/cli.md lacks exit code {number} ({name.lower()})")
print("\n".join(bad))
sys.exit(bool(bad))
