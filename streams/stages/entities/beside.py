"""What the words around a name tell of its kind, where only the recogniser proposed it."""

import re

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
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
    (
        re.compile(
            r"\ (?:river|sea|lake|mountains|hills|valley|desert|peninsula|islands?|plain|straits?"
            r"|delta|basin|forest|ridge|plateau|coast|gulf|bay|reef|shoal|glacier|volcano|canyon|steppe)\b"
        ),
        LOC,
    ),
    (
        re.compile(
            r"\ (?:newspaper|news\ agency|broadcaster|magazine)\b|[’']s\ (?:chairman|shares"
            r"|board|shareholders|chief\ executive|profits?|revenue|subsidiary|customers|factory"
            r"|factories)\b"
        ),
        ORG,
    ),
)
NEXT_NOUN = re.compile(r"\ ([a-z]+)")
LINKING = words("""
    and or before on in at of to is was were are which that as by for with has had from near into
    flows rises where after when while since until but than would will can could between above
""")
SITE_NOUN = words("""
    crossing checkpoint tunnel station mine shrine terminal stadium market hotel bridge dam plant
    base prison camp jetty pier hospital pagoda temple mosque church palace gate barracks reactor
    refinery depot museum theatre arena grounds airport airstrip port barrage
""")
BODY_NOUN = words("""
    militia band group party gang office company firm bank club team cartel faction movement clan
    newspaper agency brand chain paper union syndicate network guerrillas rebels
""")
SOMEWHERE = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]ff|[Bb]ehind|[Bb]etween|[Ff]rom|into|[Aa]round|[Oo]utside|to"
    r"|via)\ $"
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
    Company Municipality Shah Applicant Respondent Defendant Claimant Plaintiff State Province
    Security MW GW KW TV PM AM GMT UTC MP MPs CEO CFO ID PDF FAQ Project Report Treaty Agreement
""")


def by_context(text: str, spans: list[Candidate], knowledge: Knowledge) -> list[Candidate]:
    """Return the recogniser's spans with the labels that the words around them ask for.

    What the words decide counts as a rule's. Dates and the like stay as they are.
    """
    found = []
    for span in spans:
        name = text[span.start : span.end]
        if span.label is not PERSON and name in NO_BODY:
            continue
        label = None
        if span.label in (PERSON, ORG, GPE, LOC, FAC):
            label = _label(text, span, name) or _place(text, span, name, knowledge)
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


def _place(text: str, span: Candidate, name: str, knowledge: Knowledge) -> EntityLabel | None:
    """Return GPE for a town of the gazetteer behind "from", LOC for "the Ruzizi"."""
    if knowledge.lookup(name) is not None:
        return None
    before = text[max(0, span.start - 9) : span.start]
    if span.label in (PERSON, ORG) and SOMEWHERE.search(before):
        town = knowledge.towns(name) and not OWNED.match(text, span.end)
        return GPE if town else None
    if span.label is not GPE or " " in name or name.isupper():
        return None
    if not before.endswith((" the ", "\nthe ", "The ")):
        return None
    # "the Ruzizi" is no town; "the Salang tunnel", "the Aitarak militia" are told by the noun.
    noun = NEXT_NOUN.match(text, span.end)
    if noun is None or noun.group(1) in LINKING:
        return LOC
    return FAC if noun.group(1) in SITE_NOUN else ORG if noun.group(1) in BODY_NOUN else None


def _allowed(text: str, span: Candidate, label: EntityLabel) -> EntityLabel | None:
    """Return the label where it may take the place of the recogniser's."""
    if label is GPE:
        # "in Mbeki's view"; a body in whose name a place stands keeps its label.
        owned = OWNED.match(text, span.end) is not None
        return GPE if span.label is PERSON and not owned else None
    if label is PERSON:
        return PERSON if span.label in (GPE, LOC, ORG) else None
    if label is LOC:
        return LOC if span.label in (PERSON, GPE, ORG) else None
    return ORG if span.label in (PERSON, GPE, LOC) else None


def _line(text: str, span: Candidate) -> str:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)]
