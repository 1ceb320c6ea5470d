"""Bodies, laws, events and buildings, known by the last word of a run of capitalised words."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source

# A possessive ends a run: "Iran's | Ministry of Defense"; but "People's Party" is one.
WORD = (
    r"(?:(?:People|Workers|Lord|King|Queen|Women|Children|Farmers|Veterans|Nurses|Teachers)[’']s?"
    r"(?=\ [A-Z])|[A-ZÀ-Ž][\w&.-]*(?:[’'](?!s\b)\w+)*)"
)
RUN = re.compile(
    rf"(?:\b\d{{1,3}}(?:st|nd|rd|th)\ )?\b{WORD}"
    rf"(?:\ (?:(?:of\ the|of|for\ the|for|on|the|&)\ )?{WORD})+"
)
ONE = re.compile(rf"\b{WORD}")
BODY = (
    "Ministry|Party|Council|Commission|Committee|Agency|Bank|Corporation|Company|Limited|Ltd|Inc"
    "|Corp|LLC|Group|Holdings?|Foundation|Institute|University|Court|Parliament|Union|Front"
    "|Movement|Forces|Army|Authority|Association|Federation|Organi[sz]ation|Airlines?|Airways"
    "|Industries|Bureau|Department|Guard|Navy|Police|Brigade|Division|Battalion|Regiment|Fleet"
    "|Squadron|Alliance|League|Network|Command|Directorate|Secretariat|Times|Post|Journal"
    "|Observatory|Coalition|Congress|Service|Government|Office|Corps|Task Force|Board|Wing"
)
ORG = re.compile(
    rf"""^(?:\S+\ )+?(?:{BODY})(?:\ (?:{BODY}))*(?:\ (?:Limited|Ltd|Company|Corporation|Inc|Group))*
        (?:\ of\ (?:the\ )?(?:Republic\ of\ )?
            (?:(?:South|North|New|Saudi|United|Democratic|Central|Sri|Hong|Costa|El)\ )?[A-Z]\S+)?
        (?=\ |\.?$)""",
    re.VERBOSE,
)
# "Assistant Secretary Lisa Peterson of the Bureau of ...": the body begins later.
LATER_KIND = re.compile(
    r" of (?:the )?(?:Ministry|Department|Bureau|Office|Committee|Institute|University|Bank"
    r"|Council|Parliament|Federation) (?:of|for)\b"
)
OF_OFFICE = re.compile(
    r"\b(?:Prosecutor|Attorney|Prosecutor General|Attorney General|State Prosecutor|President"
    r"|Prime Minister|Public Prosecutor|High Commissioner|Ombudsman)[’']s Office\b"
)
# Begin with their kind: "Ministry of Health", "Bureau of Democracy, Human Rights, and Labor".
KIND_FIRST = re.compile(
    rf"""\b(?:Ministry|Department|Bureau|Office|Committee|Institute|University|Bank|Parliament
        |Council|Party|Government|Organi[sz]ation|Centre|Center|Federation|Society|Board|Academy)
    \ (?:of|for|on)\ (?:the\ )?{WORD}
    (?:(?:,\ {WORD}(?:\ {WORD})?)+,?\ and\ {WORD}|\ (?:and\ |of\ (?:the\ )?)?{WORD}){{0,5}}""",
    re.VERBOSE,
)
LAW = re.compile(
    r"^\S+ (?:.+ )?(?:Act|Treaty|Convention|Accords?|Protocol|Agreement|Memorandum|Constitution"
    r"|Statute|Charter)$"
)
EVENT = re.compile(
    r"^\S+ (?:.+ )?(?:Summit|Games|Conference|Massacre|Uprising|Revolution|War|Olympics|Festival)$"
    r"|^(?:Battle|Siege|Operation|Hurricane|Typhoon|Cyclone|Tropical Storm) (?:of )?\S+(?: \S+)?$"
)
EVENT_AFTER = re.compile(r" (?:massacre|genocide|uprising|famine)\b")
SITE = re.compile(
    r"^.+ (?:Airport|Port|Air ?[Bb]ase|Naval Base|Airfield|Prison|Plant|Station|Refinery|Stadium"
    r"|Palace|Hospital|Bridge|Crossing|Square|Mosque|Cathedral|Camp|Dam|Pipeline|Barracks|Museum)$"
)
SITE_AFTER = re.compile(
    r" (?:(?:international )?airport|port|air ?base|naval base|military base|airfield|prison"
    r"|nuclear (?:power )?plant|power plant|power station|refinery|stadium|hospital|bridge"
    r"|border crossing|mosque|refugee camp|dam|pipeline|shipyard|cosmodrome)\b"
)
DEMONYM = re.compile(
    r"(?:ian|ean|ese|ish|ench|utch|reek|erman|orean|rican|xican|uban|wiss|raqi|raeli|udi|stani"
    r"|emeni|omali|abi|ghan|azeri|western|eastern|northern|southern|central)s?$",
    re.IGNORECASE,
)
LEADING = words("""
    The A An In On At By For From To Of And But Or As If When While After Before Since Under Over
    With Without Within Into Although Though Because However Meanwhile Also Then Both All Some Many
    Most Its His Her Their Our Your My This That These Those Such No Not Only Even Yet So Thus
    Earlier Later Last Next Today Yesterday Tomorrow Former Acting Deputy New Late Across Against
    Among Around During Despite Like Per Through Until Upon Via What Where Who Why How Is Are Was
    Were Has Have Had Will Would Can Could Should May Might Must Do Does Did It He She They We I You
    There Here Every Each Another Other One Two Three Four Five Six Seven Eight Nine Ten Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August
    September October November December
