"""How far two annotators agree on the same articles and sentences.

    python -m streams.evaluation.agreement

The second annotator worked from the bare text and the rules alone; the files lie in
tests/gold/second, named as the first's. Agreement on what there is (names, mentions, events)
is F1, the first taken as gold, which is the same both ways; on the fields of what both have, the
share alike.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from schemas.escalation import EventType
from streams.evaluation.corpus import (
    ARTICLES,
    Article,
    GoldEvent,
    GoldSanctions,
    read_article,
)
from streams.evaluation.figures import percent
from streams.evaluation.parties import name_words
from streams.evaluation.sentences import (
    EVENTS,
    PARTS,
    SANCTIONS,
    EventSentence,
    LabelledEvent,
    LabelledMention,
    Part,
    event_sentences,
    sanctions_texts,
)

SECOND = ARTICLES.parent / "second"
R = TypeVar("R", GoldSanctions, GoldEvent)
T = TypeVar("T")


def agreement(pairs: Sequence[tuple[Article, Article]]) -> dict[str, float]:
    """Return the shares, in percent, over pairs of one article labelled twice."""
    counts: Counter[str] = Counter()
    for one, other in pairs:
        _count_entities(one, other, counts)
        _count_reports("sanctions", one.sanctions, other.sanctions, _fit_sanctions, counts)
        _count_reports("events", one.events, other.events, _fit_event, counts)
        counts["articles"] += 1
        counts["silent alike"] += bool(one.events or one.sanctions) == bool(
            other.events or other.sanctions
        )
    figures = {"articles": float(counts["articles"])}
    for what in ("entities", "extents", "sanctions", "events"):
        figures[f"{what} F1"] = percent(2 * counts[what], counts[f"{what} in all"])
    figures["label alike"] = percent(counts["entities"], counts["extents"])
    for what in ("canonical", "country"):
        figures[f"{what} alike"] = percent(counts[what], counts["entities"])
    for what in ("sanctions", "events"):
        for field in FIELDS[what]:
            figures[f"{what}: {field} alike"] = percent(counts[f"{what} {field}"], counts[what])
    figures["something fires or not, alike"] = percent(counts["silent alike"], counts["articles"])
    return figures


MENTION_FIELDS = ("measures", "status", "senders", "targets", "modality", "speaker")
FIELDS = {
    "sanctions": MENTION_FIELDS,
    "events": ("type", "mode", "modality", "actors", "recipients", "speaker"),
    "lone sanctions": MENTION_FIELDS,
    "lone events": ("type", "mode", "modality", "actor", "recipient", "speaker"),
}


def sentence_agreement() -> dict[str, float]:
    """Return the shares, in percent, over the lone sentences that were labelled twice."""
    counts: Counter[str] = Counter()
    events = [row for part in PARTS for row in event_sentences(part)]
    texts = [row for part in PARTS for row in sanctions_texts(part)]
    second_events = {row.id: row for row in _second(EVENTS, event_sentences)}
    second_texts = {row.id: row for row in _second(SANCTIONS, sanctions_texts)}
    for sentence in events:
        if sentence.id in second_events:
            other = second_events[sentence.id]
            fit = partial(_fit_labelled_event, sentence.text)
            _count_reports("lone events", sentence.events, other.events, fit, counts)
            _count_silence("lone events", bool(sentence.events), bool(other.events), counts)
            if sentence.events and other.events:
                counts["main"] += 1
                counts["main alike"] += _main(sentence) == _main(other)
    for text in texts:
        if text.id in second_texts:
            again = second_texts[text.id]
            near = partial(_fit_labelled_mention, text.text)
            _count_reports("lone sanctions", text.sanctions, again.sanctions, near, counts)
            _count_silence("lone sanctions", bool(text.sanctions), bool(again.sanctions), counts)
    figures = {}
    for what in ("lone events", "lone sanctions"):
        figures[f"{what}: texts"] = float(counts[f"{what} texts"])
        figures[f"{what} F1"] = percent(2 * counts[what], counts[f"{what} in all"])
        for field in FIELDS[what]:
            figures[f"{what}: {field} alike"] = percent(counts[f"{what} {field}"], counts[what])
        silent = counts[f"{what} silent alike"]
        figures[f"{what}: any or none, alike"] = percent(silent, counts[f"{what} texts"])
    figures["lone events: type of the main event alike"] = percent(
        counts["main alike"], counts["main"]
    )
    return figures


def _second(first: Path, read: Callable[[Part, Path], tuple[T, ...]]) -> list[T]:
    path = SECOND / first.name
    return [row for part in PARTS for row in read(part, path)]


def _main(sentence: EventSentence) -> EventType:
    return next(event.type for event in sentence.events if event.main)


def _count_silence(what: str, one: bool, other: bool, counts: Counter[str]) -> None:
    counts[f"{what} texts"] += 1
    counts[f"{what} silent alike"] += one == other


def _fit_labelled_event(text: str, one: LabelledEvent, other: LabelledEvent) -> float:
    same_words = _touch(text, one.trigger, other.trigger)
    return (2.0 + (one.type == other.type)) * same_words


def _fit_labelled_mention(text: str, one: LabelledMention, other: LabelledMention) -> float:
    near = _touch(text, one.evidence, other.evidence)
    return near * (1.0 + bool(set(one.measures) & set(other.measures)))


def _touch(text: str, one: str, other: str) -> bool:
    first, second = text.index(one), text.index(other)
    return first < second + len(other) and second < first + len(one)


def _count_entities(one: Article, other: Article, counts: Counter[str]) -> None:
    first = {(e.start, e.end): e for e in one.entities}
    second = {(e.start, e.end): e for e in other.entities}
    both = [(first[place], second[place]) for place in first.keys() & second.keys()]
    counts["extents"] += len(both)
    counts["extents in all"] += len(first) + len(second)
    counts["entities in all"] += len(first) + len(second)
    for a, b in both:
        if a.label == b.label:
            counts["entities"] += 1
            counts["canonical"] += a.canonical.lower() == b.canonical.lower()
            counts["country"] += a.country == b.country


def _count_reports(
    what: str,
    first: Sequence[T],
    second: Sequence[T],
    fit: Callable[[T, T], float],
    counts: Counter[str],
) -> None:
    counts[f"{what} in all"] += len(first) + len(second)
    left = list(second)
    for one in first:
        best = max(left, key=lambda other: fit(one, other), default=None)
        if best is None or fit(one, best) <= 0:
            continue
        left.remove(best)
        counts[what] += 1
        for field in FIELDS[what]:
            counts[f"{what} {field}"] += _alike(getattr(one, field), getattr(best, field))


def _alike(one: object, other: object) -> bool:
    """Say whether two values of a field agree: parties and measures by one in common."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return bool(_parts(one) & _parts(other)) or not (one or other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other or bool(name_words(one) & name_words(other))
    return one == other


