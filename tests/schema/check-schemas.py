#!/usr/bin/env python3
"""Holds the JSON Schemas in docs/ against the corpus and written files.

usage: check-schemas.py SOURCE_DIR WRITTEN_DIR
Exit: 0 all well, 1 a difference, 77 the validator is not installed.
"""

import glob
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed "
          "(apt-get install python3-jsonschema)")
    sys.exit(77)

# Refused for what a schema cannot say: relations between values, texts
# with a grammar of their own, and what is wrong before there is a value.
BEYOND_SCHEMA = {
    "suite": {
        "params-million", "limit-text", "limit-no-unit", "slice-time-huge",
        "timeout-zero", "memory-small", "theta-zero", "theta-percent",
        "threads-zero", "threads-million", "entry-theta-zero",
        "gate-case-budget-huge", "metrics-twice",
    },
    "result": {
        "absent-index", "absent-index-metric", "column-sparse-index",
        "columns-differ",
        "columns-missing", "deep", "duplicate-case", "infinity", "ops-zero", "limit",
        "machine-long", "journal-case", "pairs-uneven", "pairs-differ",
        "counted-absent-index", "counted-ops", "counted-function-infinite",
        "base-metric-index",
    },
    "waivers": {
        "duplicate-case", "expires-april-31", "expires-no-leap-day",
        "expires-century",
    },
    "baseline": {"duplicate-case", "lengths-differ", "huge", "count-infinite"},
    "selftest": set(),  # tare only writes it
}


def refuse_constant(word):
    raise ValueError(word)


def load(path):
    """The document, or None where it is no JSON."""

    def unique(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise ValueError("duplicate key")
        return dict(pairs)

    with open(path, encoding="utf-8") as file:
        try:
            return json.load(file, object_pairs_hook=unique,
                             parse_constant=refuse_constant)
        except (ValueError, RecursionError):
            return None


def problems(source, written, kind):
    """Yields a line for each file that schema and reader differ on."""
    schema = load(f"{source}/docs/{kind}.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    valid = [path for path
             in glob.glob(f"{source}/tests/corpus/{kind}/valid/*/input.json")
             if "/journal-" not in path]  # lines, not one document
    valid += glob.glob(f"{written}/*.{kind}.json")
    if kind == "suite":
        valid += glob.glob(f"{source}/benchmarks/*.suite.json")
    if not valid:
        yield f"{kind}: no files to check"
    for path in sorted(valid):
        for error in validator.iter_errors(load(path)):
            yield f"{path}: {error.json_path}: {error.message[:200]}"
    for path in sorted(glob.glob(f"{source}/tests/corpus/{kind}/invalid/*")):
        document = load(f"{path}/input.json")
        beyond = os.path.basename(path) in BEYOND_SCHEMA[kind]
        if document is None or beyond:
            continue
        if validator.is_valid(document):
            yield f"{path}: refused by tare, accepted by the schema"


def main():
    """Checks every kind."""
    source, written = sys.argv[1:]
    found = [line for kind in BEYOND_SCHEMA
             for line in problems(source, written, kind)]
    print("\n".join(found) or "schemas, corpus and written files agree")
    return 1 if found else 0


sys.exit(main())
