"""Write docs/reference/records.md from `schemas` and its JSON Schemas; `--check` compares.

python -m streams.records_page [--check] [FILE]
"""

import inspect
import json
import sys
from pathlib import Path
from typing import Any

from schemas.topics import DAY_MS, MIB, TOPICS, Topic
from streams.broker.topics import TopicSpec, wanted_topics
from streams.field_meanings import MEANINGS
from streams.generated_page import write_or_check
from streams.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "records.md"
SCHEMAS = ROOT / "schemas" / "json"

HEAD = """\
<!-- Made by `python -m streams.records_page`; change schemas/ instead. -->
# Topics and records

What is on each topic, field by field. The values are JSON; their schemas are in
[schemas/json](../../schemas/json), with an example of each in
[schemas/examples](../../schemas/examples). How to read them: [consuming.md](../consuming.md).

Names are without the deployment's prefix (`CRISISWIRE_TOPIC_PREFIX`). Partitions and days are what
`crisiswire topics apply` sets on three brokers where no [setting](../settings.md) says otherwise.
Fields may be added and
vocabularies may grow in any version; nothing is renamed within a major one.

| topic | record | key | written by | kept for | largest record | partitions |
|---|---|---|---|---|---|---|
"""

RECORDS = """
## Records
"""
PARTS = """
## Parts of records
"""
VOCABULARIES = """
## Vocabularies

Treat a value that you do not know as "other". What each reason means, and what to do about
it, is in [architecture.md](../architecture.md#dead-letters); PLOVER's event types are explained
in [its manual](https://github.com/openeventdata/PLOVER).
"""
_FORMATS = {"date-time": "time, ISO 8601", "date": "date, YYYY-MM-DD"}
_NAMES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true, false",
    "object": "object",
    "array": "list",
}


def render_page() -> str:
    """Return the page."""
    schemas = {topic.record.__name__: _schema(topic) for topic in TOPICS}
    parts = {
        name: part for schema in schemas.values() for name, part in schema.get("$defs", {}).items()
    }
    objects = {name: part for name, part in parts.items() if "properties" in part}
    lists = {name: part for name, part in parts.items() if "enum" in part}
    # The defaults, whatever the environment says.
    specs = {spec.name: spec for spec in wanted_topics(Settings.model_construct(), brokers=3)}
    return "".join(
        (
            HEAD,
            *(_topic_row(topic, specs[topic.name]) for topic in TOPICS),
            RECORDS,
            *(_record(topic, schemas[topic.record.__name__]) for topic in TOPICS),
            PARTS,
            *(_fields(name, part) for name, part in sorted(objects.items())),
            VOCABULARIES,
            *(_values(name, part) for name, part in sorted(lists.items())),
        )
    )


def _schema(topic: Topic) -> dict[str, Any]:
    """Return the committed JSON Schema, which `schemas check` holds against the model."""
    path = SCHEMAS / f"{topic.record.__name__}.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _topic_row(topic: Topic, spec: TopicSpec) -> str:
    name = topic.record.__name__
    limit = topic.max_message_bytes
    cells = (
        f"`{topic.name}`",
        f"[{name}](#{name.lower()})",
        topic.key,
        topic.written_by,
        f"{int(spec.configs['retention.ms']) // DAY_MS} days",
        f"{limit // MIB} MiB" if limit >= MIB else f"{limit // 1024} KiB",
        str(spec.partitions),
    )
    return f"| {' | '.join(cells)} |\n"


def _record(topic: Topic, schema: dict[str, Any]) -> str:
    return _fields(topic.record.__name__, schema, f"Topic `{topic.name}`. ")


def _fields(name: str, schema: dict[str, Any], before: str = "") -> str:
    """Return a section with the docstring and a row a field."""
    rows = [
        f"| `{field}` | {_type(each)} | {_meaning(name, field, each)} |\n"
        for field, each in schema["properties"].items()
    ]
    text = inspect.cleandoc(schema.get("description", ""))
    return (
        f"\n### {name}\n\n{before}{text}\n\n| field | type | meaning |\n|---|---|---|\n"
        + "".join(rows)
    )


def _meaning(record: str, field: str, schema: dict[str, Any]) -> str:
    """Return what the model says of a field, else what the field means everywhere.

    Raises:
        KeyError: a new field without either.
    """
    told = schema.get("description") or MEANINGS.get(f"{record}.{field}") or MEANINGS[field]
    return str(told)


def _values(name: str, schema: dict[str, Any]) -> str:
    values = ", ".join(f"`{value}`" for value in schema["enum"])
    return f"\n### {name}\n\n{inspect.cleandoc(schema.get('description', ''))}\n\n{values}\n"


def _type(field: dict[str, Any]) -> str:
    """Return a field's type in words, with its bounds."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        kinds = [_type(each) for each in field["anyOf"] if each.get("type") != "null"]
        nullable = any(each.get("type") == "null" for each in field["anyOf"])
        return ", ".join(kinds) + (", or null" if nullable else "")
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"object of {_type(field['additionalProperties'])}s"
    kind = _FORMATS.get(field.get("format", "")) or _NAMES.get(field.get("type", ""), "number")
    bounds = [
        f"{sign} {field[key]:,}"
        for key, sign in (("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"))
        if key in field
    ]
    if "maxLength" in field:
        bounds.append(f"at most {field['maxLength']:,} characters")
    return ", ".join([kind, *bounds])


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(
        arguments, page=PAGE, text=render_page(), made_by="python -m streams.records_page"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
