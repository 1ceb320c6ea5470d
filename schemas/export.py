"""What is made from the models and committed beside them: JSON Schemas, AsyncAPI, types.

A folder of them is laid out as `schemas/` is: `json/*.json`, `asyncapi.json`, `typed.py`.
"""

from pathlib import Path

from schemas.asyncapi import asyncapi_text
from schemas.jsonschemas import json_text, records, schema_of
from schemas.typeddicts import typed_text

DIRECTORY = Path(__file__).parent


def generated() -> dict[str, str]:
    """Return every generated file's text by its path in the folder."""
    return {
        **{f"json/{name}.json": json_text(schema_of(model)) for name, model in records().items()},
        "asyncapi.json": asyncapi_text(),
        "typed.py": typed_text(),
    }


def write_all(directory: Path = DIRECTORY) -> list[Path]:
    """Write every file; return the paths."""
    paths = []
    for name, text in generated().items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def changed(directory: Path = DIRECTORY) -> list[str]:
    """Return the names of files that are missing or differ, and of schemas without a record."""
    wanted = generated()
    schemas = {f"json/{path.name}" for path in (directory / "json").glob("*.json")}
    present = {
        name: (directory / name).read_text(encoding="utf-8")
        for name in wanted.keys() | schemas
        if (directory / name).is_file()
    }
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )
