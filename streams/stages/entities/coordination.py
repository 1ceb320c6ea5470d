"""Names in a row are of one kind: "business leaders Aung Oo, Naing Htut and Sit Taing"."""

import re

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.titles import TITLES

NAME = r"[A-ZÀ-Ž][\w’'-]+(?:\ (?:[A-Z]\.|[A-ZÀ-Ž][\w’'-]+)){1,3}"
ROW = re.compile(rf"{NAME}(?:,\ {NAME})*,?\ and\ {NAME}", re.VERBOSE)
ONE_NAME = re.compile(NAME, re.VERBOSE)
PERSON = EntityLabel.PERSON


def align_rows(text: str, spans: list[Candidate]) -> list[Candidate]:
    """Read unlisted names in a row as people where at least one of them is known to be one.

    Names that the recogniser missed there are added; what the lists or rules say stays.
    """
    changed: list[Candidate] = []
    for row in ROW.finditer(text):
        within = [span for span in spans if row.start() <= span.start and span.end <= row.end()]
        if not any(span.label is PERSON for span in within):
            continue
        for match in ONE_NAME.finditer(text, row.start(), row.end()):
            if not TITLES.isdisjoint(match.group().split()) or match.group().startswith("The "):
                continue
            person = Candidate(*match.span(), PERSON, Source.REPEAT)
            rivals = [span for span in within if span.overlaps(person)]
            same = any((span.start, span.end) == match.span() for span in rivals)
            if all(span.source is Source.MODEL and _within(span, person) for span in rivals):
                changed.append(Candidate(*match.span(), PERSON, Source.MODEL) if same else person)
    kept = [span for span in spans if not any(span.overlaps(new) for new in changed)]
    return sorted([*kept, *changed], key=lambda span: span.start)


def _within(span: Candidate, other: Candidate) -> bool:
    return other.start <= span.start and span.end <= other.end
