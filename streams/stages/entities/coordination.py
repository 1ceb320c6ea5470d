"""Names in a row are of one kind: "business leaders Aung Oo, Naing Htut and Sit Taing"."""

import re

from schemas.entity import EntityLabel
from streams.stages.entities.candidate import Candidate, Source

NAME = r"[A-ZÀ-Ž][\w’'-]+(?:\ (?:[A-Z]\.|[A-ZÀ-Ž][\w’'-]+)){1,3}"
ROW = re.compile(rf"{NAME}(?:,\ {NAME})*,?\ and\ {NAME}", re.VERBOSE)
ONE_NAME = re.compile(NAME, re.VERBOSE)
PERSON = EntityLabel.PERSON


def align_rows(text: str, spans: list[Candidate]) -> list[Candidate]:
    """Read unlisted names in a row as people where at least one of them is known to be one.

    Names that the recogniser missed there are added; what the lists or rules say stays.
    """
    by_place = {(span.start, span.end): span for span in spans}
    changed: dict[tuple[int, int], Candidate] = {}
    for row in ROW.finditer(text):
        places = [match.span() for match in ONE_NAME.finditer(text, row.start(), row.end())]
        members = [by_place.get(place) for place in places]
        if not any(member is not None and member.label is PERSON for member in members):
            continue
        for place, member in zip(places, members, strict=True):
            if member is None:
                added = Candidate(*place, PERSON, Source.REPEAT)
                if not any(added.overlaps(span) for span in spans):
                    changed[place] = added
            elif member.source is Source.MODEL and member.known is None:
                changed[place] = Candidate(*place, PERSON, Source.MODEL)
    kept = [span for span in spans if (span.start, span.end) not in changed]
    return sorted([*kept, *changed.values()], key=lambda span: span.start)
