"""What an article says of its own names: full names, short forms, acronyms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge
from streams.language.wordlist import words
from streams.stages.entities.candidate import BODIES, Candidate
from streams.stages.entities.datelines import uncapitalised
from streams.stages.entities.defined import ACRONYM

PERSON = EntityLabel.PERSON
ORG = EntityLabel.ORG
# What a body is called once it has been named.
DESCRIPTIONS = {"Alliance": "NATO", "Union": "European Union", "Bloc": "European Union"}
SHOUTED = 3
SHORTEST_ACRONYM = 2
LONGEST_ACRONYM = 7
# First or only words that say too little to stand for a longer name: "National", "Bank".
PLAIN = words("""
    National International Bank United New Central General State Royal Federal Supreme Ministry
    Department Office Bureau Council Commission Committee Court Party Union Front Movement Army
    American British Russian Chinese Iranian European African Asian Islamic Arab World Global First
    North South East West Northern Southern Eastern Western Democratic People Popular Saint San Al
    Republic Human Social Defence Defense Foreign Free Great Grand Joint High Radio Air Stop
""")
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
            name = written_small(plain(text[span.start : span.end]))
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
    names = {plain(text[span.start : span.end]): span.label for span in spans}
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


def written_small(name: str) -> str:
    """Return "Sergey Lavrov" of "Sergey LAVROV", as ministries and transcripts write it."""
    if name.istitle():
        return name
    shouted = [len(word) >= SHOUTED and word.isupper() for word in name.split()]
    return " ".join(
        uncapitalised(word) if loud else word
        for word, loud in zip(name.split(), shouted, strict=True)
    )


def plain(name: str) -> str:
    """Return a name on one line, without article and possessive."""
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
