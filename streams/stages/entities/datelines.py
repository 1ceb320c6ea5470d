"""Names in capitals at a line's start: where a report was written, who speaks in a transcript."""

import re

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge, Known
from streams.stages.entities.candidate import Candidate, Source

CAPITALS = r"[A-ZÀ-Ž][A-ZÀ-Ž.’'-]*(?:\ [A-ZÀ-Ž][A-ZÀ-Ž.’'-]+){0,3}"
PLACE = re.compile(CAPITALS, re.VERBOSE)
MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
# "BRUSSELS, 18 March -", "GENEVA, Jan 5 (AFP) —", "TALLINN/RIGA (Reuters) -", "ACCRA, Ghana (AP) —"
DATELINE = re.compile(
    rf"""^(?P<places>{CAPITALS}(?:/{CAPITALS})*)
        (?:,\ [A-Z][A-Za-z.\ ]{{1,30}}?)??
        (?:,?\ (?:\d{{1,2}}\ {MONTHS}|{MONTHS}\ \d{{1,2}})(?:,?\ \d{{4}})?)?
        (?:,?\ \((?:[A-Z][\w.\ /-]{{1,30}})\))?
        (?:\ ?[—–]\ ?|\ --?\ |:\ (?=[A-Z“]))(?=\S)""",
    re.VERBOSE | re.MULTILINE,
)
COLON = re.compile(r":\ $")
# "SECRETARY KERRY:", "MS. ADEYEMI:", "MR PRICE:"
SPEAKER = re.compile(
    rf"""(?:^|(?<=[.?!]\ ))(?:MR|MRS|MS|DR|SECRETARY|PRESIDENT|PRIME\ MINISTER|FOREIGN\ MINISTER
        |MINISTER|AMBASSADOR|SENATOR|GENERAL|ADMIRAL|CHANCELLOR|UNDER\ SECRETARY
        |ASSISTANT\ SECRETARY|COLONEL|GOVERNOR|MAYOR|CHAIRMAN)\.?\ (?P<name>{CAPITALS}):""",
    re.VERBOSE | re.MULTILINE,
)
SMALL = re.compile(r"(?<=[ -])(?:De|Da|Do|Es|Au|El|Le|La|Les|Of|And|The|Sur)(?=[ -])")


def find_datelines(text: str, knowledge: Knowledge) -> list[Candidate]:
    """Return the places of datelines, and the people that transcripts announce."""
    found = []
    for line in DATELINE.finditer(text):
        sure = not COLON.search(line.group())
        for match in PLACE.finditer(text, *line.span("places")):
            known = lookup_capitals(match.group(), knowledge)
            if known is not None and known.label is EntityLabel.GPE:
                found.append(Candidate(*match.span(), EntityLabel.GPE, Source.LIST, known))
            elif sure and known is None and _has_more(line):
                found.append(Candidate(*match.span(), EntityLabel.GPE, Source.RULE))
    for match in SPEAKER.finditer(text):
        found.append(Candidate(*match.span("name"), EntityLabel.PERSON, Source.RULE))
    return found


def lookup_capitals(name: str, knowledge: Knowledge) -> Known | None:
    """Return what a name written in capitals names: "PORT-AU-PRINCE"."""
    plain = uncapitalised(name)
    return knowledge.lookup(name) or knowledge.lookup(plain) or knowledge.lookup(name.title())


def uncapitalised(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: "Lavrov", "Dar es Salaam"."""
    return SMALL.sub(lambda match: match.group().lower(), name.title())


def _has_more(line: re.Match[str]) -> bool:
    """Say whether date or agency follow, so that an unlisted name is no mere exclamation."""
    return any(char.isdigit() or char == "(" for char in line.group())