""")
LONGEST_WORDS = 9
WHOLE_RUNS = ((EntityLabel.LAW, LAW), (EntityLabel.EVENT, EVENT), (EntityLabel.FAC, SITE))


def find_by_last_word(text: str) -> list[Candidate]:
    """Return bodies, laws, events and buildings by the form of their names."""
    found = []
    for start, end in _runs(text):
        run = text[start:end]
        for label, pattern in (
            (EntityLabel.LAW, LAW),
            (EntityLabel.EVENT, EVENT),
            (EntityLabel.FAC, SITE),
        ):
            if pattern.match(run) and len(run.split()) <= LONGEST_WORDS:
                found.append(Candidate(start, end, label, Source.RULE))
        body = ORG.match(run)
        if body and not LATER_KIND.search(run) and len(body.group().split()) <= LONGEST_WORDS:
            found.append(Candidate(start, start + body.end(), EntityLabel.ORG, Source.RULE))
        found += _with_small_head(text, start, end)
    for match in ONE.finditer(text):
        found += _with_small_head(text, *match.span())
    for match in OF_OFFICE.finditer(text):
        found.append(Candidate(*match.span(), EntityLabel.ORG, Source.RULE))
    for match in KIND_FIRST.finditer(text):
        end = match.start() + len(match.group().rstrip(" .,-"))
        found.append(Candidate(match.start(), end, EntityLabel.ORG, Source.RULE))
    return found


def _with_small_head(text: str, start: int, end: int) -> Iterator[Candidate]:
    """Yield "Hudaydah port", "Christmas Eve massacre"."""
    name = text[start:end]
    if name in LEADING:
        return
    event = EVENT_AFTER.match(text, end)
    if event:
        yield Candidate(start, event.end(), EntityLabel.EVENT, Source.RULE)
    site = SITE_AFTER.match(text, end)
    if site and not DEMONYM.search(name) and not name.isupper():
        yield Candidate(start, site.end(), EntityLabel.FAC, Source.RULE)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    for match in RUN.finditer(text):
        start, end = match.span()
        while (space := text.find(" ", start, end)) > 0 and _leads(text[start:space]):
            start = space + 1
        end = start + len(text[start:end].rstrip(".-&"))
        if " " in text[start:end]:
            yield start, end


def _leads(word: str) -> bool:
    """Say whether a word in front of a name is no part of it: "That the | Islamic Party"."""
    return word in LEADING or (word.islower() and word.isalpha())
