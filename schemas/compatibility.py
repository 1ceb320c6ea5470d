"""What a changed JSON Schema breaks for those who hold to a released one.

Who reads a record that crisiswire writes keeps the reading rules of docs/consuming.md: a field
that is not known is passed over, and an unknown value of a growing vocabulary is "other". So
fewer documents may fit the new schema, not more. Who writes a record that crisiswire reads
(`RawArticle`) must go on being understood: there more documents may fit, not fewer. What is
gone, such as a field, is missed on either side.

Only what pydantic makes of our models is understood; another keyword is an error, not a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from schemas.vocabularies import GROWING

Json = dict[str, Any]

_LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_WHOLE = ("pattern", "format")  # two of them do not compare
_NOTES = ("$defs", "$schema", "title", "description", "default")  # of no effect on what fits
_SHAPE = ("type", "enum", "properties", "required", "additionalProperties", "items")
_KNOWN = frozenset((*_LOWER, *_UPPER, *_WHOLE, *_NOTES, *_SHAPE))
_ANY = "any"


class Effect(Enum):
    """What a difference does to the documents that fit."""

    FEWER = "fewer"
    MORE = "more"
    OTHER = "other"
    EXPECTED = "expected"  # it was said that this may come


@dataclass(frozen=True, order=True)
class Change:
    """One difference: where (`entities[].kb_id`), what, and whether it breaks somebody."""

    where: str
    what: str
    breaking: bool

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.where.lstrip('.') or 'the record'} {self.what}"


def changes(released: Json, current: Json, *, written_by_producers: bool) -> list[Change]:
    """Return what differs between two JSON Schemas of one record.

    Args:
        released: The schema that others hold to.
        current: The one that is to replace it.
        written_by_producers: They write the record and crisiswire reads it.

    Raises:
        ValueError: a schema uses a keyword that is not understood here.
    """
    breaks = {Effect.OTHER, Effect.FEWER if written_by_producers else Effect.MORE}
    compared = _compare("", _variants(released, released), _variants(current, current))
    return sorted({Change(where, what, effect in breaks) for where, what, effect in compared})


_Difference = tuple[str, str, Effect]
_Variants = dict[str, tuple[Json, Json]]  # by type: the schema, and the root of its references


def _variants(schema: Json, root: Json) -> _Variants:
    """Return the schema's alternatives by their type, references resolved."""
    if "$ref" in schema:
        return _variants(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "anyOf" in schema:
        found: _Variants = {}
        for one in schema["anyOf"]:
            for kind, variant in _variants(one, root).items():
                if kind in found:
                    raise ValueError(f"two alternatives of type {kind}: {schema}")
                found[kind] = variant
        return found
    unknown = schema.keys() - _KNOWN
    if unknown:
        raise ValueError(f"not understood in a schema: {', '.join(sorted(unknown))}")
    return {str(schema.get("type", _ANY)): (schema, root)}


def _compare(where: str, old: _Variants, new: _Variants) -> Iterator[_Difference]:
    for kind in new:
        if _taking(old, kind) is None:
            yield where, f"may be of type {kind} now", Effect.MORE
    for kind in old:
        if _taking(new, kind) is None:
            yield where, f"is never of type {kind} now", Effect.FEWER
    for kind in old.keys() | new.keys():
        before, after = _taking(old, kind), _taking(new, kind)
        if before is not None and after is not None:
            yield from _compare_values(where, before[0], after[0])
            yield from _compare_bounds(where, before[0], after[0])
            yield from _compare_fields(where, *before, *after)
            yield from _compare_inner(where, *before, *after)


def _taking(variants: _Variants, kind: str) -> tuple[Json, Json] | None:
    """Return the alternative that takes values of a type."""
    wider = "number" if kind == "integer" else kind
    return variants.get(kind) or variants.get(wider) or variants.get(_ANY)


def _compare_values(where: str, old: Json, new: Json) -> Iterator[_Difference]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is not None:
        yield where, "has listed values only now", Effect.FEWER
    if before is not None and after is None:
        yield where, "may have any value now", Effect.MORE
    if before is None or after is None:
        return
    for value in set(before) - set(after):
        yield where, f"never has the value {value!r} now", Effect.OTHER
    effect = Effect.EXPECTED if new.get("title") in GROWING else Effect.MORE
    for value in set(after) - set(before):
        yield where, f"may have the value {value!r} now", effect


def _compare_bounds(where: str, old: Json, new: Json) -> Iterator[_Difference]:
    for keyword in (*_LOWER, *_UPPER, *_WHOLE):
        before, after = old.get(keyword), new.get(keyword)
        if before == after:
            continue
        if before is None:
            effect = Effect.FEWER
        elif after is None:
            effect = Effect.MORE
        elif keyword in _WHOLE:
            effect = Effect.OTHER
        else:
            effect = Effect.FEWER if (after > before) == (keyword in _LOWER) else Effect.MORE
        yield where, f"had {keyword} {before}, has {after} now", effect


def _compare_fields(
    where: str, old: Json, old_root: Json, new: Json, new_root: Json
) -> Iterator[_Difference]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() - after.keys():
        yield f"{where}.{name}", "is gone, or has another name now", Effect.OTHER
    needed, needs = set(old.get("required", ())), set(new.get("required", ()))
    for name in after.keys() - before.keys():
        if name in needs:
            yield f"{where}.{name}", "is new and required", Effect.FEWER
        else:
            yield f"{where}.{name}", "is new", Effect.EXPECTED
    for name in (needs - needed) & before.keys():
        yield f"{where}.{name}", "is required now", Effect.FEWER
    for name in (needed - needs) & after.keys():
        yield f"{where}.{name}", "may be missing now", Effect.MORE
    for name in before.keys() & after.keys():
        variants = _variants(before[name], old_root), _variants(after[name], new_root)
        yield from _compare(f"{where}.{name}", *variants)


def _compare_inner(
    where: str, old: Json, old_root: Json, new: Json, new_root: Json
) -> Iterator[_Difference]:
    """Compare what a list and a mapping hold."""
    if "items" in old or "items" in new:
        items = _variants(old.get("items", {}), old_root), _variants(new.get("items", {}), new_root)
        yield from _compare(f"{where}[]", *items)
    before, after = (one.get("additionalProperties", True) for one in (old, new))
    if after is False and before is not False:
        yield where, "takes no other fields now", Effect.FEWER
    elif before is False and after is not False:
        yield where, "may have other fields now", Effect.EXPECTED
    elif before is not False and "object" in (old.get("type"), new.get("type")):
        held = ({} if one is True else one for one in (before, after))
        yield from _compare(f"{where}{{}}", *map(_variants, held, (old_root, new_root)))
