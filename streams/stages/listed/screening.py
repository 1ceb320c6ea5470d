"""Who on the lists might bear a name: every entry near it, with a score that is accounted for."""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from streams.stages.listed.compare import Comparison, compare_parts, load_weights
from streams.stages.listed.legal_forms import ALL_WORDS
from streams.stages.listed.lists import graded_names
from streams.stages.listed.name_parts import SMALL_WORDS, NameKind, NameParts, name_parts
from streams.stages.listed.names import GENERIC, PLACES
from streams.stages.listed.pairing import PARTICLE_WORDS
from streams.stages.listed.spelling import merged_vowels, skeleton

# An aircraft is known by its registration, which is compared as a ship's name is.
KINDS = {
    "P": NameKind.PERSON,
    "E": NameKind.ORGANISATION,
    "V": NameKind.VESSEL,
    "A": NameKind.VESSEL,
}
# Log-odds of what is known besides the name.
BORN_AGREES, BORN_NEAR, BORN_CONFLICT = 1.5, 0.3, -3.0
COUNTRY_AGREES, COUNTRY_CONFLICT = 0.8, -1.0
WEAK_ALIAS = -0.8
YEARS_NEAR = 2  # lists are often a year or two out
# Grades, by the least score. A name that says little is never more than possible.
GRADES = (("strong", 0.9), ("probable", 0.75), ("possible", 0.5), ("unlikely", 0.0))
LITTLE_SAID = 0.74
COMMON_ENTRIES = 60  # a word in so many entries' names is, alone, nobody's in particular
ALIKE_WORDS = 0.6  # of the letters: words of the lists that a word of the name may stand for
WORDS_LOOKED_UP = 25
NAMES_COMPARED = 100
WORTH_COMPARING = 0.45  # of what the nearest name shares
SURE = 20.0  # a name of the same letters in a row
TELLING_WEIGHT = 1.1  # Mohammad Gul is below, Alexander Lukashenko above


@dataclass(frozen=True, slots=True)
class Question:
    """A name to look for, and what else is known: kinds that it may be of, birth, country."""

    name: str
    kinds: frozenset[NameKind] = frozenset(NameKind)
    born: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry near the name: its row in the snapshot, which of its names, how near and why.

    `features` are log-odds and add up to the score, but where "little_said" holds it down.
    """

    row: Mapping[str, Any]
    matched: str
    score: float
    grade: str
    features: Mapping[str, float]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    row: int
    text: str
    parts: NameParts
    weak: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The names of a snapshot, found by their words."""

    rows: tuple[Mapping[str, Any], ...]
    names: tuple[_Name, ...]
    by_word: Mapping[NameKind, Mapping[str, Sequence[int]]]
    by_sound: Mapping[str, Sequence[str]]
    by_joined: Mapping[NameKind, Mapping[str, Sequence[int]]]
    entries: Mapping[str, int]
    words: tuple[str, ...]


def index_names(rows: Iterable[Mapping[str, Any]]) -> Screen:
    """Index the rows of a snapshot; see `streams.lists.entry` for what a row holds."""
    kept = tuple(rows)
    names: list[_Name] = []
    by_word: dict[NameKind, dict[str, list[int]]] = {kind: defaultdict(list) for kind in NameKind}
    by_joined: dict[NameKind, dict[str, list[int]]] = {kind: defaultdict(list) for kind in NameKind}
    bearers: dict[str, set[int]] = defaultdict(set)
    for place, row in enumerate(kept):
        for text, weak in graded_names(row):
            kind = KINDS[row["k"]]
            parts = name_parts(text, kind)
            number = len(names)
            names.append(_Name(place, text, parts, weak))
            for word in {*parts.words, *parts.numbers}:
                by_word[kind][word].append(number)
                bearers[word].add(place)
            by_joined[kind]["".join(parts.words)].append(number)
            if len(parts.words) > 2:
                by_joined[kind]["".join(word[0] for word in parts.words)].append(number)
    by_sound: dict[str, list[str]] = defaultdict(list)
    for word in bearers:
        for key in {skeleton(word), merged_vowels(word)}:
            by_sound[key].append(word)
    return Screen(
        rows=kept,
        names=tuple(names),
        by_word=MappingProxyType(by_word),
        by_sound=MappingProxyType(by_sound),
        by_joined=MappingProxyType(by_joined),
        entries=MappingProxyType({word: len(found) for word, found in bearers.items()}),
        words=tuple(word for word in bearers if len(word) > 2),
    )


def screen(question: Question, lists: Screen, *, least: float = 0.5) -> tuple[Candidate, ...]:
    """Return the entries whose names score at least so much, the best first.

    Entries of equal score stand by list and id.
    """
    best: dict[int, Candidate] = {}
    remembered: dict[str, dict[str, float]] = {}
    for kind in sorted(question.kinds):
        asked = name_parts(question.name, kind)
        for number in _near(asked, kind, lists, remembered):
            name = lists.names[number]
            candidate = _compared(asked, name, kind, question, lists)
            known = best.get(name.row)
            if candidate.score >= least and (known is None or candidate.score > known.score):
                best[name.row] = candidate
    return tuple(
        sorted(
            best.values(), key=lambda item: (-item.score, -_sum(item), item.row["l"], item.row["i"])
        )
    )


