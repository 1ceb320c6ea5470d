"""How well events are found and typed, over labelled sentences.

Part of `crisiswire evaluate`. The data folder holds `events/*.jsonl` (a sentence a line: `text`,
`labels`, each with `event_type`, `actor`, `recipient`) and `ours/event_sentences.jsonl` (`text`,
`events`).
Nothing of it is copied.

A labelled event counts as found by the indicator whose parties fit it best; SANCTION and
COERCE are one root there, as are RETREAT and CONCEDE where the label says YIELD.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from schemas.escalation import EscalationIndicator
from schemas.party import Party
from streams.evaluation.figures import Figures, percent
from streams.evaluation.reader import Reader
from streams.stages.escalation import EscalationLexicon

NOTHING = "NONE"
YIELDING = ("RETREAT", "CONCEDE")
Found = Callable[[str], tuple[EscalationIndicator, ...]]


def macro_f1(gold: Sequence[str], told: Sequence[str]) -> float:
    """Return the mean F1 over the labels that the gold has."""
    scores = []
    for label in sorted(set(gold)):
        both = sum(a == b == label for a, b in zip(gold, told, strict=True))
        either = sum(a == label for a in gold) + sum(b == label for b in told)
        scores.append(2 * both / either)
    return sum(scores) / len(scores)


def score_types(path: Path, find: Found, lexicon: EscalationLexicon) -> dict[str, float]:
    """Return macro-F1 of root type, quad class and polarity over a file of events."""
    gold, told = [], []
    for row in _rows(path):
        label = row["labels"][0] if row["labels"] else {"event_type": None}
        if label["event_type"] is None:
            continue
        best = _best(find(row["text"]), label, row["text"])
        wanted = label["event_type"].replace("SANCTION", "COERCE")
        gold.append(wanted)
        told.append("YIELD" if wanted == "YIELD" and best in YIELDING else best)
    quads = {kind.value: str(scale.quad_class) for kind, scale in lexicon.scales.items()}
    signs = {kind.value: scale.polarity.value for kind, scale in lexicon.scales.items()}
    for table in (quads, signs):
        table["YIELD"], table[NOTHING] = table["RETREAT"], NOTHING
    return {
        "root macro-F1": macro_f1(gold, told),
        "quad macro-F1": macro_f1([quads[x] for x in gold], [quads[x] for x in told]),
        "polarity macro-F1": macro_f1([signs[x] for x in gold], [signs[x] for x in told]),
    }


def false_alarms(texts: Sequence[str], find: Found) -> float:
    """Return the share of texts without any event in which one is told."""
    return sum(bool(find(text)) for text in texts) / len(texts)


def score_ours(path: Path, find: Found, part: str) -> dict[str, float]:
    """Return triggers found (precision, recall), their types and modality, and false alarms.

    Every fifth block of ten lines is held back.
    """
    rows = [
        row for number, row in enumerate(_rows(path)) if (number // 10 % 5 == 4) == (part == "held")
    ]
    hits = types = modalities = gold = told = empty = firing = 0
    for row in rows:
        found = list(find(row["text"]))
        empty, firing = empty + (not row["events"]), firing + (bool(found) and not row["events"])
        told, gold = told + len(found), gold + len(row["events"])
        for event in row["events"]:
            start = row["text"].find(event["trigger"])
            end = start + len(event["trigger"])
            fitting = [i for i in found if i.trigger.start < end and i.trigger.end > start]
            if fitting:
                best = max(fitting, key=lambda i: (_is_same(i.event_type, event["type"]), i.score))
                found.remove(best)
                hits += 1
                types += _is_same(best.event_type, event["type"])
                modalities += best.modality == event["modality"]
    return {
        "trigger precision": hits / told,
        "trigger recall": hits / gold,
        "type where found": types / hits,
        "modality where found": modalities / hits,
        "no-event false alarms": firing / empty,
    }


def _is_same(told: str, gold: str) -> bool:
    return told == gold or {told, gold} == {"SANCTION", "COERCE"}


def _best(found: Sequence[EscalationIndicator], label: dict[str, Any], text: str) -> str:
    """Return the root of the indicator whose parties fit the label best."""
    if not found:
        return NOTHING
    actor, recipient = ((label.get(role) or [""])[0] for role in ("actor", "recipient"))

    def fit(item: EscalationIndicator) -> tuple[int, float, int]:
        sides = ((item.actors, actor), (item.recipients, recipient))
        places = [text.find(name) if name else -1 for name in (actor, recipient)]
        between = min(places) >= 0 and min(places) < item.trigger.start < max(places)
        points = 2 * sum(_names(parties, name, text) for parties, name in sides) + between
        return points, item.score, -item.trigger.start

    return max(found, key=fit).event_type.value.replace("SANCTION", "COERCE")


def _names(parties: Sequence[Party], name: str, text: str) -> bool:
    """Say whether one of the parties is the named one, by its place or its name."""
    start = text.find(name)
    return bool(name) and any(
        (
            party.start is not None
            and party.end is not None
            and party.start < start + len(name)
            and start < party.end
        )
        or party.name.lower() in name.lower()
        or name.lower() in party.name.lower()
        for party in parties
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def sets(reader: Reader, folder: Path) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the sets of the data folder: types of events, and sentences without any."""
    lexicon, find = reader.resources.escalation, reader.indicators
    yield (
        "escalation, plv_dev",
        lambda: _as_figures(score_types(folder / "plv_dev.jsonl", find, lexicon)),
    )
    for name in ("wikievents_dev", "un_quadclass_dev"):
        yield f"escalation, {name}", partial(_no_events, folder / f"{name}.jsonl", find)


def own_sets(reader: Reader, path: Path) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the two parts of our own sentences."""
    find = reader.indicators
    yield "escalation, own sentences", lambda: _as_figures(score_ours(path, find, "seen"))
    yield "escalation, own sentences held back", lambda: _as_figures(score_ours(path, find, "held"))


def _no_events(path: Path, find: Found) -> Figures:
    texts = [row["text"] for row in _rows(path) if not row["labels"]]
    return Figures(
        {"no-event false alarms": percent(false_alarms(texts, find), 1)}, {"texts": len(texts)}
    )


def _as_figures(values: dict[str, float]) -> Figures:
    return Figures({name: percent(value, 1) for name, value in values.items()})
