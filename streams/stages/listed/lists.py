"""The official lists, indexed by the words of their names."""

import gc
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from streams.language.wordlist import words
from streams.stages.listed.names import is_acronym, is_description, name_words, without_legal_form
from streams.stages.listed.spelling import merged_vowels

FORMAT = 1  # of a snapshot; another one was made for another version of crisiswire
VERSION_HEX = 12  # digits of the content's hash that a version shows
SHIPPED = Path(__file__).parent.parent / "data" / "lists.json.gz"
MAX_NAME_WORDS = 9
PARTICLES = words("""al el bin bint ibn abu abd de da dos van von ul ur del la le""")

SURNAME_CHARACTERS = 5  # a shorter surname alone says too little

NameKey = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One designation: a person (P), organisation (E), vessel (V) or aircraft (A).

    `listed_on` is None where the list has no dates; `not_before` is then the day that
    its legal basis was made, where known.
    """

    name: str
    list: str
    entry_id: str
    kind: str
    programmes: tuple[str, ...]
    listed_on: date | None
    not_before: date | None
    countries: frozenset[str]
    imo: str | None


@dataclass(frozen=True, slots=True)
class NameForm:
    """One form of a listed name: `form` is full, short, reordered, acronym or surname."""

    entry: ListEntry
    form: str
    weak: bool


@dataclass(frozen=True, slots=True)
class SanctionsLists:
    """The lists in the snapshot; `version` is the snapshot's.

    `dates` has each list's date, a day or a month: see `first_day`.
    `token_entries` counts the entries in whose names a word occurs: how telling it is.
    `sounds` has the names of persons that sound alike, by how their words sound.
    """

    version: str
    dates: Mapping[str, str]
    names: Mapping[NameKey, tuple[NameForm, ...]]
    first_words: Mapping[str, int]
    token_entries: Mapping[str, int]
    bodies: Mapping[tuple[str, str], tuple[ListEntry, ...]]
    by_imo: Mapping[str, tuple[ListEntry, ...]]
    sounds: Mapping[NameKey, tuple[NameKey, ...]]


# State bodies that are named by what they are, "Russia's central bank": role, wording in a list.
BODIES = {
    "central bank": ("central bank", "bank rossi"),
    "ministry of defence": ("ministry of defense", "ministry of defence"),
    "ministry of finance": ("ministry of finance",),
    "sovereign wealth fund": ("national wealth fund",),
    "national wealth fund": ("national wealth fund",),
    "ministry of intelligence": ("ministry of intelligence",),
    "ministry of interior": ("ministry of interior", "ministry of internal affairs"),
}


class SnapshotError(ValueError):
    """A snapshot of the lists is missing, truncated, or none; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot as it is stored: what is said of each list, and a row an entry.

    `version` names each list with its date, and the content's hash: equal content, equal version.
    """

    lists: Mapping[str, Mapping[str, str]]
    rows: tuple[dict[str, Any], ...]
    version: str


def read_snapshot(path: Path) -> Snapshot:
    """Read a snapshot: gzip of JSON, as `streams.lists.snapshot` writes it.

    Raises:
        SnapshotError: it is missing, truncated, of another format, undated or empty.
    """
    try:
        with gzip.open(path, "rb") as file:
            content = file.read()
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise SnapshotError(f"{path} has format {data['format']}, not {FORMAT}: build it anew")
        lists, rows = data["lists"], tuple(data["entries"])
        for about in lists.values():
            first_day(about["date"])
        days = ";".join(f"{name.lower()}:{lists[name]['date']}" for name in sorted(lists))
    except (OSError, EOFError, zlib.error) as error:
        raise SnapshotError(f"{path} cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, SnapshotError):
            raise
        raise SnapshotError(f"{path} is no snapshot of lists: {error!r}") from error
    if not rows:
        raise SnapshotError(f"{path} has no entries")
    digest = hashlib.sha256(content).hexdigest()[:VERSION_HEX]
    return Snapshot(lists, rows, f"{days};sha256:{digest}")


def first_day(dated: str) -> date:
    """Return the day of a list's date, "2026-01-31"; of a month alone, "2026-01", its first.

    Raises:
        ValueError: it is no date.
    """
    try:
        return date.fromisoformat(f"{dated}-01"[:10])
    except ValueError:
        raise ValueError(f"a list's date is {dated!r}") from None


def load_sanctions_lists(path: Path = SHIPPED) -> SanctionsLists:
    """Read a snapshot and index it.

    Raises:
        SnapshotError: it is missing, truncated, or none.
    """
    snapshot = read_snapshot(path)
    collecting = gc.isenabled()
    gc.disable()  # all that is made here stays: to walk it again and again takes half the time
    try:
        return index_snapshot(snapshot)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(f"{path} has an entry that is none: {error!r}") from error
    finally:
        if collecting:
            gc.enable()


def index_snapshot(snapshot: Snapshot) -> SanctionsLists:
    """Return the snapshot, indexed by the words of the names."""
    names: dict[NameKey, list[NameForm]] = {}
    tokens: Counter[str] = Counter()
    bodies: dict[tuple[str, str], list[ListEntry]] = {}
    by_imo: dict[str, list[ListEntry]] = {}
    for row in snapshot.rows:
        entry = _entry(row)
        seen: set[str] = set()
        for key, form in _forms(entry, row):
            seen.update(key)
            known = names.setdefault(key, [])
            if all(other.entry is not entry for other in known):
                known.append(form)
        tokens.update(seen)
        if entry.imo:
            by_imo.setdefault(entry.imo, []).append(entry)
        if entry.kind == "E" and len(entry.countries) == 1:
            _note_body(entry, row, bodies)
    firsts: dict[str, int] = {}
    for key in names:
        firsts[key[0]] = max(firsts.get(key[0], 0), len(key))
    dates = {name: about["date"] for name, about in sorted(snapshot.lists.items())}
    return SanctionsLists(
        version=snapshot.version,
        dates=dates,
        names={key: tuple(forms) for key, forms in names.items()},
        first_words=firsts,
        token_entries=dict(tokens),
        bodies={key: tuple(entries) for key, entries in bodies.items()},
        by_imo={key: tuple(entries) for key, entries in by_imo.items()},
        sounds=_sounds(names),
    )


def _sounds(names: Mapping[NameKey, list[NameForm]]) -> dict[NameKey, tuple[NameKey, ...]]:
    found: dict[NameKey, list[NameKey]] = {}
    for key, forms in names.items():
        if len(key) > 1 and any(form.entry.kind == "P" and not form.weak for form in forms):
            found.setdefault(sound_key(key), []).append(key)
    return {sounded: tuple(keys) for sounded, keys in found.items()}


def sound_key(words: NameKey) -> NameKey:
    """Return how the words of a name sound, the small ones left out."""
    return tuple(merged_vowels(word) for word in words if word not in PARTICLES)


def _entry(row: Mapping[str, Any]) -> ListEntry:
    listed, not_before = row.get("d"), row.get("b")
    return ListEntry(
        name=row["n"],
        list=row["l"],
        entry_id=row["i"],
        kind=row["k"],
        programmes=tuple(row.get("p", ())),
        listed_on=date.fromisoformat(listed) if listed else None,
        not_before=date.fromisoformat(not_before) if not_before else None,
        countries=frozenset(row.get("c", ())),
        imo=row.get("m"),
    )


def graded_names(row: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield the names of a snapshot's row, and whether each is a weak alias."""
    yield row["n"], False
    yield from ((name, False) for name in row.get("a", ()))
    yield from ((name, True) for name in row.get("w", ()))


