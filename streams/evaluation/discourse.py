"""How well speakers, modality and subjects are read, over labelled sentences.

The file holds one JSON object a line: `text` and `events`, each with `trigger`, `type`,
`modality`, `speaker` and `actor` (substrings of the text or null). Blocks of twenty
lines are held back by thirds, for look-alikes stand next to each other.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from streams.evaluation.figures import Figures, percent
from streams.evaluation.reader import Reader
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words

BLOCK = 20
HOSTILE = words("ASSAULT COERCE SANCTION MOBILIZE PROTEST REJECT ACCUSE THREATEN")
Event = dict[str, Any]


def read_rows(path: Path, part: str) -> Iterator[tuple[str, list[Event]]]:
    """Yield text and events of the wanted part of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        held = number // BLOCK % 3 == 0
        if part == "all" or held == (part == "held"):
            row = json.loads(line)
            yield row["text"], row["events"]


def score_event(doc: Doc, discourse: Discourse, event: Event, counts: Counter[str]) -> None:
    """Add one labelled event's hits and misses to the counts."""
    head = _head(doc, event["trigger"])
    if head is None:
        return
    counts["events"] += 1
    told = discourse.modality(head, hostile=event["type"] in HOSTILE).value
    counts["modality right"] += told == event["modality"]
    counts["unasserted gold"] += event["modality"] != "asserted"
    counts["unasserted told"] += told != "asserted"
    counts["unasserted both"] += told != "asserted" != event["modality"]
    gold, speaker = _span(doc, event["speaker"]), discourse.speaker(head)
    found = (speaker.start, speaker.end) if speaker is not None else None
    counts["speaker right"] += _agree(gold, found)
    counts["speaker gold"] += gold is not None
    counts["speaker told"] += found is not None
    counts["speaker both"] += gold is not None and _agree(gold, found)
    doers = syntax.agents(head) if syntax.is_verbal(head) else syntax.nominal_agents(head)
    parties = [party for doer in doers for party in discourse.parties(doer)]
    gold = _span(doc, event["actor"])
    counts["actor gold"] += gold is not None
    counts["actor told"] += bool(parties)
    counts["actor both"] += gold is not None and any(
        _agree(gold, (party.start, party.end)) for party in parties
    )


def figures(counts: Counter[str]) -> dict[str, float]:
    """Return accuracy, precision and recall from the counts."""
    result = {
        "modality accuracy": counts["modality right"] / counts["events"],
        "speaker accuracy": counts["speaker right"] / counts["events"],
    }
    for what in ("unasserted", "speaker", "actor"):
        result[f"{what} precision"] = counts[f"{what} both"] / max(1, counts[f"{what} told"])
        result[f"{what} recall"] = counts[f"{what} both"] / max(1, counts[f"{what} gold"])
    return {name: round(value, 3) for name, value in result.items()}


def _head(doc: Doc, said: str) -> Token | None:
    at = doc.text.find(said)
    span = doc.char_span(at, at + len(said), alignment_mode="expand") if at >= 0 else None
    return span.root if span is not None else None


def _span(doc: Doc, said: str | None) -> tuple[int, int] | None:
    at = doc.text.find(said) if said else -1
    return (at, at + len(said)) if said and at >= 0 else None


def _agree(gold: tuple[int, int] | None, found: tuple[int | None, int | None] | None) -> bool:
    if gold is None or found is None:
        return gold is None and found is None
    start, end = found
    return start is not None and end is not None and start < gold[1] and gold[0] < end


def measure(reader: Reader, path: Path, part: str) -> Figures:
    """Return the figures of one part of a file: `dev`, `held` or `all`."""
    counts: Counter[str] = Counter()
    for text, events in read_rows(path, part):
        doc, found = reader.parsed(text)
        discourse = reader.discourse(doc, found)
        for event in events:
            score_event(doc, discourse, event, counts)
    values = {name: percent(value, 1) for name, value in figures(counts).items()}
    return Figures(values, {"events": counts["events"]})


def sets(reader: Reader, path: Path) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the two parts of our own sentences."""
    yield "discourse, own sentences", lambda: measure(reader, path, "dev")
    yield "discourse, own sentences held back", lambda: measure(reader, path, "held")
