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
    rf"""^(?:[*•-]\ )?(?P<places>{CAPITALS}(?:/{CAPITALS})*)
        (?:,\ (?P<state>[A-Z][A-Za-z.\ ]{{1,30}}?))??
        (?:,?\ (?:\d{{1,2}}\ {MONTHS}|{MONTHS}\ \d{{1,2}})(?:,?\ \d{{4}})?)?
        (?:,?\ \((?P<agency>[A-Z][\w.\ /-]{{1,30}})\))?
        (?:\ ?[—–]\ ?|\ --?\ |:\ (?=[A-Z“])|\.\ (?=[A-Z]))(?=\S)""",
    re.VERBOSE | re.MULTILINE,
)
COLON = re.compile(r"[:.]\ $")
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
        state = knowledge.lookup(line.group("state") or "")
        for match in PLACE.finditer(text, *line.span("places")):
            known = lookup_capitals(match.group(), knowledge)
            if known is not None and known.label in (EntityLabel.GPE, EntityLabel.ORG):
                found.append(Candidate(*match.span(), known.label, Source.LIST, known))
            elif known is None and (
                (sure and (_has_more(line) or state is not None))
                or knowledge.towns(uncapitalised(match.group()))
            ):
                found.append(Candidate(*match.span(), EntityLabel.GPE, Source.RULE))
        if line.group("agency") and not _is_no_agency(line.group("agency")):
            found.append(Candidate(*line.span("agency"), EntityLabel.ORG, Source.RULE))
    for match in SPEAKER.finditer(text):
        found.append(Candidate(*match.span("name"), EntityLabel.PERSON, Source.RULE))
    return found


def lookup_capitals(name: str, knowledge: Knowledge) -> Known | None:
    """Return what a name written in capitals names: "PORT-AU-PRINCE"."""
    plain = uncapitalised(name)
    for spelling in (name, plain, name.title()):
        known = knowledge.names.get(spelling) or knowledge.lookup(spelling)
        if known is not None:
            return known
    return None


def uncapitalised(name: str) -> str:
    """Return a name in capitals as it is written elsewhere: "Lavrov", "Dar es Salaam"."""
    return SMALL.sub(lambda match: match.group().lower(), name.title())


def _is_no_agency(name: str) -> bool:
    """Say whether the brackets of a dateline hold no agency: "(updated)", "(Jan 5)"."""
    return any(char.isdigit() for char in name) or "pdate" in name


def _has_more(line: re.Match[str]) -> bool:
    """Say whether date or agency follow, so that an unlisted name is no mere exclamation."""
    return any(char.isdigit() or char == "(" for char in line.group())
