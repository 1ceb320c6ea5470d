"""Types of the records for consumers that read plain JSON: writes `schemas/typed.py`."""

import textwrap
from collections.abc import Iterator
from typing import Any

from schemas.base import SCHEMA_VERSION
from schemas.jsonschemas import merged_schemas
from schemas.vocabularies import GROWING

WIDTH = 100
INDENT = "    "
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = f'''"""The records as typed dictionaries: what `json.loads` makes. Version {SCHEMA_VERSION}.

Made by `crisiswire schemas export`. The file needs the standard library alone: copy it. Moments
and dates are text in ISO 8601. A vocabulary that ends with `| str` may grow: treat a value that
you do not know as "other".
"""

from __future__ import annotations

import builtins
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict
'''


def typed_text() -> str:
    """Return the module as it is committed."""
    schemas = merged_schemas("")
    parts = [_HEAD]
    parts += ["\n".join(_alias(name, one)) for name, one in schemas.items() if "enum" in one]
    parts += [
        "\n\n" + "\n".join(_class(name, one))
        for name, one in schemas.items()
        if "properties" in one
    ]
    return "\n".join(parts) + "\n"


def _alias(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from _comment(schema.get("description", ""), "")
    yield f"{name}: TypeAlias = (" if name in GROWING else f"{name}: TypeAlias = Literal["
    inner = INDENT * 2 if name in GROWING else INDENT
    if name in GROWING:
        yield f"{INDENT}Literal["
    yield from (f'{inner}"{value}",' for value in schema["enum"])
    yield from (f"{INDENT}]", f"{INDENT}| str", ")") if name in GROWING else ("]",)


def _class(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"class {name}(TypedDict):"
    yield from _docstring(schema.get("description", f"{name}."))
    yield ""
    required = set(schema.get("required", ()))
    fields = schema["properties"]
    for field, value in fields.items():
        yield from _comment(value.get("description", ""), INDENT)
        kind = _type(value, array="builtins.list" if "list" in fields else "list")
        yield f"{INDENT}{field}: {kind if field in required else f'NotRequired[{kind}]'}"


def _type(schema: dict[str, Any], array: str) -> str:
    """Return the annotation.

    Raises:
        ValueError: the models have come to use something that has none here.
    """
    if "$ref" in schema:
        return str(schema["$ref"])
    if "anyOf" in schema:
        return " | ".join(_type(one, array) for one in schema["anyOf"])
    kind = schema.get("type", "")
    if kind == "array" and "items" in schema:
        return f"{array}[{_type(schema['items'], array)}]"
    if kind == "object" and "additionalProperties" in schema:
        values = schema["additionalProperties"]
        return f"dict[str, {'Any' if values is True else _type(values, array)}]"
    if kind in _PLAIN:
        return _PLAIN[kind]
    raise ValueError(f"no type for {schema}")


def _comment(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# "
    )


def _docstring(text: str) -> Iterator[str]:
    """Yield a docstring of the description's paragraphs; the first is a single line already."""
    first, *others = text.split("\n\n")
    if not others and len(INDENT) + len(first) + 6 <= WIDTH:
        yield f'{INDENT}"""{first}"""'
        return
    yield from textwrap.wrap(first, WIDTH, initial_indent=f'{INDENT}"""', subsequent_indent=INDENT)
    for paragraph in others:
        yield ""
        yield from textwrap.wrap(paragraph, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
    yield f'{INDENT}"""'
