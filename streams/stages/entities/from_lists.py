"""What the lists propose, and the halves of Korea and of "Sino-Indian"."""

import re

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source

HYPHENATED = re.compile(r"-(?!(?:led|backed|era|appointed|style|allied|inspired)\b)[a-z]")
PREFIXES = {
    "Sino": "Chinese", "Russo": "Russian", "Franco": "French", "Anglo": "British",
    "Indo": "Indian", "Greco": "Greek", "Turco": "Turkish", "Italo": "Italian",
    "Luso": "Portuguese", "Austro": "Austrian", "Perso": "Iranian", "Soviet": "Soviet",
}  # fmt: skip
COMPOUND = re.compile(rf"\b({'|'.join(PREFIXES)})[-–]([A-Z][a-z]+)\b")
BOTH_KOREAS = (("North Korea", "Pyongyang", "DPRK"), ("South Korea", "Seoul", "Koreas"))
HALF = re.compile(r"(?<=[Tt]he )(?:North|South)(?=[’'.,;?!)]| (?:[a-z]))")
SPEAKS = re.compile(r" (?:said|says|told|added|scored|won|tweeted)\b")
LOCATIVE = words("in at near from around outside off of to on toward towards across inside")


def list_candidates(text: str, model: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Return the listed names; doubtful ones only where the recogniser sees a name too."""
    spans = {(span.start, span.end): span for span in model}
    people = {
        part
        for span in model
        if span.label is EntityLabel.PERSON and " " in text[span.start : span.end]
        for part in text[span.start : span.end].split()
    }
    found = [*_koreas(text, knowledge), *_halves(text, knowledge)]
    hits = knowledge.find(text)
    ends = {hit.end for hit in hits}
    for hit in hits:
        # Mbeki in "Okafor-Mbeki" is somebody else; Blinken in "Von der Leyen-Blinken" is not.
        joined = text[max(0, hit.start - 1) : hit.start] == "-" and hit.start - 1 not in ends
        if joined and hit.value.label is EntityLabel.PERSON:
            continue
        # "Wang Yi-cheng" is not Wang Yi.
        if hit.value.label is EntityLabel.PERSON and HYPHENATED.match(text, hit.end):
            continue
        name = text[hit.start : hit.end]
        same = spans.get((hit.start, hit.end))
        known = hit.value
        if same is None:
            doubtful = name in knowledge.weak or (
                known.kind == "city" and not _is_place_by_context(text, hit.start)
            )
        else:
            ambiguous = name in knowledge.first_names or name in knowledge.weak
            doubtful = same.label is EntityLabel.PERSON is not known.label and (
                ambiguous
                or (
                    known.kind == "city"
                    and (name in people or SPEAKS.match(text, hit.end) is not None)
                    and not _is_place_by_context(text, hit.start)
                )
            )
        if not doubtful:
            found.append(Candidate(hit.start, hit.end, known.label, Source.LIST, known))
    return found


def _halves(text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return the first parts of "Sino-Indian" and "Franco-German"."""
    found = []
    for match in COMPOUND.finditer(text):
        other, known = knowledge.lookup(match.group(2)), knowledge.lookup(PREFIXES[match.group(1)])
        if other is not None and other.kind == "demonym" and known is not None:
            found.append(Candidate(*match.span(1), known.label, Source.LIST, known))
    return found


def _koreas(text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return "the North" and "the South" where the article is about both Koreas."""
    if not all(any(name in text for name in names) for names in BOTH_KOREAS):
        return []
    found = []
    for match in HALF.finditer(text):
        known = knowledge.lookup(f"{match.group()} Korea")
        if known is not None:
            found.append(Candidate(*match.span(), known.label, Source.LIST, known))
    return found


def _is_place_by_context(text: str, start: int) -> bool:
    before = text[max(0, start - 12) : start].split()
    return bool(before) and before[-1] in LOCATIVE
