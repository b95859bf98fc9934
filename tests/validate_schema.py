#!/usr/bin/env python3
"""Checks every line of DOCUMENTS (NDJSON) against SCHEMA. Exit code 77 when python3-jsonschema is not installed.

SCHEMA is a file, or FILE#/$defs/NAME for a part of one.

usage: validate_schema.py SCHEMA DOCUMENTS
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is not installed (tools/install_deps.sh installs it)")
    sys.exit(77)


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def main(schema_path, documents_path):
    file_name, _, part = schema_path.partition("#")
    with open(file_name, encoding="utf-8") as file:
        schema = json.load(file)
    if part:
        schema = {"$schema": schema["$schema"], "$ref": "#" + part, "$defs": schema["$defs"]}
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = 0
    with open(documents_path, "rb") as file:
        for number, line in enumerate(file.read().split(b"\n")[:-1], start=1):
            document = json.loads(line.decode("utf-8"), parse_constant=refuse_constant)
            for error in validator.iter_errors(document):
                print(f"document {number}, {error.json_path}: {error.message[:300]}")
                failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