def _parts(values: Iterable[Hashable]) -> set[Hashable]:
    return {word for value in values for word in name_words(str(value))}


def _overlap(one: R, other: R) -> bool:
    return one.start < other.start + len(other.evidence) and other.start < one.start + len(
        one.evidence
    )


def _fit_sanctions(one: GoldSanctions, other: GoldSanctions) -> float:
    return _overlap(one, other) * (1.0 + bool(set(one.measures) & set(other.measures)))


def _fit_event(one: GoldEvent, other: GoldEvent) -> float:
    if not _overlap(one, other):
        return 0.0
    places = [
        (
            e.start + e.evidence.index(e.trigger),
            e.start + e.evidence.index(e.trigger) + len(e.trigger),
        )
        for e in (one, other)
    ]
    same_words = places[0][0] < places[1][1] and places[1][0] < places[0][1]
    return 2.0 * same_words + (one.type == other.type)


def main() -> None:
    """Print the agreement over all that was labelled twice."""
    pairs = [
        (read_article(ARTICLES / path.name), read_article(path))
        for path in sorted(SECOND.glob("*.txt"))
    ]
    for name, value in (agreement(pairs) | sentence_agreement()).items():
        print(f"{name:40}{value:8.1f}")


if __name__ == "__main__":
    main()
