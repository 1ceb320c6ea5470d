"""Canonical name, Wikidata id and country of each entity."""

import re
from collections.abc import Mapping

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge, Known
from streams.stages.entities.candidate import Candidate
from streams.stages.entities.datelines import uncapitalised

DEFINED = re.compile(r"\s\((?:the |“|\")?([A-Z][A-Za-z&.\-]{1,9})(?:”|\")?\)")
PLACE_LABELS = (EntityLabel.GPE, EntityLabel.FAC, EntityLabel.LOC)
# What a body is called once it has been named.
DESCRIPTIONS = {"Alliance": "NATO", "Union": "European Union", "Bloc": "European Union"}
LOOK_BACK = 40
SHOUTED = 3
# From the name of a state to the body that is its own.
OWNER = re.compile(r"(?:[’']s?)?\ $")
PLACED = re.compile(r"\ (?:in|of)\ (?:the\ )?")
COMMON_BODY = re.compile(
    r"^(?:Joint Chiefs|(?:Supreme|Constitutional|High) Court|Parliament|National Assembly|Senate"
    r"|Congress|Cabinet|Central Bank|Interior|Foreign|Defen[cs]e|Finance|Ministry|General Staff)\b"
)
BODIES = (EntityLabel.ORG, EntityLabel.FAC, EntityLabel.LAW, EntityLabel.EVENT)


def acronyms(text: str, spans: list[Candidate]) -> dict[str, str]:
    """Return the acronyms that the article defines: "SCO" of "Shanghai ... Organisation (SCO)"."""
    found: dict[str, str] = {}
    for span in spans:
        match = DEFINED.match(text, span.end)
        if match and span.label in (EntityLabel.ORG, EntityLabel.LAW, EntityLabel.GPE):
            name = text[span.start : span.end]
            if _abbreviates(match.group(1), name):
                found.setdefault(match.group(1), name)
    return found


def full_names(text: str, spans: list[Candidate]) -> dict[str, str]:
    """Return for each part of a person's name in the article the fullest name there.

    A surname that two people share stands for the one named first.
    """
    found: dict[str, str] = {}
    for span in spans:
        name = _written_small(_plain(text[span.start : span.end]))
        words = name.split()
        if span.label is EntityLabel.PERSON and len(words) > 1:
            for part in {words[-1], " ".join(words[1:])}:
                found.setdefault(part, name)
    return found


def short_forms(text: str, spans: list[Candidate], knowledge: Knowledge) -> dict[str, str]:
    """Return one-word forms of bodies named in full: "Commission" of "European Commission"."""
    found: dict[str, str] = {}
    for span in spans:
        name = _plain(text[span.start : span.end])
        if span.label is EntityLabel.ORG and " " in name:
            found.setdefault(name.split()[-1], name)
    names = {_plain(text[span.start : span.end]) for span in spans}
    listed = {known.canonical for name in sorted(names) if (known := knowledge.lookup(name))}
    for word, canonical in DESCRIPTIONS.items():
        if canonical in listed:
            found.setdefault(word, canonical)
    return found


def link(
    text: str,
    span: Candidate,
    *,
    full: Mapping[str, str],
    short: Mapping[str, str],
    knowledge: Knowledge,
) -> Known:
    """Return whom or what the span names: from the lists, else from the article's own words."""
    name = _plain(text[span.start : span.end])
    known = span.known or knowledge.lookup(name)
    if span.label is EntityLabel.PERSON:
        return _person(name, full, known, knowledge)
    if known is not None and _same_kind(known.label, span.label):
        return known
    if name in short:
        known = knowledge.lookup(short[name])
        if known is not None:
            return known
        return Known(short[name], span.label, "", country=_country_within(short[name], knowledge))
    country = _country_within(name, knowledge) if span.label in BODIES else None
    if span.label is EntityLabel.ORG and country is None:
        country = _country_beside(text, span, knowledge)
    if span.label in PLACE_LABELS and country is None:
        country = _country_after(text, span.end, knowledge)
    return Known(name, span.label, "", country=country)


def _written_small(name: str) -> str:
    """Return "Sergey Lavrov" of "Sergey LAVROV", as ministries and transcripts write it."""
    shouted = [len(word) >= SHOUTED and word.isupper() for word in name.split()]
    return " ".join(
        uncapitalised(word) if loud else word
        for word, loud in zip(name.split(), shouted, strict=True)
    )


def _person(name: str, full: Mapping[str, str], known: Known | None, knowledge: Knowledge) -> Known:
    fullest = full.get(name) or full.get(_written_small(name)) or _written_small(name)
    listed = knowledge.lookup(fullest)
    if listed is not None and listed.label is EntityLabel.PERSON:
        return listed
    if fullest == name and known is not None and known.label is EntityLabel.PERSON:
        return known
    return Known(fullest, EntityLabel.PERSON, "")


def _same_kind(listed: EntityLabel, label: EntityLabel) -> bool:
    return listed is label or {listed, label} <= set(PLACE_LABELS)


def _plain(name: str) -> str:
    name = " ".join(name.split())
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    return name.removeprefix("the ").removeprefix("The ")


def _abbreviates(short: str, name: str) -> bool:
    """Say whether the letters of an acronym begin words of the name, in order."""
    initials = [word[0].upper() for word in re.findall(r"\w+", name)]
    rest = iter(initials)
    letters = [letter.upper() for letter in short if letter.isalpha()]
    return len(letters) > 1 and all(letter in rest for letter in letters)


def _country_within(name: str, knowledge: Knowledge) -> str | None:
    """Return the country that a body's own name holds: "Central Bank of Kenya"."""
    countries = {
        hit.value.country
        for hit in knowledge.find(name)
        if hit.value.kind in ("state", "demonym", "capital", "region") and hit.value.country
    }
    return countries.pop() if len(countries) == 1 else None


def _country_beside(text: str, span: Candidate, knowledge: Knowledge) -> str | None:
    """Return the country that a body is said to belong to.

    "South Korea's Joint Chiefs of Staff", "the Peruvian Foreign Ministry"; for a body that
    every state has, also "the Joint Chiefs of Staff in Seoul".
    """
    before = text[max(0, span.start - LOOK_BACK) : span.start]
    for hit in knowledge.find(before):
        if hit.value.kind in ("state", "demonym", "capital") and OWNER.match(before, hit.end):
            return hit.value.country
    if COMMON_BODY.search(text[span.start : span.end]):
        place = PLACED.match(text, span.end)
        for hit in knowledge.find(text[place.end() : place.end() + LOOK_BACK]) if place else ():
            if hit.start == 0 and hit.value.label is EntityLabel.GPE:
                return hit.value.country
    return None


def _country_after(text: str, end: int, knowledge: Knowledge) -> str | None:
    """Return the country that follows a place: "Taiz, Yemen"."""
    if text[end : end + 2] != ", ":
        return None
    for hit in knowledge.find(text[end + 2 : end + 40]):
        if hit.start == 0 and hit.value.kind == "state":
            return hit.value.country
    return None
