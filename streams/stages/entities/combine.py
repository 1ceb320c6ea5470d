"""Recogniser, lists and rules decided together into spans that do not overlap."""

import re
from bisect import bisect_left

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.runs import DEMONYM
from streams.stages.entities.titles import HEADS, TITLES

# Between names that the recogniser took for one: "EU-US", "Russia and Ukraine".
CONNECTION = re.compile(r"^(?:[\s\-–—/&,]|and|or|to)*$")
SOURCE_RANK = {
    Source.LIST: 0,
    Source.BOTH: 0,
    Source.RULE: 1,
    Source.REPEAT: 2,
    Source.MODEL: 3,
}
DURATION = re.compile(
    r"^(?:the |about |nearly |over |some |a |an )?"
    r"(?:(?:[a-z]+|\d[\d,.]*)[ -])*"
    r"(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies)|hours?|minutes?)(?:[- ]old)?$",
    re.IGNORECASE,
)
CAPITALS_BLANKS = 2
OF_OR_FOR = re.compile(" (?:of|for) ")
POSSESSIVE = re.compile(r"[’']s (?=[A-Z])")


def combine(
    text: str, model: list[Candidate], lists: list[Candidate], rules: list[Candidate]
) -> list[Candidate]:
    """Return spans without overlaps: the longest wins; of equals, the list's.

    What the recogniser took for one name is parted where it is listed names joined by a
    hyphen or "and", or a listed name beside a title.
    """
    listed = _longest(lists)
    parted: list[Candidate] = []
    dates = [span for span in rules if span.label is EntityLabel.DATE]
    sides = {(hit.start, hit.end) for hit in listed}
    starts = [hit.start for hit in listed]
    for span in [part for whole in model for part in _at_possessive(text, whole, sides)]:
        # The recogniser's date may hold more than a date: "since 2018", "August 9, 2020 election".
        if span.label is EntityLabel.DATE and (
            any(map(span.overlaps, dates)) or DURATION.search(text[span.start : span.end])
        ):
            continue
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        inside = [hit for hit in listed[first:last] if hit.within(span)]
        # "BLINKEN SAYS" in a headline of capitals, where every word looks like a name.
        shouted = bool(inside) and _is_capitals_line(text, span)
        parted += inside if shouted or _is_compound(text, span, inside) else [span]
    spans = {(span.start, span.end) for span in model}
    agreed = [
        Candidate(hit.start, hit.end, hit.label, Source.BOTH, hit.known)
        if (hit.start, hit.end) in spans
        else hit
        for hit in listed
    ]
    own = [part for whole in rules for part in _at_possessive(text, whole, sides)]
    own = [span for span in own if not _ends_in_listed(text, span, listed)]
    own = [span for span in own if not _is_owned_weapon(text, span, [*listed, *model])]
    return _longest([*agreed, *parted, *own])


def _longest(candidates: list[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    taken = bytearray(max((span.end for span in candidates), default=0))
    for span in sorted(
        candidates,
        key=lambda span: (span.start - span.end, SOURCE_RANK[span.source], span.start),
    ):
        if taken.find(1, span.start, span.end) < 0:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.start)


def _is_compound(text: str, span: Candidate, inside: list[Candidate]) -> bool:
    if not inside:
        return False
    edges = [span.start, *(edge for hit in inside for edge in (hit.start, hit.end)), span.end]
    rest = " ".join(text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True))
    if CONNECTION.match(rest):
        return True
    others = re.findall(r"\w+", rest)
    persons = any(hit.label is EntityLabel.PERSON for hit in inside)
    titled = all(word in HEADS or word in TITLES for word in others)
    return titled and (len(inside) == 1 or (persons and span.label is not EntityLabel.PERSON))


def _is_capitals_line(text: str, span: Candidate) -> bool:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    line = text[start : end if end >= 0 else len(text)]
    return line.isupper() and line.count(" ") >= CAPITALS_BLANKS


def _at_possessive(text: str, span: Candidate, sides: set[tuple[int, int]]) -> list[Candidate]:
    """Part "the Treasury's Office of Foreign Assets Control" where one side is a listed name."""
    if span.label not in (EntityLabel.ORG, EntityLabel.PERSON):
        return [span]
    match = POSSESSIVE.search(text, span.start, span.end)
    if match is None:
        return [span]
    if (span.start, match.start()) in sides or (match.end(), span.end) in sides:
        return [
            Candidate(span.start, match.start(), span.label, span.source),
            Candidate(match.end(), span.end, span.label, span.source),
        ]
    return [span]


def _ends_in_listed(text: str, span: Candidate, listed: list[Candidate]) -> bool:
    """Say whether a rule took "Membership of the European Union" for one name."""
    if span.label is not EntityLabel.ORG or not OF_OR_FOR.search(text, span.start, span.end):
        return False
    return any(
        hit.end == span.end
        and hit.label is EntityLabel.ORG
        and text[span.start : hit.start].endswith((" of the ", " of ", " for the ", " for "))
        for hit in listed
        if hit.within(span)
    )


def _is_owned_weapon(text: str, span: Candidate, others: list[Candidate]) -> bool:
    """Say whether the word before "missiles" tells whose they are: "Houthi missiles"."""
    if span.label is not EntityLabel.WEAPON or span.source is not Source.REPEAT:
        return False
    return bool(DEMONYM.search(text[span.start : span.end])) or any(
        other.overlaps(span)
        and other.label is not EntityLabel.WEAPON
        and (other.known is not None or other.label is EntityLabel.NORP)
        for other in others
    )
