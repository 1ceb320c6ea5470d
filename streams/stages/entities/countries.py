"""The state that a name belongs to, where the lists do not know it: from the words beside it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.entity import EntityLabel
from streams.language.affiliation import ROLES
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words

LOOK_BACK = 70
LOOK_AHEAD = 60
# Of an article's mentions of states, the share that makes one the article's own.
DOMINANT = 0.6
ENOUGH = 4
SENTENCE_END = re.compile(r"[.!?][”\"’)]?\s|\n")
WORD = re.compile(r"[^\W\d_]+")
# Between "Iran" and "Manouchehr Mottaki": "'s foreign minister, ".
OWNED = re.compile(r"^(?:[’']s?)?(?:[ ,-]+[\w’'.-]+){0,8},?[ ]$")
# "the Swedish bearing maker SKF", "a Geneva consultancy".
DESCRIBED = re.compile(r"^(?:[’']s?)?(?: [a-z][\w-]*){1,5},? $|^(?:[’']s?)? $")
# Between a name and a state behind it: ", Ukraine", ", the ... of Ukraine", " of Kenya".
APPOSED = re.compile(
    r"^,? (?:of|from) (?:the )?$|^, (?:a |an |the )?(?:[a-z][\w-]* ){0,4}$"
    r"|^, (?:[\w-]+ ){0,6}(?:of|for|in|from|to) (?:the )?$"
)
# An office of a state, without the state: "Transport Minister Aliaksei Avramenka".
OFFICE = re.compile(
    r"(?:[Pp]resident|[Mm]inister|[Pp]remier|[Gg]overnor|[Mm]ayor|[Ss]enator|[Cc]hancellor|[Jj]udge"
    r"|[Ss]ecretary|[Gg]eneral|[Cc]olonel|[Mm]ajor|[Cc]aptain|[Ll]ieutenant|[Aa]dmiral|[Ss]peaker"
    r"|[Pp]rosecutor|[Aa]mbassador|[Mm]arshal|[Bb]ishop|[Dd]eputy|[Cc]ommander),?\ \Z"
)
PLACED = re.compile(r"^,? (?:in|of|near|outside) (?:the )?(?:[a-z]\w+ ){0,2}$|^, $")
NOT_OWNED = words("and said says told by with against from to met")
BUSINESS = words("""
    company firm maker bank lender airline carrier operator group giant agency newspaper daily
    broadcaster conglomerate consultancy producer developer refiner retailer insurer team
    manufacturer shipbuilder automaker carmaker trader think-tank charity union party club side
    startup start-up utility supplier builder miner brewer grocer chain brand militia movement
    station channel magazine website
""")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A name at text[start:end] whose state is known."""

    start: int
    end: int
    label: EntityLabel
    country: str