def _sum(candidate: Candidate) -> float:
    return sum(candidate.features.values())


def _near(
    asked: NameParts, kind: NameKind, lists: Screen, remembered: dict[str, dict[str, float]]
) -> Iterator[int]:
    """Yield the names that share most with the one asked for, rare words first.

    `remembered` keeps what was looked up for another kind.
    """
    gains: dict[int, float] = defaultdict(float)
    for word in dict.fromkeys((*asked.words, *asked.numbers)):
        if word in PARTICLE_WORDS or word in SMALL_WORDS:
            continue
        if word not in remembered:
            remembered[word] = _like(word, lists)
        told: dict[int, float] = {}
        for like, alike in remembered[word].items():
            worth = alike * math.log(len(lists.rows) / lists.entries[like])
            for number in lists.by_word[kind].get(like, ()):
                if worth > told.get(number, 0.0):
                    told[number] = worth
        for number, worth in told.items():
            gains[number] += worth
    for number in lists.by_joined[kind].get("".join(asked.words), ()):
        gains[number] += SURE
    best = max(gains.values(), default=0.0)
    kept = [(gain, number) for number, gain in gains.items() if gain >= WORTH_COMPARING * best]
    ranked = heapq.nlargest(
        NAMES_COMPARED,
        kept,
        key=lambda item: (item[0] / (1 + 0.05 * len(lists.names[item[1]].parts.words)), -item[1]),
    )
    return (number for _, number in ranked)


def _like(word: str, lists: Screen) -> dict[str, float]:
    """Return the words of the lists that the word may stand for, and how alike they are."""
    found = {word: 1.0} if word in lists.entries else {}
    if len(word) < 3:
        return found
    for key in (merged_vowels(word), skeleton(word)):
        for other in lists.by_sound.get(key, ()):
            if len(key) > 1:
                found.setdefault(other, 0.85)
    close = process.extract(
        word,
        lists.words,
        scorer=OSA.normalized_similarity,
        score_cutoff=ALIKE_WORDS,
        limit=WORDS_LOOKED_UP,
    )
    for other, alike, _ in close:
        found.setdefault(other, alike * alike)
    return found


def _compared(
    asked: NameParts, name: _Name, kind: NameKind, question: Question, lists: Screen
) -> Candidate:
    compared = compare_parts(asked, name.parts, kind)
    row = lists.rows[name.row]
    features = dict(_log_odds(compared))
    features.update(_known_besides(question, row))
    if name.weak:
        features["weak_alias"] = WEAK_ALIAS
    score = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, sum(features.values())))))
    certain = "born_agrees" in features and len(asked.words) > 1
    if score > LITTLE_SAID and not certain and _says_little(asked, compared, kind, lists):
        features["little_said"] = 0.0
        score = LITTLE_SAID
    score = round(score, 3)
    grade = next(grade for grade, least in GRADES if score >= least)
    return Candidate(row, name.text, score, grade, MappingProxyType(features), compared.words)


def _log_odds(compared: Comparison) -> Mapping[str, float]:
    if "same_words" in compared.features:
        return {"same_words": round(math.log(compared.score / (1.0 - compared.score)), 3)}
    if not compared.words and "acronym" not in compared.features:
        return {**compared.features, "no_words": -30.0}
    return compared.features


def _known_besides(question: Question, row: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    years = row.get("y", ())
    if question.born is not None and years:
        apart = min(abs(question.born - year) for year in years)
        if apart == 0:
            yield "born_agrees", BORN_AGREES
        elif apart <= YEARS_NEAR:
            yield "born_near", BORN_NEAR
        else:
            yield "born_conflict", BORN_CONFLICT
    countries = row.get("c", ())
    if question.country is not None and countries:
        if question.country in countries:
            yield "country_agrees", COUNTRY_AGREES
        else:
            yield "country_conflict", COUNTRY_CONFLICT


def _says_little(asked: NameParts, compared: Comparison, kind: NameKind, lists: Screen) -> bool:
    """Say whether what was found is a common name, a word alone, or a description.

    Khan; Mohammed Hassan; CORP; National Bank.
    """
    telling = [
        word
        for word in asked.words
        if word not in PARTICLE_WORDS and word not in SMALL_WORDS and len(word) > 1
    ]
    if kind is NameKind.PERSON:
        common = load_weights()[kind].common
        return len(telling) < 2 or sum(common.get(word, 1.0) for word in telling) < TELLING_WEIGHT
    if all(word in GENERIC or word in PLACES or word in ALL_WORDS for word in telling):
        return True
    if len(telling) > 1:
        return False
    whole = "same_words" in compared.features or "acronym" in compared.features
    most = COMMON_ENTRIES if kind is NameKind.ORGANISATION else 1
    return not whole or lists.entries.get(telling[0], 0) > most
