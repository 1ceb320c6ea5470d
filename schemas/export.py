"""JSON Schemas of the records, generated from the models and committed beside them."""

import json
from pathlib import Path

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from schemas.topics import TOPICS

SCHEMA_DIRECTORY = Path(__file__).parent / "json"


def records() -> dict[str, type[BaseModel]]:
    """Return every record of the topics by its model's name."""
    return {topic.record.__name__: topic.record for topic in TOPICS}


def schema_text(model: type[BaseModel]) -> str:
    """Return the model's JSON Schema (draft 2020-12) as it is committed."""
    mode: JsonSchemaMode = (
        "validation" if model.model_config.get("extra") == "ignore" else "serialization"
    )
    schema = model.model_json_schema(mode=mode)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_all(directory: Path) -> list[Path]:
    """Write every record's schema; return the paths."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, model in records().items():
        path = directory / f"{name}.json"
        path.write_text(schema_text(model), encoding="utf-8")
        paths.append(path)
    return paths


def changed(directory: Path) -> list[str]:
    """Return the names of records whose file is missing or differs, and of files without record."""
    wanted = {f"{name}.json": schema_text(model) for name, model in records().items()}
    present = {path.name: path.read_text(encoding="utf-8") for path in directory.glob("*.json")}
    return sorted(
        name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name)
    )
