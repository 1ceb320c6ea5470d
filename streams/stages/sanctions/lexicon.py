"""The sanctions lexicon: measures with wordings, look-alikes, words of status, authorities."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas import Measure, SanctionsStatus
from streams.stages.sanctions.candidates import trigger_ids
from streams.stages.sanctions.judges import Judges, load_judges

SHIPPED = Path(__file__).parent.parent / "data" / "sanctions.toml"
# Weights of features as learnt, over those of the file; see streams/training/sanctions_weights.py.
LEARNT = SHIPPED.with_name("sanctions_weights.json")
TAG_PREFIX = {"VERB": "VB", "AUX": "VB", "NOUN": "NN", "PROPN": "NN", "ADJ": "JJ"}
DEFAULT_WINDOW_WORDS = 9
THRESHOLD = 0.5  # precision and recall about even on the development articles
# Irregular forms that the tagger takes for a present tense, so that they keep no lemma.
IRREGULAR = {
    "froze": "freeze", "frozen": "freeze", "unfroze": "unfreeze", "forbade": "forbid",
    "forbidden": "forbid", "broke": "break", "threw": "throw", "withdrew": "withdraw",
    "sold": "sell", "took": "take", "struck": "strike", "sent": "send", "gave": "give",
    "drew": "draw", "left": "leave", "sought": "seek", "shrank": "shrink", "bans": "ban",
}  # fmt: skip

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of putting a measure: head words, words needed nearby, evidence weight.

    A wording that `prohibits` is none without "not", "no", "no longer": "could not use
    its reserves"; the target is then the subject. A `relational` one is none without a
    state that acts and another one that it is done to, both in the clause. Of one that
    `tells_status` the head says how far along the measure is: "upheld the freeze".
    """

    id: str
    heads: tuple[Phrase, ...]
    near: tuple[tuple[Phrase, ...], ...]
    measures: tuple[Measure, ...]
    tags: tuple[str, ...]
    window: int
    weight: float
    status: SanctionsStatus | None
    private: bool
    via: str | None
    programme: str | None
    prohibits: bool
    relational: bool
    tells_status: bool


@dataclass(frozen=True, slots=True)
class Blocker:
    """Words that speak against a sanctions event, or for one where the weight is positive."""

    id: str
    phrases: tuple[Phrase, ...]
    wordings: frozenset[str]
    window: int
    weight: float


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that imposes sanctions, and the sender that it stands for."""

    name: str
    country: str | None


@dataclass(frozen=True, slots=True)
class SanctionsLexicon:
    """Everything that data/sanctions.toml says, indexed by first word."""

    version: str
    wordings: Mapping[str, tuple[tuple[Phrase, Wording], ...]]
    blockers: tuple[Blocker, ...]
    status_words: Mapping[str, str]
    status_phrases: tuple[tuple[Phrase, str], ...]
    authorities: Mapping[str, tuple[tuple[Phrase, Authority], ...]]
    usual_senders: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]
    follow_phrases: tuple[Phrase, ...]
    triggers: NDArray[np.uint64]
    classes: Mapping[str, tuple[str, ...]]  # of goods, money, officials, by word
    judges: Judges
    threshold: float  # score from which a mention is told


def load_sanctions_lexicon(
    path: Path = SHIPPED, *, learnt: bool = True, threshold: float = THRESHOLD
) -> SanctionsLexicon:
    """Read the lexicon.

    Args:
        path: Wordings, look-alikes, status words and authorities.
        learnt: Weigh features as learnt rather than as written down.
        threshold: Score from which a mention is told.

    Raises:
        KeyError, ValueError: the file lacks a field or names an unknown measure or status.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    wordings: dict[str, list[tuple[Phrase, Wording]]] = {}
    classes = {name: tuple(listing.split()) for name, listing in data["classes"].items()}
    for entry in data["wording"]:
        wording = _wording(entry, classes)
        for head in wording.heads:
            wordings.setdefault(head[0], []).append((head, wording))
    authorities: dict[str, list[tuple[Phrase, Authority]]] = {}
    for entry in data["authority"]:
        authority = Authority(entry["name"], entry.get("country"))
        for phrase in _phrases(entry["phrases"]):
            authorities.setdefault(phrase[0], []).append((phrase, authority))
    status = {
        word: name for name, listing in data["status"].items() for word in listing["words"].split()
    }
    follow_phrases = _phrases(data["following"]["phrases"])
    groups = {name: frozenset(listing.split()) for name, listing in data["groups"].items()}
    phrases = [
        (tuple(phrase.split()), name)
        for name, listing in data["status"].items()
        for phrase in listing.get("phrases", [])
    ]
    return SanctionsLexicon(
        version=data["version"],
        wordings={word: tuple(found) for word, found in wordings.items()},
        blockers=tuple(_blocker(entry) for entry in data["blocker"]),
        status_words=status,
        status_phrases=tuple(phrases),
        authorities={
            word: tuple(sorted(found, key=lambda pair: -len(pair[0])))
            for word, found in authorities.items()
        },
        usual_senders=frozenset(data["usual_senders"]),
        weights=json.loads(LEARNT.read_text(encoding="utf-8"))["weights"] if learnt else {},
        follow_phrases=follow_phrases,
        triggers=trigger_ids(
            (*wordings, *IRREGULAR, *groups["anaphor"], *(phrase[0] for phrase in follow_phrases))
        ),
        groups=groups,
        classes=_by_word(classes),
        judges=load_judges(),
        threshold=threshold,
    )


def _by_word(classes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, listing in classes.items():
        for word in listing:
            found[word] = (*found.get(word, ()), name)
    return found


def _wording(entry: Mapping[str, Any], classes: Mapping[str, tuple[str, ...]]) -> Wording:
    status = entry.get("status")
    return Wording(
        id=entry["id"],
        heads=_phrases(_unfolded(entry["head"], classes)),
        near=tuple(_phrases(_unfolded(group, classes)) for group in entry.get("near", [])),
        measures=tuple(Measure(name) for name in entry["measures"]),
        tags=tuple(sorted({TAG_PREFIX[name] for name in entry.get("pos", [])})),
        window=entry.get("window", DEFAULT_WINDOW_WORDS),
        weight=entry["weight"],
        status=SanctionsStatus(status) if status else None,
        private=entry.get("private", False),
        via=entry.get("via"),
        programme=entry.get("programme"),
        prohibits=entry.get("prohibits", False),
        relational=entry.get("relational", False),
        tells_status=entry.get("tells_status", False),
    )


def _blocker(entry: Mapping[str, Any]) -> Blocker:
    return Blocker(
        id=entry["id"],
        phrases=_phrases(
            [word.replace("-", " ") for word in entry["words"].split()] + entry.get("phrases", [])
        ),
        wordings=frozenset(entry.get("wordings", [])),
        window=entry.get("window", 0),
        weight=entry["weight"],
    )


def _unfolded(listing: Iterable[str], classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Replace each @name by the words of its class."""
    return tuple(
        word.replace("-", " ")
        for text in listing
        for word in (classes[text[1:]] if text.startswith("@") else (text,))
    )


def _phrases(listing: Iterable[str]) -> tuple[Phrase, ...]:
    """Expand "a b|c" to (a, b), (a, c)."""
    return tuple(
        choice
        for text in listing
        for choice in product(*(word.split("|") for word in text.split()))
    )
