"""How well events are found and typed, over labelled sentences.

Part of `crisiswire evaluate`. Our own sentences are those of `sentences.py`. The data folder holds
`events/*.jsonl` (a sentence a line: `text`, `labels`, each with `event_type`, `actor`,
`recipient`). Nothing of it is copied.

A labelled event counts as found by the indicator whose parties fit it best; SANCTION and
COERCE are one root there, as are RETREAT and CONCEDE where the label says YIELD.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from schemas.escalation import EscalationIndicator, EventType
from schemas.modality import Modality
from schemas.party import Party, Speaker
from streams.evaluation.figures import Figures, f1s, percent
from streams.evaluation.reader import Reader
from streams.evaluation.sentences import (
    PARTS,
    EventSentence,
    LabelledEvent,
    Part,
    event_sentences,
)
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
        actor, recipient = ((label.get(role) or [""])[0] for role in ("actor", "recipient"))
        best = _best(find(row["text"]), (actor, recipient), row["text"])
        wanted = _root(label["event_type"])
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


def score_ours(sentences: Sequence[EventSentence], find: Found) -> Figures:
    """Return triggers found (precision, recall), their fields, and false alarms, in percent.

    Type, modality, speaker and parties are judged where the trigger was found; the root of
    the main event as in `score_types`.
    """
    counts: Counter[str] = Counter()
    roots: list[tuple[str, str]] = []
    for sentence in sentences:
        found = list(find(sentence.text))
        counts["empty"] += not sentence.events
        counts["firing"] += bool(found) and not sentence.events
        counts["told"] += len(found)
        counts["gold"] += len(sentence.events)
        for event in sentence.events:
            if event.main:
                told = _best(found, (event.actor or "", event.recipient or ""), sentence.text)
                roots.append((_root(event.type), told))
        for event in sentence.events:
            start = sentence.text.find(event.trigger)
            end = start + len(event.trigger)
            fitting = [i for i in found if i.trigger.start < end and i.trigger.end > start]
            if fitting:
                best = max(fitting, key=partial(_likeness, event))
                found.remove(best)
                _compare(event, best, sentence.text, counts)
    gold, told_roots = zip(*roots, strict=True)
    values = {
        "trigger precision": percent(counts["hits"], counts["told"]),
        "trigger recall": percent(counts["hits"], counts["gold"]),
        **{
            f"{field} where found": percent(counts[field], counts["hits"])
            for field in ("type", "modality", "speaker")
        },
        **f1s(counts, ("actor", "recipient", "unasserted")),
        "main root macro-F1": percent(macro_f1(gold, told_roots), 1),
        "no-event false alarms": percent(counts["firing"], counts["empty"]),
    }
    return Figures(values, {"events": counts["gold"], "sentences without": counts["empty"]})


def _likeness(event: LabelledEvent, told: EscalationIndicator) -> tuple[bool, float]:
    return _root(told.event_type) == _root(event.type), told.score


def _compare(
    event: LabelledEvent, told: EscalationIndicator, text: str, counts: Counter[str]
) -> None:
    counts["hits"] += 1
    counts["type"] += _root(told.event_type) == _root(event.type)
    counts["modality"] += told.modality == event.modality
    speaker = (told.speaker,) if told.speaker is not None else ()
    wanted = event.speaker or ""
    counts["speaker"] += bool(speaker) == bool(wanted) and (
        not wanted or _names(speaker, wanted, text)
    )
    for role, name, parties in (
        ("actor", event.actor or "", told.actors),
        ("recipient", event.recipient or "", told.recipients),
    ):
        counts[f"{role} gold"] += bool(name)
        counts[f"{role} told"] += bool(parties)
        counts[f"{role} both"] += _names(parties, name, text)
    both = (event.modality, told.modality)
    counts["unasserted gold"] += both[0] is not Modality.ASSERTED
    counts["unasserted told"] += both[1] is not Modality.ASSERTED
    counts["unasserted both"] += Modality.ASSERTED not in both


def _root(kind: EventType | str) -> str:
    return str(kind).replace("SANCTION", "COERCE")


def _best(found: Sequence[EscalationIndicator], pair: tuple[str, str], text: str) -> str:
    """Return the root of the indicator whose parties fit actor and recipient best."""
    if not found:
        return NOTHING
    actor, recipient = pair

    def fit(item: EscalationIndicator) -> tuple[int, float, int]:
        sides = ((item.actors, actor), (item.recipients, recipient))
        places = [text.find(name) if name else -1 for name in (actor, recipient)]
        between = min(places) >= 0 and min(places) < item.trigger.start < max(places)
        points = 2 * sum(_names(parties, name, text) for parties, name in sides) + between
        return points, item.score, -item.trigger.start

    return _root(max(found, key=fit).event_type)


def _names(parties: Sequence[Party | Speaker], name: str, text: str) -> bool:
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


def own_sets(reader: Reader) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the two parts of our own sentences."""
    for part, name in PARTS.items():
        yield f"escalation, {name}", partial(_own_set, reader, part)


def _own_set(reader: Reader, part: Part) -> Figures:
    return score_ours(event_sentences(part), reader.indicators)


def _no_events(path: Path, find: Found) -> Figures:
    texts = [row["text"] for row in _rows(path) if not row["labels"]]
    return Figures(
        {"no-event false alarms": percent(false_alarms(texts, find), 1)}, {"texts": len(texts)}
    )


def _as_figures(values: dict[str, float]) -> Figures:
    return Figures({name: percent(value, 1) for name, value in values.items()})
