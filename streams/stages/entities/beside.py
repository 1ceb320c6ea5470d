"""What the words around a name tell of its kind, where only the recogniser proposed it."""

import re

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source

PERSON, ORG, GPE, LOC, FAC = (
    EntityLabel.PERSON,
    EntityLabel.ORG,
    EntityLabel.GPE,
    EntityLabel.LOC,
    EntityLabel.FAC,
)
LOOK_BACK = 40
SETTLEMENT = (
    r"(?:(?:border|port|coastal|mining|market|industrial)\ )?(?:town|city|village|port|capital"
    r"|hamlet|settlement|municipality|suburb|district|province|governorate|county|oblast)"
)
BUSINESS = (
    r"company|firm|newspaper|daily|weekly|tabloid|magazine|broadcaster|news\ agency|website"
    r"|carmaker|automaker|airline|carrier|retailer|manufacturer|lender|start-up|refiner"
    r"|shipbuilder|steelmaker|chipmaker|think\ tank|watchdog|charity|party|militia|militant\ group"
    r"|rebel\ group|armed\ group|rights\ group|group|club|side|team"
)
BEFORE = (
    # "faith in Okello": the preposition belongs to the noun.
    (re.compile(r"\b(?:faith|trust|confidence|belief|believes?|hopes?|interest)\ in\ $"), PERSON),
    (
        re.compile(
            r"""(?:\b(?:[Mm]r|[Mm]rs|[Mm]s|[Dd]r|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Adm)\.?
            |\b(?:President|Senator|General|Colonel|Captain|Admiral|Major|Judge|Justice|Sergeant
            |Chancellor|Spokesman|Spokeswoman|Bishop|Archbishop|Sheikh|Imam|Prince|Princess))\ $""",
            re.VERBOSE,
        ),
        PERSON,
    ),
    (
        re.compile(rf"\b(?:[Tt]he|[Aa]|its|their)\ (?:[a-z-]+\ )?{SETTLEMENT}\ of\ $", re.VERBOSE),
        GPE,
    ),
    (re.compile(rf"\b(?:[Tt]he|[Aa]n?)\ (?:[\w-]+\ ){{0,2}}(?:{BUSINESS})\ $", re.VERBOSE), ORG),
    (
        re.compile(r"\b(?:[Ii]n|[Nn]ear|[Ii]nside|[Oo]utside|[Oo]ff|[Aa]cross|[Tt]hroughout)\ $"),
        GPE,
    ),
    (re.compile(r"\b(?:Governor|Mayor|Emir|King|Queen|Sultan)\ (?:[A-Z]\S+\ ){1,3}of\ $"), GPE),
)
# A quick test of what `BEFORE` looks for.
LAST_WORD = re.compile(
    rf"\b(?:[Ii]n|[Nn]ear|[Ii]nside|[Oo]utside|[Oo]ff|[Aa]cross|[Tt]hroughout|of|[MDms][rs]s?"
    rf"|[A-Z]\w+\.?|{BUSINESS})\ $",
    re.VERBOSE,
)
AFTER = (
    (
        re.compile(
            r"\ (?:province|district|county|governorate|oblast|raion|prefecture|municipality|city"
            r"|town|village|state)\b"
        ),
        GPE,
    ),
    (re.compile(r"\ (?:newspaper|news\ agency|broadcaster|magazine)\b"), ORG),
)
OWNED = re.compile(r"[’']s?\b")
NATURE = re.compile(
    r"\ (?:Mountains?|River|Sea|Strait|Peninsula|Islands?|Desert|Lake|Ridge|Plateau|Archipelago)$"
    r"|^(?:Lake|Mount|Cape)\ [A-Z]"
)
SITE = re.compile(r"\ (?:Barrage|Dam|Airport|Bridge|Stadium|Prison|Cathedral|Mosque|Refinery)$")
CLUB = re.compile(r"\ (?:United|Rovers|Wanderers|Athletic|Albion|Hotspur|FC|AFC|CF|SC)$")
CITY_CLUB = re.compile(r"\ (?:City|Town|Rangers|Real|Dynamo|Sporting)$")
SPORT = re.compile(
    r"\b(?:match|league|striker|midfielder|goalkeeper|coach|derby|fans|goals?|cup|semi-?final"
    r"|quarter-?final|season|kick-?off|half-time|penalty|scored)\b",
    re.IGNORECASE,
)
# Taken for bodies when they begin with a capital: "the Summit", "84 MW".
NO_BODY = words("""
    Summit Conference Meeting Oath Article Internet Constitution Ceasefire Truce Parties Sides Peace
    Security MW GW KW TV PM AM GMT UTC MP MPs CEO CFO ID PDF FAQ Project Report Treaty Agreement
""")


def by_context(text: str, spans: list[Candidate]) -> list[Candidate]:
    """Return the recogniser's spans with the labels that the words around them ask for.

    What the words decide counts as a rule's. Dates and the like stay as they are.
    """
    found = []
    for span in spans:
        name = text[span.start : span.end]
        if span.label is ORG and name in NO_BODY:
            continue
        label = _label(text, span, name) if span.label in (PERSON, ORG, GPE, LOC, FAC) else None
        if label is None or label is span.label:
            found.append(span)
        else:
            found.append(Candidate(span.start, span.end, label, Source.RULE))
    return found


def _label(text: str, span: Candidate, name: str) -> EntityLabel | None:
    if SITE.search(name):
        return FAC
    if NATURE.search(name):
        return LOC
    if span.label in (PERSON, GPE, LOC) and (
        CLUB.search(name) or (CITY_CLUB.search(name) and SPORT.search(_line(text, span)))
    ):
        return ORG
    before = text[max(0, span.start - LOOK_BACK) : span.start]
    if LAST_WORD.search(before):
        for pattern, label in BEFORE:
            if pattern.search(before):
                return _allowed(text, span, label)
    for pattern, label in AFTER:
        if pattern.match(text, span.end):
            return _allowed(text, span, label)
    return None


def _allowed(text: str, span: Candidate, label: EntityLabel) -> EntityLabel | None:
    """Return the label where it may take the place of the recogniser's."""
    if label is GPE:
        # "in Mbeki's view"; a body in whose name a place stands keeps its label.
        owned = OWNED.match(text, span.end) is not None
        return GPE if span.label is PERSON and not owned else None
    if label is PERSON:
        return PERSON if span.label in (GPE, LOC, ORG) else None
    return ORG if span.label in (PERSON, GPE, LOC) else None


def _line(text: str, span: Candidate) -> str:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)]
