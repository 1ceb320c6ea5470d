"""Whether two names are one party's: a score with everything that went into it."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from streams.stages.listed.name_features import forms_conflict, measure
from streams.stages.listed.name_parts import SMALL_WORDS, NameKind, NameParts, name_parts
from streams.stages.listed.pairing import PARTICLE_WORDS, Pair

WEIGHTS = Path(__file__).parent.parent / "data" / "name_weights.json"
SAME_PARTY = 0.5  # at this score and above two names are taken for one party's
SAME_WORDS = 0.99  # the score of equal words in equal order
SMALL_WEIGHT = 0.1  # of "al", "of"
LEAST_WEIGHT = 0.25  # of the commonest word


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts, in log-odds, and how common the common words are."""

    features: Mapping[str, float]
    common: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The score, 0..1; what each feature adds to its log-odds; the words that were paired."""

    score: float
    features: Mapping[str, float]
    words: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the names are taken for one party's."""
        return self.score >= SAME_PARTY


def compare_names(one: str, other: str, kind: NameKind) -> Comparison:
    """Compare two names of a person, an organisation or a vessel, in any script and order.

    Symmetric but for ties. A name without any letter is like no other.
    """
    return compare_parts(name_parts(one, kind), name_parts(other, kind), kind)


def compare_parts(one: NameParts, other: NameParts, kind: NameKind) -> Comparison:
    """Compare two names that were taken apart."""
    if not one.words or not other.words:
        equal = bool(one.numbers) and one == other
        return Comparison(1.0 if equal else 0.0, {"no_words": 0.0}, ())
    if one.signs and other.signs:  # different signs may sound the same
        one, other = replace(one, words=one.signs), replace(other, words=other.signs)
    if one.words == other.words and one.numbers == other.numbers and not forms_conflict(one, other):
        return Comparison(SAME_WORDS, MappingProxyType({"same_words": SAME_WORDS}), one.words)
    weights = load_weights()[kind]
    values, pairs = measure(one, other, kind, weights.common)
    found = {
        name: round(value * weights.features[name], 3)
        for name, value in values.items()
        if value and weights.features.get(name)
    }
    found["bias"] = weights.features["bias"]
    total = sum(found.values())
    return Comparison(
        round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 3),
        found,
        tuple(_told(pair, one, other) for pair in sorted(pairs, key=lambda pair: pair.one)),
    )


def _told(pair: Pair, one: NameParts, other: NameParts) -> str:
    here = " ".join(one.words[place] for place in pair.one)
    there = " ".join(other.words[place] for place in pair.other)
    return here if here == there else f"{here}~{there} ({pair.how} {pair.alike:.2f})"


@cache
def load_weights(path: Path = WEIGHTS) -> Mapping[NameKind, Weights]:
    """Return the learnt weights by kind; vessels are weighed as organisations are."""
    data = json.loads(path.read_text(encoding="utf-8"))
    read = {
        kind: Weights(
            MappingProxyType(data[kind]["features"]),
            MappingProxyType(word_weights(data[kind]["common"])),
        )
        for kind in (NameKind.PERSON, NameKind.ORGANISATION)
    }
    return MappingProxyType({**read, NameKind.VESSEL: read[NameKind.ORGANISATION]})


def word_weights(entries: Mapping[str, int]) -> dict[str, float]:
    """Return how much common words count, by the number of listed parties that bear them."""
    most = math.log(max(entries.values(), default=2))
    found = {
        word: round(max(LEAST_WEIGHT, 1.0 - 0.75 * math.log(count) / most), 3)
        for word, count in entries.items()
    }
    found.update(dict.fromkeys([*SMALL_WORDS, *PARTICLE_WORDS], SMALL_WEIGHT))
    return found