def _forms(entry: ListEntry, row: Mapping[str, Any]) -> Iterator[tuple[NameKey, NameForm]]:
    for name, weak in graded_names(row):
        keys = _person_keys(name, entry.list) if entry.kind == "P" else _body_keys(name)
        for key, form in keys:
            if key and len(key) <= MAX_NAME_WORDS and sum(map(len, key)) > 2:
                yield key, NameForm(entry, form, weak)


def _person_keys(name: str, listing: str) -> Iterator[tuple[NameKey, str]]:
    """Return a person's name in the orders that texts use.

    OFAC puts "SURNAME, Given Patronymic", the UK mostly "SURNAME Given Patronymic",
    the UN given names first.
    """
    surname, comma, given = name.partition(",")
    if comma:
        first, last = name_words(given), name_words(surname)
        yield (*first, *last), "full"
        yield (*last, *first), "reordered"
        if len(first) > 1 and last:
            yield (first[0], *last), "short"
        if first and len(last) == 1 and len(last[0]) >= SURNAME_CHARACTERS:
            yield last, "surname"
        return
    words = name_words(name)
    yield words, "full"
    if len(words) < 2:
        return
    if listing == "UK":
        cut = 2 if words[0] in PARTICLES and len(words) > 2 else 1
        yield (*words[cut:], *words[:cut]), "full"
        yield (words[cut], *words[:cut]), "short"
    elif len(words) > 2:
        cut = -2 if words[-2] in PARTICLES else -1
        yield (words[0], *words[cut:]), "short"
        if len(words) > 3:
            yield words[:2], "short"


def _body_keys(name: str) -> Iterator[tuple[NameKey, str]]:
    outside, bracket, inside = name.partition("(")
    full = name_words(name)
    yield full, "full"
    lean = without_legal_form(name_words(outside))
    if lean == full or not is_description(lean):
        yield lean, "full"
    if bracket:
        acronym = name_words(inside.split(")")[0])
        if len(acronym) == 1 and len(acronym[0]) > 2 and is_acronym(acronym[0], lean):
            yield acronym, "acronym"
    if lean[:1] == ("the",):
        yield lean[1:], "full"


def _note_body(
    entry: ListEntry, row: Mapping[str, Any], bodies: dict[tuple[str, str], list[ListEntry]]
) -> None:
    (country,) = entry.countries
    text = " ".join(name_words(row["n"]))
    for role, wordings in BODIES.items():
        if any(f"{text} ".startswith(f"{wording} ") for wording in wordings):
            bodies.setdefault((role, country), []).append(entry)
