"""One designation as a loader gives it, and its row in a snapshot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from streams.lists.legal_basis import not_before

# A row of a snapshot; the keys are short because there are 18,000 of them:
# l list, i id, n name, k kind, p programmes, d listed on, b not before, a aliases, w weak aliases,
# c countries, m IMO number, y years of birth. What is empty is left out.
Row = dict[str, Any]

YEAR = re.compile(r"\b(1[89]\d\d|20[0-2]\d)\b")

PERSON, ORGANISATION, VESSEL, AIRCRAFT = "P", "E", "V", "A"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person (P), organisation (E), vessel (V) or aircraft (A) on one list.

    `listed_on` is None where the file gives no date; `countries` are ISO codes that its
    nationality, address, flag or programme gives; `imo` is a ship's seven digits; `born` are the
    years of birth that are told of a person.
    """

    entry_id: str
    name: str
    kind: str
    programmes: tuple[str, ...] = ()
    listed_on: date | None = None
    aliases: tuple[str, ...] = ()
    weak_aliases: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    imo: str | None = None
    born: frozenset[int] = frozenset()


def row_of(entry: Entry, listing: str) -> Row:
    """Return the entry as it stands in a snapshot."""
    basis = None if entry.listed_on else not_before(entry.programmes)
    extra = {
        "p": list(entry.programmes),
        "d": entry.listed_on and entry.listed_on.isoformat(),
        "b": basis and basis.isoformat(),
        "a": list(dict.fromkeys(entry.aliases)),
        "w": list(dict.fromkeys(entry.weak_aliases)),
        "c": sorted(entry.countries),
        "m": entry.imo,
        "y": sorted(entry.born),
    }
    row: Row = {"l": listing, "i": entry.entry_id, "n": one_line(entry.name), "k": entry.kind}
    row.update({key: value for key, value in extra.items() if value})
    return row


def years_in(texts: Iterable[str | None]) -> frozenset[int]:
    """Return the years in texts that give dates of birth: "DOB 07 Oct 1952", "1950 to 1953"."""
    return frozenset(int(year) for text in texts if text for year in YEAR.findall(text))


def one_line(text: str) -> str:
    """Return the text with single blanks for every white space."""
    return " ".join(text.split())


def names_in(rows: Iterable[Row]) -> int:
    """Return how many names the rows have, aliases included."""
    return sum(1 + len(row.get("a", ())) + len(row.get("w", ())) for row in rows)
