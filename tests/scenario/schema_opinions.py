# SPDX-License-Identifier: MIT
"""schema_opinions.py SCHEMA FILE: what python3-jsonschema says of each line of FILE, a JSON text each.

Prints one line for each: "valid", or the JSON pointers of what is wrong, separated by blanks ("/" is the whole).
"""
import json
import sys

from jsonschema import Draft7Validator

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
Draft7Validator.check_schema(schema)
validator = Draft7Validator(schema)
with open(sys.argv[2], encoding="utf-8") as file:
    for line in file:
        errors = validator.iter_errors(json.loads(line))
        places = ["/" + "/".join(str(part) for part in error.absolute_path) for error in errors]
        print(" ".join(sorted(set(places))) or "valid")
