"""Kafka headers of the records: their names, and what they hold, as JSON Schema."""

from typing import Any

from schemas.base import SCHEMA_VERSION
from schemas.deadletter import HEADER_PREFIX, DeadLetter
from schemas.topics import DEAD_LETTERS, INTERNAL, RAW, SIGNATURES, Topic

# Passed on from the source record as it came: https://www.w3.org/TR/trace-context/
TRACE_HEADERS = ("traceparent", "tracestate")
# The parse, packed, from stage to stage.
PARSE_HEADER = "crisiswire-parse"

_TRACE = {
    name: {"type": "string", "description": "W3C Trace Context, as the source record had it"}
    for name in TRACE_HEADERS
}


def headers_schema(topic: Topic) -> dict[str, Any] | None:
    """Return the JSON Schema of a topic's headers, all of them UTF-8 text but for the parse.

    None where there are none of ours: what a record has beside them is not told.
    """
    if topic is RAW:
        return {"type": "object", "properties": _TRACE}
    if topic is SIGNATURES:
        return None
    if topic is DEAD_LETTERS:
        return _dead_letter_headers()
    properties = {
        "ce_specversion": {"const": "1.0", "description": "CloudEvents, binary mode"},
        "ce_id": {"type": "string", "minLength": 1},
        "ce_type": {"const": f"crisiswire.{topic.kind}.v1"},
        "ce_source": {"const": "/crisiswire"},
        "ce_time": {
            "type": "string",
            "format": "date-time",
            "description": "when the article came in, else when it was published; left out where"
            " neither is known",
        },
        "content-type": {"const": "application/json"},
        "schema": {"const": f"{topic.kind}/{SCHEMA_VERSION}"},
    }
    required = [name for name in properties if name != "ce_time"]
    if topic in INTERNAL:
        parse = {"type": "string", "description": "spaCy's DocBin, bytes; for the next stage"}
        properties[PARSE_HEADER] = parse
        required.append(PARSE_HEADER)
    return {"type": "object", "required": required, "properties": {**properties, **_TRACE}}


def _dead_letter_headers() -> dict[str, Any]:
    """Return a dead letter's: each field of the model as text, and the refused record's own."""
    model = DeadLetter.model_json_schema(mode="serialization")
    properties = {}
    for name, given in model["properties"].items():
        field = model["$defs"][given["$ref"].rpartition("/")[2]] if "$ref" in given else given
        told = {key: field[key] for key in ("description", "enum") if key in field}
        properties[HEADER_PREFIX + name] = {"type": "string", **told}
    optional = {name for name, field in DeadLetter.model_fields.items() if field.default is None}
    return {
        "type": "object",
        "description": "beside the refused record's own headers, which are kept",
        "required": [name for name in properties if name[len(HEADER_PREFIX) :] not in optional],
        "properties": properties,
    }
