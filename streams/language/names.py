"""Finding listed names in a text: one pass of an Aho-Corasick automaton."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick

Value = TypeVar("Value")
CAPITALS_LINE = re.compile(r"^[^\na-z]*[A-Z][^\na-z]*$", re.MULTILINE)
CAPITALS_WORDS = 3
SHORTEST_IN_CAPITALS = 3


@dataclass(frozen=True, slots=True)
class NameHit(Generic[Value]):
    """A listed name at text[start:end]."""

    start: int
    end: int
    value: Value


class NameFinder(Generic[Value]):
    """Finds names as whole words, exact in case; in lines of capitals, whatever their case."""

    def __init__(self, names: Mapping[str, Value], not_in_capitals: frozenset[str]) -> None:
        self._exact = _automaton(names)
        self._capitals = _automaton(
            {
                name.upper(): value
                for name, value in reversed(list(names.items()))
                if len(name) >= SHORTEST_IN_CAPITALS and name.upper() not in not_in_capitals
            }
        )

    def find(self, text: str) -> tuple[NameHit[Value], ...]:
        """Return hits by start, the longer first; they may overlap."""
        plain = text.replace("’", "'")
        hits: list[NameHit[Value]] = _scan(self._exact, plain, 0, len(plain))
        for line in CAPITALS_LINE.finditer(plain):
            if len(line.group().split()) >= CAPITALS_WORDS:
                hits += _scan(self._capitals, plain, line.start(), line.end())
        unique = {(hit.start, hit.end): hit for hit in reversed(hits)}
        return tuple(unique[key] for key in sorted(unique, key=lambda key: (key[0], -key[1])))


def _automaton(names: Mapping[str, Value]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name, value in names.items():
        automaton.add_word(name, (len(name), value))
    automaton.make_automaton()
    return automaton


def _scan(
    automaton: ahocorasick.Automaton, text: str, start: int, end: int
) -> list[NameHit[Value]]:
    hits: list[NameHit[Value]] = []
    for last, (length, value) in automaton.iter(text, start, end):
        first = last - length + 1
        if _is_word(text, first, last + 1):
            hits.append(NameHit(first, last + 1, value))
    return hits


def _is_word(text: str, start: int, end: int) -> bool:
    """Say whether text[start:end] is no part of a longer word or compound such as al-Assad."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if before.isalnum() or after.isalnum() or before in "_@#" or after in "_@":
        return False
    # "US." ends a sentence, "U.S" within "U.S." is a part; "St. Petersburg-based" is whole.
    if after == "." and text[end - 1 : end].isupper() and text[end + 1 : end + 2].isalpha():
        return False
    return not (before == "." and text[start - 2 : start - 1].isupper() and text[start].isupper())
