"""How well sanctions mentions and listed parties are found, over labelled sentences.

Our own sentences lie in tests/gold (see `sentences.py`), those that are only scored told apart.
The data folder adds `sanctions/sentences_dev.jsonl` and
`sanctions/listed_parties_dev.jsonl`, of which nothing is copied. Errors are told by their ids,
never by a text. Part of `crisiswire evaluate`.

Detection counts texts: a text with a labelled mention is right where any is found, one
without where none is. Measure, status, sender and target count labelled mentions that have
an answer beside them: the one alike in most, each answer taken once. Measure is right where
one is shared; a party where a word of its name, or its state, is shared.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from schemas import ListedParty, SanctionsMention
from streams.evaluation.figures import Figures, Miss, percent
from streams.evaluation.parties import name_words
from streams.evaluation.reader import Reader
from streams.evaluation.sentences import PARTS, Part, sanctions_texts

BEFORE_ANY_LIST = date(2005, 1, 1)  # for traps: the article is older than the listing
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled mention."""

    cue: str
    measures: frozenset[str]
    status: str
    senders: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with its labelled mentions."""

    id: str
    text: str
    gold: tuple[Gold, ...]


def own_sentences(part: Part) -> list[Sentence]:
    """Return one part of our sentences."""
    found = []
    for row in sanctions_texts(part):
        gold = tuple(
            Gold(
                one.cue,
                frozenset(measure.value for measure in one.measures),
                one.status.value,
                one.senders,
                one.targets,
            )
            for one in row.sanctions
        )
        found.append(Sentence(row.id, row.text, gold))
    return found


def other_sentences(path: Path) -> list[Sentence]:
    """Return sentences with at most one labelled mention each."""
    found = []
    for row in _rows(path):
        gold: tuple[Gold, ...] = ()
        if row["is_sanctions_mention"]:
            senders, targets = tuple(row["sender"] or ()), tuple(row["target"] or ())
            gold = (Gold("", frozenset(row["measure"]), row["status"], senders, targets),)
        found.append(Sentence(row["id"], row["text"], gold))
    return found


def score_sentences(
    sentences: Iterable[Sentence], reader: Reader
) -> tuple[dict[str, float], list[str]]:
    """Return figures over the sentences, and the ids of those detected wrongly."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for sentence in sentences:
        told = reader.mentions(sentence.text)
        kind = ("told" if told else "silent") + (" gold" if sentence.gold else " none")
        counts[kind] += 1
        if bool(told) != bool(sentence.gold):
            wrong.append(sentence.id)
        if sentence.gold and "sanction" not in sentence.text.lower():
            counts["plain"] += 1
            counts["plain told"] += bool(told)
        for gold, mention in _paired(sentence.gold, told):
            _compare(gold, mention, reader, counts)
    return _figures(counts), wrong


def _paired(
    gold: tuple[Gold, ...], told: tuple[SanctionsMention, ...]
) -> Iterator[tuple[Gold, SanctionsMention]]:
    left = list(told)
    for item in gold:
        if not left:
            return
        best = max(left, key=lambda mention: _likeness(item, mention))
        left.remove(best)
        yield item, best


def _likeness(gold: Gold, mention: SanctionsMention) -> int:
    said = name_words(gold.cue)
    return (
        2 * bool(gold.measures & {measure.value for measure in mention.measures})
        + (gold.status == mention.status.value)
        + 2 * bool(said & name_words(mention.evidence.text))
        + len(said & name_words(mention.cue.text))
    )


def _compare(gold: Gold, mention: SanctionsMention, reader: Reader, counts: Counter[str]) -> None:
    counts["paired"] += 1
    counts["measure"] += bool(gold.measures & {measure.value for measure in mention.measures})
    counts["status"] += gold.status == mention.status.value
    for role, wanted, parties in (
        ("sender", gold.senders, mention.senders),
        ("target", gold.targets, mention.targets),
    ):
        if wanted:
            counts[f"{role} gold"] += 1
            counts[role] += reader.names.shared(wanted, parties)


def _figures(counts: Counter[str]) -> dict[str, float]:
    told = counts["told gold"] + counts["told none"]
    precision = counts["told gold"] / max(1, told)
    recall = counts["told gold"] / max(1, counts["told gold"] + counts["silent gold"])
    figures = {
        "texts": float(sum(counts[kind] for kind in KINDS)),
        "precision": precision,
        "recall": recall,
        "F1": 2 * precision * recall / max(precision + recall, 1e-9),
        "recall without the word": counts["plain told"] / max(1, counts["plain"]),
    }
    for what in ("measure", "status"):
        figures[what] = counts[what] / max(1, counts["paired"])
    for role in ("sender", "target"):
        figures[role] = counts[role] / max(1, counts[f"{role} gold"])
    return figures


KINDS = ("told gold", "told none", "silent gold", "silent none")


def score_listed(path: Path, reader: Reader) -> tuple[dict[str, float], list[str]]:
    """Return recall over listed parties and the share of traps taken, and the wrong ids."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for row in _rows(path):
        predates = "predates" in (row["trap"] or "")
        listed = row["is_listed_party"] and not predates
        found = reader.listed(row["text"], BEFORE_ANY_LIST if predates else None)
        hit = any(_touches(party, row) for party in found)
        counts["listed" if listed else "traps"] += 1
        counts["found" if listed else "taken"] += hit
        if hit != listed:
            wrong.append(row["id"])
    return {
        "texts": float(counts["listed"] + counts["traps"]),
        "recall": counts["found"] / max(1, counts["listed"]),
        "traps taken": counts["taken"] / max(1, counts["traps"]),
    }, wrong


def _touches(party: ListedParty, row: Row) -> bool:
    start = row["text"].find(row["surface"])
    return bool(party.start < start + len(row["surface"]) and start < party.end)


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def own_sets(reader: Reader) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the sets of our own sentences: those that may be looked at, and those held back."""
    for part, name in PARTS.items():
        yield f"sanctions, {name}", partial(_own_set, reader, part)


def _own_set(reader: Reader, part: Part) -> Figures:
    return _as_figures(score_sentences(own_sentences(part), reader))


def other_sets(reader: Reader, folder: Path) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the sets of the data folder."""
    sentences = folder / "sentences_dev.jsonl"
    yield (
        "sanctions, sentences_dev",
        lambda: _as_figures(score_sentences(other_sentences(sentences), reader)),
    )
    listed = folder / "listed_parties_dev.jsonl"
    yield "sanctions, listed parties", lambda: _as_figures(score_listed(listed, reader))


def _as_figures(scored: tuple[dict[str, float], list[str]]) -> Figures:
    values, wrong = scored
    return Figures(
        {name: percent(value, 1) for name, value in values.items() if name != "texts"},
        {"texts": round(values["texts"])},
        [Miss(where, "detection", "") for where in wrong],
    )
