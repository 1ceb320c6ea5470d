"""How well the heads do by themselves, over the examples: quick figures while training.

The words of whole articles and of sentences that are only scored; nothing of the product beside.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from streams.language.encoder import labels
from streams.training.encoder.batches import Row, batches, pairs
from streams.training.encoder.network import Network

THRESHOLDS = tuple(step / 20 for step in range(2, 16))
EVEN = 0.5
SANCTION, COERCE = "SANCTION", "COERCE"  # one root in the yardstick
YIELD = frozenset({"RETREAT", "CONCEDE", "YIELD"})


@dataclass(frozen=True, slots=True)
class Word:
    """How likely the word is one, whether it is; the type told and the type labelled."""

    share: float
    real: bool
    told: str = ""
    wanted: str = ""


@dataclass(slots=True)
class Tally:
    """What the heads said of one set."""

    events: list[Word] = field(default_factory=list)
    cues: list[Word] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    # by text: its surest word, and the labels of the text
    texts: dict[str, tuple[Word, list[dict[str, Any]]]] = field(default_factory=dict)


def score(network: Network, rows: Sequence[Row]) -> dict[str, float]:
    """Return figures by set and part."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["part"] != "train":
            groups.setdefault(f"{row['set']} {row['part']}", []).append(row)
    network.eval()
    found: dict[str, float] = {}
    for name, group in groups.items():
        tally = Tally()
        with torch.no_grad():
            for batch in batches(group, None):
                vectors = network.vectors(batch.pieces, batch.mask, batch.spread)
                for number, row in enumerate(batch.rows):
                    _count(tally, row, network, vectors[number])
        found |= {f"{name}: {what}": round(value, 3) for what, value in _figures(tally)}
    network.train()
    return found


def _count(tally: Tally, row: Row, network: Network, vectors: Tensor) -> None:
    _count_events(tally, row, torch.softmax(network.events(vectors), dim=1))
    modalities = network.modalities(vectors).argmax(dim=1).tolist()
    for word, _, names in row["events"]:
        if names:
            tally.counts["modality"] += labels.MODALITIES[modalities[word]] in names
            tally.counts["modalities"] += 1
    if row["cues_labelled"] == "all":
        cues = torch.sigmoid(network.cues(vectors)).squeeze(1).tolist()
        statuses = network.statuses(vectors).argmax(dim=1).tolist()
        marked = {word: state for word, state, _ in row["cues"]}
        for word in sorted({*row["content"], *marked} - set(row["cues_hidden"]) | set(marked)):
            tally.cues.append(Word(cues[word], word in marked))
        for word, state in marked.items():
            tally.counts["status"] += labels.STATUSES[statuses[word]] == state
            tally.counts["statuses"] += 1
    for sanctions, head in ((False, network.roles), (True, network.sanctions_roles)):
        asked = pairs(row, sanctions=sanctions)
        if asked:
            events, places, roles = zip(*asked, strict=True)
            steps = torch.tensor(list(map(labels.distance, events, places)))
            told = head(vectors[list(events)], vectors[list(places)], steps).argmax(dim=1)
            for role, best in zip(roles, told.tolist(), strict=True):
                tally.counts["roles right"] += role == best and role > 0
                tally.counts["roles"] += (role > 0) + (best > 0)


def _count_events(tally: Tally, row: Row, shares: Tensor) -> None:
    heads = {word: types for word, types, _ in row["events"]}
    for word in sorted({*row["content"], *heads}):
        own = shares[word]
        kind = labels.EVENTS[1 + int(own[1:].argmax())]
        item = Word(1.0 - float(own[0]), word in heads, kind, (heads.get(word) or [""])[0])
        if row["labelled"] == "all" and (item.real or word not in row["hidden"]):
            tally.events.append(item)
        if row["part"] == "measure":
            name = row["label"]["id"]
            if name not in tally.texts or item.share > tally.texts[name][0].share:
                tally.texts[name] = item, row["label"]["labels"]


def _figures(tally: Tally) -> Iterator[tuple[str, float]]:
    counts = tally.counts
    if any(word.real for word in tally.events):
        best, bar = _best_f1(tally.events)
        found = [word for word in tally.events if word.real and word.share >= bar]
        yield "event F1", best
        yield "at", bar
        yield "type", sum(word.told == word.wanted for word in found) / max(1, len(found))
    if any(word.real for word in tally.cues):
        best, bar = _best_f1(tally.cues)
        yield "cue F1", best
        yield "cue at", bar
    for name, total in (("modality", "modalities"), ("status", "statuses")):
        if counts[total]:
            yield name, counts[name] / counts[total]
    if counts["roles"]:
        yield "roles F1", 2 * counts["roles right"] / counts["roles"]
    if tally.texts:
        yield from _of_texts(list(tally.texts.values()))


def _of_texts(texts: Sequence[tuple[Word, list[dict[str, Any]]]]) -> Iterator[tuple[str, float]]:
    """Yield the macro-F1 of the surest words' types, and how many texts without events fire."""
    empty = [word.share for word, marked in texts if not marked]
    if empty:
        yield "fire at .5", sum(share >= EVEN for share in empty) / len(empty)
    pairs_ = [
        (marked[0]["event_type"].replace(SANCTION, COERCE), word.told.replace(SANCTION, COERCE))
        for word, marked in texts
        if marked and marked[0]["event_type"]
    ]
    scores = []
    for label in sorted({wanted for wanted, _ in pairs_}):
        alike = YIELD if label == "YIELD" else {label}
        both = sum(wanted == label and told in alike for wanted, told in pairs_)
        either = sum((wanted == label) + (told in alike) for wanted, told in pairs_)
        scores.append(2 * both / either)
    if scores:
        yield "root F1", sum(scores) / len(scores)


def _best_f1(words: Sequence[Word]) -> tuple[float, float]:
    """Return the best F1 over the thresholds, and the threshold."""
    found = []
    for bar in THRESHOLDS:
        both = sum(word.real and word.share >= bar for word in words)
        either = sum(word.real + (word.share >= bar) for word in words)
        found.append((2 * both / max(1, either), bar))
    return max(found)
