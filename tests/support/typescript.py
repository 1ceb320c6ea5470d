"""Write schemas/typescript/crisiswire.d.ts anew, with json-schema-to-typescript.

    python -m tests.support.typescript [FILE]

`make types` runs it, and installs what it needs; to be done when a record has changed.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from schemas.jsonschemas import merged_schemas, records
from schemas.vocabularies import GROWING
from tests.support.node import run_node

TYPES = Path(__file__).parents[2] / "schemas" / "typescript" / "crisiswire.d.ts"
HEADER = """\
/* Types of the records' values, as JSON.parse makes them.
 *
 * Made by `make types` of the schemas with SHA-256
 * {digest}.
 * A vocabulary that ends with (string & {{}}) may grow: treat a value that you do not know as
 * "other". Offsets count code points, not the UTF-16 units of a string: see docs/consuming.md.
 */"""


def typescript() -> str:
    """Return the file's text."""
    schema = source()
    header = HEADER.format(digest=digest(schema))
    done = run_node("types.mjs", header, stdin=json.dumps(schema))
    assert done.returncode == 0, done.stderr
    return done.stdout


def source() -> dict[str, Any]:
    """Return the schema that the types are made of: any record, and all that it is made of."""
    definitions = {
        name: _without_titles(schema) for name, schema in merged_schemas("#/definitions/").items()
    }
    for name in GROWING:
        values = " | ".join(json.dumps(value) for value in definitions[name]["enum"])
        definitions[name]["tsType"] = f"{values} | (string & {{}})"
    return {
        "description": "The value of a record on any of the topics.",
        "anyOf": [{"$ref": f"#/definitions/{name}"} for name in records()],
        "definitions": definitions,
    }


def digest(schema: dict[str, Any]) -> str:
    """Return what tells whether the types are made of this schema."""
    return hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()


def _without_titles(schema: Any) -> Any:
    """Drop pydantic's titles, each of which would become a type of its own."""
    if isinstance(schema, list):
        return [_without_titles(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _without_titles(field) for name, field in value.items()}
        if key == "properties"
        else _without_titles(value)
        for key, value in schema.items()
        if key not in {"title", "default"}
    }


def main(path: Path = TYPES) -> None:
    """Write it."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(typescript(), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
