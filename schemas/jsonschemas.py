"""JSON Schemas of the records (draft 2020-12), generated from the models."""

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas.topics import TOPICS

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def records() -> dict[str, type[BaseModel]]:
    """Return every record of the topics by its model's name."""
    return {topic.record.__name__: topic.record for topic in TOPICS}


def is_input(model: type[BaseModel]) -> bool:
    """Tell what producers write from what crisiswire writes."""
    return model.model_config.get("extra") == "ignore"


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the model's JSON Schema as it is committed."""
    return {**model.model_json_schema(mode=_mode(model)), "$schema": DRAFT}


def merged_schemas(prefix: str) -> dict[str, Any]:
    """Return the schema of every record and of all that they are made of, by name.

    Args:
        prefix: Where the others will stand: "#/components/schemas/".
    """
    models = [(model, _mode(model)) for model in records().values()]
    _, merged = models_json_schema(models, ref_template=prefix + "{model}")
    found: dict[str, Any] = merged["$defs"]
    return found


def json_text(document: dict[str, Any]) -> str:
    """Return a document as generated files have it."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _mode(model: type[BaseModel]) -> JsonSchemaMode:
    return "validation" if is_input(model) else "serialization"
