"""Canonical name, Wikidata id and country of each entity."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge, Known
from streams.stages.entities.article import Article, plain, read_article, written_small
from streams.stages.entities.candidate import BODIES, Candidate
from streams.stages.entities.countries import Anchor, Countries

PERSON = EntityLabel.PERSON
ORG = EntityLabel.ORG
PLACE_LABELS = (EntityLabel.GPE, EntityLabel.FAC, EntityLabel.LOC)
LOOK_BACK = 40
# From the name of a state to the body that is its own.
OWNER = re.compile(r"(?:[’']s?)?\ $")
PLACED = re.compile(r"\ (?:in|of)\ (?:the\ )?")
COMMON_BODY = re.compile(
    r"^(?:Joint Chiefs|(?:Supreme|Constitutional|High) Court|Parliament|National Assembly|Senate"
    r"|Congress|Cabinet|Central Bank|Interior|Foreign|Defen[cs]e|Finance|Ministry|General Staff"
    r"|National Guard|National Police|Navy|Army|Air Force|Treasury|Coast Guard)\b"
)
AS_WRITTEN = (EntityLabel.LAW, EntityLabel.EVENT, EntityLabel.WEAPON)
# "F-16s" are F-16.
PLURAL = re.compile(r"(?<=\d)s$")
# Bodies that news from Washington or London names without the state.
NATIONAL = {
    "Congress": {"US": "US Congress"},
    "Senate": {"US": "US Senate"},
    "House of Representatives": {"US": "US House of Representatives"},
    "Treasury": {"US": "US Treasury", "GB": "HM Treasury"},
}
# Other states whose press writes of "Congress" and "the Senate".
CONGRESSES = (
    "PH",
    "PE",
    "MX",
    "CO",
    "BR",
    "AR",
    "CL",
    "BO",
    "HN",
    "GT",
    "PY",
    "UY",
    "NG",
    "FR",
    "IT",
)


def link_all(text: str, spans: list[Candidate], knowledge: Knowledge) -> list[Known]:
    """Return whom or what each span names, in the spans' order."""
    article = read_article(text, spans, knowledge)
    linked = [_link(text, span, article, knowledge) for span in spans]
    countries = Countries(text, _anchors(spans, linked), knowledge)
    linked = [_national(known, countries, knowledge) for known in linked]
    told: dict[str, Counter[str]] = {}
    for span, known in zip(spans, linked, strict=True):
        if known.country is None and not known.kind:
            country = countries.of(known.canonical, span.start, span.end, span.label)
            if country is not None:
                told.setdefault(known.canonical, Counter())[country] += 1
    return [
        replace(known, country=_most_told(told[known.canonical]))
        if known.country is None and not known.kind and known.canonical in told
        else known
        for known in linked
    ]


def _national(known: Known, countries: Countries, knowledge: Knowledge) -> Known:
    """Return the American or British body that "Congress" or "the Treasury" is in an article."""
    choices = NATIONAL.get(known.canonical)
    if choices is None or known.country is not None:
        return known
    country = countries.most_named(("US", "GB") if "GB" in choices else ("US", *CONGRESSES))
    body = knowledge.lookup(choices[country]) if country in choices else None
    return body or known


def _anchors(spans: list[Candidate], linked: list[Known]) -> Iterable[Anchor]:
    for span, known in zip(spans, linked, strict=True):
        if known.country is not None and span.label is not PERSON:
            yield Anchor(span.start, span.end, span.label, known.country)


def _most_told(counts: Counter[str]) -> str:
    return min(counts, key=lambda country: (-counts[country], country))


def _link(text: str, span: Candidate, article: Article, knowledge: Knowledge) -> Known:
    """Return whom or what the span names: from the lists, else from the article's own words."""
    name = plain(text[span.start : span.end])
    known = span.known or knowledge.lookup(name)
    if span.label is PERSON:
        return _person(name, article.full, known, knowledge)
    if name in article.defined:
        name = plain(article.defined[name])
        known = knowledge.lookup(name)
    if known is not None and _same_kind(known.label, span.label):
        # Laws and events are called what they are called there: docs/annotation.md.
        return replace(known, canonical=name) if span.label in AS_WRITTEN else known
    if span.label is EntityLabel.WEAPON:
        return Known(PLURAL.sub("", name), span.label, "")
    if name in article.short and span.label is ORG:
        name = article.short[name]
        known = knowledge.lookup(name)
        if known is not None:
            return known
    country = _country_within(name, knowledge) if span.label in BODIES else None
    if span.label is ORG and country is None:
        country = _country_beside(text, span, knowledge)
    if span.label in PLACE_LABELS and country is None:
        country = _country_after(text, span.end, knowledge)
    return Known(name, span.label, "", country=country)


def _person(name: str, full: Mapping[str, str], known: Known | None, knowledge: Knowledge) -> Known:
    """Return a person by the fullest name in the article, with the lists' id and country.

    A surname alone is the listed person's full name, where the article has nobody's.
    """
    small = written_small(name)
    fullest = full.get(name) or full.get(small) or small
    parts = fullest.split()
    listed = knowledge.lookup(fullest) or knowledge.lookup(f"{parts[0]} {parts[-1]}")
    if listed is None and fullest == small:
        listed = known
    if listed is None or listed.label is not PERSON:
        return Known(fullest, PERSON, "")
    # "Von der Leyen" is no fuller than the list's name, "Antony J. Blinken" is.
    part = listed.canonical.lower().endswith(fullest.lower())
    return listed if len(parts) == 1 or part else replace(listed, canonical=fullest)


def _same_kind(listed: EntityLabel, label: EntityLabel) -> bool:
    return listed is label or {listed, label} <= set(PLACE_LABELS)


def _country_within(name: str, knowledge: Knowledge) -> str | None:
    """Return the country that a body's own name holds: "Central Bank of Kenya"."""
    countries = {
        hit.value.country
        for hit in knowledge.find(name)
        if hit.value.kind in ("state", "demonym", "capital", "region", "city") and hit.value.country
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
