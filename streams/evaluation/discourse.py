"""How well speakers, modality and subjects are read, over labelled sentences.

Part of `crisiswire evaluate`; the sentences are those of `sentences.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from spacy.tokens import Doc, Token

from streams.evaluation.figures import Figures, percent
from streams.evaluation.reader import Reader
from streams.evaluation.sentences import PARTS, LabelledEvent, Part, event_sentences
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words

HOSTILE = words("ASSAULT COERCE SANCTION MOBILIZE PROTEST REJECT ACCUSE THREATEN")


def score_event(doc: Doc, discourse: Discourse, event: LabelledEvent, counts: Counter[str]) -> None:
    """Add one labelled event's hits and misses to the counts."""
    head = _head(doc, event.trigger)
    if head is None:
        return
    counts["events"] += 1
    told = discourse.modality(head, hostile=event.type in HOSTILE).value
    counts["modality right"] += told == event.modality
    counts["unasserted gold"] += event.modality != "asserted"
    counts["unasserted told"] += told != "asserted"
    counts["unasserted both"] += told != "asserted" != event.modality
    gold, speaker = _span(doc, event.speaker), discourse.speaker(head)
    found = (speaker.start, speaker.end) if speaker is not None else None
    counts["speaker right"] += _agree(gold, found)
    counts["speaker gold"] += gold is not None
    counts["speaker told"] += found is not None
    counts["speaker both"] += gold is not None and _agree(gold, found)
    doers = syntax.agents(head) if syntax.is_verbal(head) else syntax.nominal_agents(head)
    parties = [party for doer in doers for party in discourse.parties(doer)]
    gold = _span(doc, event.actor)
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


def measure(reader: Reader, part: Part) -> Figures:
    """Return the figures of one part of our sentences."""
    counts: Counter[str] = Counter()
    for sentence in event_sentences(part):
        doc, found = reader.parsed(sentence.text)
        discourse = reader.discourse(doc, found)
        for event in sentence.events:
            score_event(doc, discourse, event, counts)
    values = {name: percent(value, 1) for name, value in figures(counts).items()}
    return Figures(values, {"events": counts["events"]})


def sets(reader: Reader) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the two parts of our own sentences."""
    for part, name in PARTS.items():
        yield f"discourse, {name}", partial(measure, reader, part)
