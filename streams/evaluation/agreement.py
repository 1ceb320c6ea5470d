"""How far two annotators agree on the same articles.

    python -m streams.evaluation.agreement

The second annotator worked from the bare text and the rules alone; the files lie in
tests/gold/second, named as the first's. Agreement on what there is (names, mentions, events)
is F1, the first taken as gold, which is the same both ways; on the fields of what both have, the
share alike.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from streams.evaluation.corpus import (
    ARTICLES,
    Article,
    GoldEvent,
    GoldSanctions,
    read_article,
)
from streams.evaluation.figures import percent
from streams.evaluation.parties import name_words

SECOND = ARTICLES.parent / "second"
R = TypeVar("R", GoldSanctions, GoldEvent)


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
    for what, fields in FIELDS.items():
        for field in fields:
            figures[f"{what}: {field} alike"] = percent(counts[f"{what} {field}"], counts[what])
    figures["something fires or not, alike"] = percent(counts["silent alike"], counts["articles"])
    return figures


FIELDS = {
    "sanctions": ("measures", "status", "senders", "targets", "modality", "speaker"),
    "events": ("type", "mode", "modality", "actors", "recipients", "speaker"),
}


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
    first: Sequence[R],
    second: Sequence[R],
    fit: Callable[[R, R], float],
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
    """Print the agreement over all articles that were labelled twice."""
    pairs = [
        (read_article(ARTICLES / path.name), read_article(path))
        for path in sorted(SECOND.glob("*.txt"))
    ]
    for name, value in agreement(pairs).items():
        print(f"{name:40}{value:8.1f}")


if __name__ == "__main__":
    main()
