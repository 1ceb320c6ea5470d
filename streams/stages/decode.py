"""Bytes from a producer -> RawArticle, or a refusal with its reason."""

import json
from collections.abc import Iterator
from typing import Any, Never

from pydantic import ValidationError

from schemas import RawArticle, Reason
from streams.record import RefusedError

# Deeper JSON is no article; well below what Python's and pydantic's parsers can stand.
MAX_DEPTH = 64
# Magic numbers of gzip, zstd and an lz4 frame: a value must come unpacked, since the
# size that it unpacks to is not known before it is too late.
COMPRESSED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
REGISTRY_HEADER_BYTES = 5


def decode(value: bytes | None, *, max_bytes: int) -> RawArticle:
    """Return the article that a producer pushed.

    Args:
        value: The Kafka record's value; None is a tombstone.
        max_bytes: A longer value is refused unread.

    Raises:
        RefusedError: with a reason for everything that is no article. The message
            tells where, and never holds the article's text.
    """
    if value is None:
        raise RefusedError(Reason.TOMBSTONE, "the record has no value")
    if len(value) > max_bytes:
        raise RefusedError(Reason.TOO_LARGE, f"{len(value)} bytes, at most {max_bytes} are taken")
    if _is_registry_framed(value):
        schema_id = int.from_bytes(value[1:REGISTRY_HEADER_BYTES])
        raise RefusedError(
            Reason.REGISTRY_FRAMED, f"framed for a schema registry (schema id {schema_id})"
        )
    if value.startswith(COMPRESSED):
        raise RefusedError(Reason.COMPRESSED, "the value is compressed; let Kafka compress it")
    fields = _unwrap_cloudevent(_parse(value))
    try:
        article = RawArticle.model_validate(fields)
    except ValidationError as error:
        raise RefusedError(Reason.WRONG_TYPE, _where(error)) from None
    if article.text is None and article.html is None:
        raise RefusedError(Reason.NO_TEXT, "neither text nor html")
    return article


def _is_registry_framed(value: bytes) -> bool:
    """Tell Confluent's wire format: a zero byte, a schema id from 1 on, the payload."""
    return (
        len(value) > REGISTRY_HEADER_BYTES and value[0] == 0 and any(value[1:REGISTRY_HEADER_BYTES])
    )


def _parse(value: bytes) -> dict[str, Any]:
    try:
        text = value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        looks_like_json = value.lstrip().startswith(b"{")
        raise RefusedError(
            Reason.BAD_UNICODE if looks_like_json else Reason.NOT_JSON,
            f"not UTF-8 at byte {error.start}",
        ) from None
    try:
        parsed = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise RefusedError(Reason.TOO_DEEP, f"nested deeper than {MAX_DEPTH}") from None
    except json.JSONDecodeError as error:
        what = error.msg.removesuffix(" at")  # "Unterminated string starting at"
        raise RefusedError(Reason.NOT_JSON, f"{what} at character {error.pos}") from None
    except ValueError as error:  # a number of thousands of digits
        raise RefusedError(Reason.NOT_JSON, str(error)) from None
    if not isinstance(parsed, dict):
        raise RefusedError(Reason.NOT_AN_OBJECT, f"a JSON {_json_name(parsed)}, not an object")
    for string in _strings(parsed):
        _check_characters(string)
    return parsed


def _refuse_constant(name: str) -> Never:
    raise RefusedError(Reason.NOT_JSON, f"{name} is not JSON")


def _strings(parsed: dict[str, Any]) -> Iterator[str]:
    """Yield every key and string, and refuse what is nested too deep."""
    waiting: list[tuple[Any, int]] = [(parsed, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise RefusedError(Reason.TOO_DEEP, f"nested deeper than {MAX_DEPTH}")
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item
            waiting.extend((child, depth + 1) for child in item.values())
        elif isinstance(item, list):
            waiting.extend((child, depth + 1) for child in item)


def _check_characters(string: str) -> None:
    if "\x00" in string:
        raise RefusedError(Reason.BAD_UNICODE, "a NUL character")
    try:
        string.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(
            Reason.BAD_UNICODE, f"a lone surrogate at character {error.start}"
        ) from None


def _unwrap_cloudevent(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the article inside a structured CloudEvent; its attributes go to `extra`.

    In binary mode the value is the article itself and the attributes are headers.
    The event's id is not the article's: an article sent twice is one article.
    """
    if not isinstance(fields.get("specversion"), str) or "data" not in fields:
        return fields
    data = fields["data"]
    if not isinstance(data, dict):
        raise RefusedError(
            Reason.NOT_AN_OBJECT, f"the CloudEvent's data is a JSON {_json_name(data)}"
        )
    attributes = {name: value for name, value in fields.items() if name != "data"}
    return {**data, "cloudevent": attributes}


def _json_name(value: object) -> str:
    names = {list: "array", str: "string", bool: "boolean", type(None): "null", dict: "object"}
    return names.get(type(value), "number")


def _where(error: ValidationError) -> str:
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(
        f"{'.'.join(str(part) for part in problem['loc'])}: {problem['type']}"
        for problem in problems
    )
