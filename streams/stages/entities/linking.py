"""Canonical name, Wikidata id and country of each entity."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge, Known
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate
from streams.stages.entities.countries import Anchor, Countries
from streams.stages.entities.datelines import uncapitalised
from streams.stages.entities.defined import ACRONYM

PERSON, ORG, NORP = EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.NORP
PLACE_LABELS = (EntityLabel.GPE, EntityLabel.FAC, EntityLabel.LOC)
# What a body is called once it has been named.
DESCRIPTIONS = {"Alliance": "NATO", "Union": "European Union", "Bloc": "European Union"}
LOOK_BACK = 40
SHOUTED = 3
SHORTEST_ACRONYM, LONGEST_ACRONYM = 2, 7
# From the name of a state to the body that is its own.
OWNER = re.compile(r"(?:[’']s?)?\ $")
PLACED = re.compile(r"\ (?:in|of)\ (?:the\ )?")
COMMON_BODY = re.compile(
    r"^(?:Joint Chiefs|(?:Supreme|Constitutional|High) Court|Parliament|National Assembly|Senate"
    r"|Congress|Cabinet|Central Bank|Interior|Foreign|Defen[cs]e|Finance|Ministry|General Staff"
    r"|National Guard|National Police|Navy|Army|Air Force|Treasury|Coast Guard)\b"
)
AS_WRITTEN = (EntityLabel.LAW, EntityLabel.EVENT, EntityLabel.WEAPON)
BODIES = (EntityLabel.ORG, EntityLabel.FAC, EntityLabel.LAW, EntityLabel.EVENT)
# "F-16s" are F-16.
PLURAL = re.compile(r"(?<=\d)s$")
# First or only words that say too little to stand for a longer name: "National", "Bank".
PLAIN = words("""
    National International Bank United New Central General State Royal Federal Supreme Ministry
    Department Office Bureau Council Commission Committee Court Party Union Front Movement Army
    American British Russian Chinese Iranian European African Asian Islamic Arab World Global First
    North South East West Northern Southern Eastern Western Democratic People Popular Saint San Al
    Republic Human Social Defence Defense Foreign Free Great Grand Joint High Radio Air Stop
""")
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
DEFINABLE = (*BODIES, EntityLabel.GPE, EntityLabel.WEAPON, EntityLabel.LOC)


@dataclass(frozen=True, slots=True)
class Article:
    """What the article itself says of its names.

    `full` leads from parts of people's names to the fullest name, `short` from short forms
    of bodies to their full names, `defined` from acronyms to what they abbreviate here.
    """

    full: Mapping[str, str]
    short: Mapping[str, str]
    defined: Mapping[str, str]


def read_article(text: str, spans: list[Candidate], knowledge: Knowledge) -> Article:
    """Gather what the names of an article say of each other."""
    return Article(
        full=full_names(text, spans),
        short=short_forms(text, spans, knowledge),
        defined=acronyms(text, spans, knowledge),
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


def acronyms(text: str, spans: list[Candidate], knowledge: Knowledge) -> dict[str, str]:
    """Return the acronyms of the article's own names: "SCO" of "Shanghai ... Organisation (SCO)".

    Also where no bracket defines them, if one name alone has those initials and the lists
    know the letters as nobody.
    """
    found: dict[str, str] = {}
    wanted: dict[str, None] = {}
    for span in spans:
        name = text[span.start : span.end]
        if span.label not in DEFINABLE:
            continue
        match = ACRONYM.match(text, span.end)
        if match and abbreviates(match.group(1), name):
            found.setdefault(match.group(1), name)
        if " " not in name and name.isupper() and _is_acronym(name) and not knowledge.lookup(name):
            wanted[name] = None
    for short in wanted:
        fitting = {
            text[span.start : span.end]: None
            for span in spans
            if span.label in DEFINABLE and _initials(text[span.start : span.end]) == short
        }
        if len(fitting) == 1:
            found.setdefault(short, next(iter(fitting)))
    return found


def full_names(text: str, spans: list[Candidate]) -> dict[str, str]:
    """Return for each part of a person's name in the article the fullest name there.

    A surname that two people share stands for the one named first; a first name stands for
    somebody only where it is no surname.
    """
    names: dict[str, None] = {}
    for span in spans:
        if span.label is PERSON and " " in text[span.start : span.end]:
            name = _written_small(_plain(text[span.start : span.end]))
            if " " in name:
                names[name] = None
    found: dict[str, str] = {}
    for name in names:
        parts = name.split()
        for part in (parts[-1], " ".join(parts[1:])):
            found.setdefault(part, name)
    # "Antony J. Blinken" is the fullest of "Antony Blinken" and "Blinken".
    for name in sorted(names, key=lambda name: -len(name.split())):
        parts = name.split()
        shorter = f"{parts[0]} {parts[-1]}"
        if shorter != name:
            found.setdefault(shorter, name)
            for part, other in found.items():
                if other == shorter:
                    found[part] = name
    for name in names:
        found.setdefault(name.split()[0], found.get(name, name))
    return found


def short_forms(text: str, spans: list[Candidate], knowledge: Knowledge) -> dict[str, str]:
    """Return short forms of bodies named in full: "Commission" of "European Commission"."""
    found: dict[str, str] = {}
    names = {_plain(text[span.start : span.end]): span.label for span in spans}
    for name, label in names.items():
        if label is ORG and " " in name:
            parts = name.split()
            found.setdefault(parts[-1], name)
            for size in range(1, len(parts)):
                head = " ".join(parts[:size])
                if head in names and head not in PLAIN and not knowledge.lookup(head):
                    found.setdefault(head, name)
    listed = {known.canonical for name in sorted(names) if (known := knowledge.lookup(name))}
    for word, canonical in DESCRIPTIONS.items():
        if canonical in listed:
            found.setdefault(word, canonical)
    return found


def _link(text: str, span: Candidate, article: Article, knowledge: Knowledge) -> Known:
    """Return whom or what the span names: from the lists, else from the article's own words."""
    name = _plain(text[span.start : span.end])
    known = span.known or knowledge.lookup(name)
    if span.label is PERSON:
        return _person(name, article.full, known, knowledge)
    if name in article.defined:
        name = _plain(article.defined[name])
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


def _written_small(name: str) -> str:
    """Return "Sergey Lavrov" of "Sergey LAVROV", as ministries and transcripts write it."""
    if name.istitle():
        return name
    shouted = [len(word) >= SHOUTED and word.isupper() for word in name.split()]
    return " ".join(
        uncapitalised(word) if loud else word
        for word, loud in zip(name.split(), shouted, strict=True)
    )


def _person(name: str, full: Mapping[str, str], known: Known | None, knowledge: Knowledge) -> Known:
    """Return a person by the fullest name in the article, with the lists' id and country.

    A surname alone is the listed person's full name, where the article has nobody's.
    """
    small = _written_small(name)
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


def _plain(name: str) -> str:
    name = " ".join(name.split())
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    return name.removeprefix("the ").removeprefix("The ")


def _is_acronym(name: str) -> bool:
    return SHORTEST_ACRONYM <= len(name) <= LONGEST_ACRONYM and name.isalpha()


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())


def abbreviates(short: str, name: str) -> bool:
    """Say whether the letters of an acronym begin words of the name, in order."""
    initials = [word[0].upper() for word in re.findall(r"\w+", name)]
    rest = iter(initials)
    letters = [letter.upper() for letter in short if letter.isupper()]
    return len(letters) > 1 and all(letter in rest for letter in letters)


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