class Countries:
    """The states named in an article, and which of them a name belongs to."""

    def __init__(self, text: str, anchors: Iterable[Anchor], knowledge: Knowledge) -> None:
        self._text = text
        self._anchors = sorted(anchors, key=lambda anchor: anchor.start)
        self._starts = [anchor.start for anchor in self._anchors]
        self._knowledge = knowledge
        self._counts = Counter(
            anchor.country
            for anchor in self._anchors
            if anchor.label in (EntityLabel.GPE, EntityLabel.NORP)
        )

    def of(self, name: str, start: int, end: int, label: EntityLabel) -> str | None:
        """Return the ISO code of the state that the name at text[start:end] belongs to."""
        if label is EntityLabel.PERSON:
            return self._by_office(start, end)
        if label is EntityLabel.ORG:
            return self._by_description(start, end)
        if label is EntityLabel.GPE:
            return self._town(name) or self._by_place(start, end) or self._own()
        if label is EntityLabel.FAC:
            return self._by_place(start, end) or self._own()
        return None

    def most_named(self, countries: tuple[str, ...]) -> str | None:
        """Return which of some states the article names most; the first one named of equals."""
        named = [country for country in countries if self._counts[country]]
        return max(named, key=lambda country: self._counts[country], default=None)

    def _town(self, name: str) -> str | None:
        """Return the state of a town: one that the article names, else that of the largest."""
        states = self._knowledge.towns(name)
        named = [state for state in states if self._counts[state]]
        if named:
            return max(named, key=lambda state: (self._counts[state], -states.index(state)))
        return states[0] if states else None

    def _by_office(self, start: int, end: int) -> str | None:
        """Return whose office or nationality stands beside a person's name."""
        for anchor in self._before(start):
            between = self._text[anchor.end : start]
            near = [word.lower() for word in WORD.findall(between)]
            if not OWNED.match(between) or not NOT_OWNED.isdisjoint(near):
                break
            if any(word in ROLES for word in near) or anchor.label is EntityLabel.NORP:
                return anchor.country
            break
        for anchor in self._after(end):
            between = self._text[end : anchor.start]
            if not APPOSED.match(between):
                break
            behind = WORD.findall(self._text[anchor.end : anchor.end + LOOK_AHEAD])[:5]
            near = [word.lower() for word in (*WORD.findall(between), *behind)]
            if any(word in ROLES for word in near) or between in (" of ", ", of "):
                return anchor.country
            if anchor.label is EntityLabel.NORP and between.startswith(", "):
                return anchor.country
            break
        if OFFICE.search(self._text, max(0, start - LOOK_BACK), start):
            return self._own()
        return None

    def _by_description(self, start: int, end: int) -> str | None:
        """Return the state of a body: "the Swedish bearing maker SKF", "Krone of Austria"."""
        for anchor in self._before(start):
            between = self._text[anchor.end : start]
            told = WORD.findall(between)
            if DESCRIBED.match(between) and (
                not told or not BUSINESS.isdisjoint(told) or between.endswith("'s ")
            ):
                return anchor.country
            break
        for anchor in self._after(end):
            between = self._text[end : anchor.start]
            behind = WORD.findall(self._text[anchor.end : anchor.end + LOOK_AHEAD])[:4]
            if between in (" of ", " in ") and anchor.label is EntityLabel.GPE:
                return anchor.country
            if between in (", a ", ", an ", ", the ") and not BUSINESS.isdisjoint(behind):
                return anchor.country
            break
        return None

    def _by_place(self, start: int, end: int) -> str | None:
        """Return the state that stands beside a place in the same sentence."""
        for anchor in self._after(end):
            if anchor.label in (EntityLabel.GPE, EntityLabel.LOC) and PLACED.match(
                self._text[end : anchor.start]
            ):
                return anchor.country
            break
        near = [
            anchor
            for anchor in (*self._before(start), *self._after(end))
            if anchor.label in (EntityLabel.GPE, EntityLabel.NORP)
        ]
        countries = {anchor.country for anchor in near}
        return countries.pop() if len(countries) == 1 and len(near) > 1 else None

    def _own(self) -> str | None:
        """Return the state that the article is about, where it is about one."""
        total = self._counts.total()
        for country, count in self._counts.most_common(1):
            if total >= ENOUGH and count >= DOMINANT * total:
                return country
        return None

    def _before(self, start: int) -> list[Anchor]:
        """Return the anchors before a place in its sentence, nearest first."""
        found = []
        for anchor in reversed(self._anchors[: bisect_left(self._starts, start)]):
            if start - anchor.end > LOOK_BACK or anchor.end > start:
                break
            if SENTENCE_END.search(self._text, anchor.end, start):
                break
            found.append(anchor)
        return found

    def _after(self, end: int) -> list[Anchor]:
        """Return the anchors behind a place in its sentence, nearest first."""
        found = []
        for anchor in self._anchors[bisect_left(self._starts, end) :]:
            if anchor.start - end > LOOK_AHEAD or SENTENCE_END.search(
                self._text, end, anchor.start
            ):
                break
            found.append(anchor)
        return found
