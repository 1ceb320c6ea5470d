"""What one mention in an article says about the others."""

from collections import Counter, defaultdict

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import PLACES, Candidate, Source

SHORTEST_REPEAT = 4
# A surname outvotes readings as a place or body unless those are this many times as many.
SURNAME_WEIGHT = 3
NEVER_REPEATED = frozenset({EntityLabel.DATE, EntityLabel.MONEY})
PERSON = EntityLabel.PERSON


def surnames(text: str, spans: list[Candidate]) -> Counter[str]:
    """Count the surnames, and names without the first name, of people named in full."""
    found: Counter[str] = Counter()
    for span in spans:
        name = text[span.start : span.end]
        words = name.split()
        if span.label is PERSON and len(words) > 1 and not name.isupper():
            found[words[-1]] += 1
            found[" ".join(words[1:])] += 1
    return found


def vote(text: str, spans: list[Candidate]) -> list[Candidate]:
    """Give the same words the same label throughout an article, and add missed repeats.

    A surname of somebody named in full is that person. What the lists decide stays.
    """
    last = surnames(text, spans)
    upper = {name.upper() for name in last}
    # A surname in capitals outvotes the recogniser's "BERIDZE REJECTS".
    spans = [
        span
        for span in spans
        if span.source is not Source.MODEL
        or not text[span.start : span.end].isupper()
        or text[span.start : span.end] in upper
        or upper.isdisjoint(text[span.start : span.end].split())
    ]
    votes: dict[str, Counter[EntityLabel]] = defaultdict(Counter)
    for span in spans:
        votes[text[span.start : span.end]][span.label] += 1
    labels = {name: _winner(name, counts, last) for name, counts in votes.items()}
    voted = [
        span
        if span.known is not None and labels[text[span.start : span.end]] is not EntityLabel.PERSON
        else _with_label(span, labels[text[span.start : span.end]])
        for span in spans
    ]
    return sorted([*voted, *_repeats(text, voted, votes, labels, last)], key=lambda s: s.start)


def _winner(name: str, counts: Counter[EntityLabel], last: Counter[str]) -> EntityLabel:
    # Ties go by the label's name, so that the order of mentions does not matter.
    label = min(counts, key=lambda label: (-counts[label], label.value))
    places = sum(counts[place] for place in PLACES)
    if name in last and label is not EntityLabel.PERSON and places <= last[name] * SURNAME_WEIGHT:
        return EntityLabel.PERSON
    return label


def _with_label(span: Candidate, label: EntityLabel) -> Candidate:
    if span.label is label:
        return span
    return Candidate(span.start, span.end, label, span.source, None)


def _repeats(
    text: str,
    spans: list[Candidate],
    votes: dict[str, Counter[EntityLabel]],
    labels: dict[str, EntityLabel],
    last: Counter[str],
) -> list[Candidate]:
    taken = bytearray(len(text))
    for span in spans:
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    names = {**dict.fromkeys(last, EntityLabel.PERSON), **labels}
    # "LAVROV" of Sergey Lavrov, in headlines of capitals and in transcripts.
    shouted = {name.upper(): label for name, label in names.items() if label is PERSON}
    names = {**shouted, **names}
    wanted = {
        name: label
        for name, label in names.items()
        if len(name) >= SHORTEST_REPEAT
        and name[0].isupper()
        and label not in NEVER_REPEATED
        and (" " in name or label is PERSON or votes[name].total() > 1)
    }
    if not wanted:
        return []
    found = []
    for name in sorted(wanted, key=lambda name: (-len(name), name)):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if taken.find(1, start, end) < 0 and not _is_part(text, start, end):
                found.append(Candidate(start, end, wanted[name], Source.REPEAT))
                taken[start:end] = b"\1" * (end - start)
            start = text.find(name, end)
    return found


def _is_part(text: str, start: int, end: int) -> bool:
    """Say whether text[start:end] is a part of a longer word or compound."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before.isalnum() or before in ("-", "_") or after.isalnum() or after in ("-", "_")
