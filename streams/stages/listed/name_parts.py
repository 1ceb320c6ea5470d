"""A name taken apart for comparison: its telling words, numbers, initials, legal forms."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from streams.language.wordlist import words
from streams.stages.listed.legal_forms import split_legal_forms
from streams.stages.listed.spelling import lacks_vowels, latin, signs_in


class NameKind(StrEnum):
    """What bears the name."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"


TITLES = words(
    """mr mrs ms miss mx sir dame lord lady dr doctor prof professor president prasident minister
    general gen colonel col major maj captain capt lieutenant lt admiral brigadier commander
    marshal sheikh shaikh shaykh sheik sayyid sayyed sayed haji hajji hajj alhaj mullah maulavi
    mawlawi molla mawlana qari hafiz ayatollah hojjatoleslam imam emir amir prince princess king
    queen sultan excellency honourable honorable reverend father ambassador senator governor herr
    frau monsieur madame senor senora don dona comrade"""
)
# Also given names and surnames, so that they are dropped in front alone.
TITLES_IN_FRONT_ALONE = words(
    """sayyid sayyed sayed haji hajji hafiz sultan king prince amir emir imam major general
    minister lord don captain father sir qari"""
)
SUFFIXES = words("jr sr junior senior ii iii iv esq phd md")
# One name for the small words of names, whose spelling and presence say little.
PARTICLES = {
    **dict.fromkeys(words("al el ul ur as ad ar an az ash il le la les lo"), "al"),
    **dict.fromkeys(words("bin ben ibn bn ould wuld oglu ogly uulu kyzy bint binti"), "bin"),
    **dict.fromkeys(
        words("de da do dos das del della di du des von van vom der den zu zur ter ten y e"), "de"
    ),
}
SMALL_WORDS = {"and", "of", "the", "for", "in", "on", "at", "und", "et", "i", "to"}
SHIP_PREFIXES = words("mv mt ms ss my fv mts")
_NUMBERS = {
    name: str(number)
    for number, names in enumerate(
        [
            "zero",
            "one first 1st",
            "two second 2nd",
            "three third 3rd",
            "four fourth 4th",
            "five fifth 5th\n        ",
            "six sixth 6th",
            "seven seventh 7th",
            "eight eighth 8th",
            "nine ninth 9th",
            "ten tenth 10th\n        ",
            "eleven eleventh 11th",
            "twelve twelfth 12th",
            "thirteen thirteenth",
            "fourteen fourteenth\n        ",
            "fifteen fifteenth",
            "sixteen sixteenth",
            "seventeen seventeenth",
            "eighteen eighteenth\n        ",
            "nineteen nineteenth",
            "twenty twentieth",
        ]
    )
    for name in names.split()
}
_TENS = {
    name: number
    for number, names in zip(
        range(20, 100, 10),
        ("twenty", "thirty", "forty fourty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        strict=True,
    )
    for name in names.split()
}
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        [
            "ii",
            "iii",
            "iv",
            "v",
            "vi",
            "vii",
            "viii",
            "ix",
            "x",
            "xi",
            "xii",
            "xiii",
            "xiv",
            "xv",
            "xvi",
            "xvii",
            "xviii",
            "xix",
            "xx",
        ],
        start=2,
    )
}
_WORD = re.compile(r"[a-z]+|[0-9]+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
_DOTTED = re.compile(r"\b(?:[a-z]\. ?){1,}[a-z]\b\.?|\b(?:[a-z]/)+[a-z]\b")
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})|(?<=[a-z]{4})(?=[A-Z]{2,}\b)")
_ABD = words("abd abdul abdel abdal abdol abdoul bd")  # the last without its vowels
CACHED = 1 << 15
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name's parts, in Latin letters.

    `words` are in the order of the name, a surname before a comma put last, particles as
    PARTICLES has them; `forms` are kinds of legal forms; `comma` says that the surname stood in
    front; `signs` are the Chinese, Japanese or Korean signs that the words were spelt out of.
    """

    words: tuple[str, ...]
    numbers: frozenset[str]
    forms: frozenset[str]
    comma: bool
    vowelless: bool
    signs: tuple[str, ...]


@lru_cache(maxsize=CACHED)
def name_parts(name: str, kind: NameKind) -> NameParts:
    """Take a name apart; a name of nothing but marks has no words."""
    vowelless = lacks_vowels(name)
    glued = _GLUED.sub(" ", name) if not (name.isupper() or name.islower()) else name
    text = latin(glued)
    if kind is NameKind.PERSON:
        surname, comma, given = text.partition(",")
        found = _person_words(f"{given} {surname}" if comma else text)
        return NameParts(found, NONE, NONE, "," in name, vowelless, signs_in(name))
    text = _DOTTED.sub(lambda match: re.sub(r"[./ ]", "", match[0]) + " ", text)
    text = _ORDINAL.sub(r"\1 ", text.replace("&", " and ").replace("int l", "international"))
    plain = _words_of(text.replace("intl", "international"))
    forms = NONE
    if kind is NameKind.VESSEL:
        if len(plain) > 1 and plain[0] in SHIP_PREFIXES:
            plain = plain[1:]
    else:
        plain, forms = split_legal_forms(plain)
    named, numbers = _numbers_apart(plain)
    return NameParts(named, numbers, forms, False, vowelless, signs_in(name))


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text))


def _person_words(text: str) -> tuple[str, ...]:
    plain = [word for word in _words_of(text) if word.isalpha()]
    named = [
        word
        for place, word in enumerate(plain)
        if not (word in TITLES and (place == 0 or word not in TITLES_IN_FRONT_ALONE))
        and not (word in SUFFIXES and place > 1)
    ]
    return tuple(_joined(named or plain))


def _joined(plain: list[str]) -> list[str]:
    """Join "abd al aziz" to "abdulaziz", and name particles by their kind."""
    found: list[str] = []
    place = 0
    while place < len(plain):
        word = plain[place]
        if word in _ABD and place + 1 < len(plain):
            place += 1
            if PARTICLES.get(plain[place]) == "al" and place + 1 < len(plain):
                place += 1
            found.append(f"abdul{plain[place]}")
        else:
            found.append(PARTICLES.get(word, word))
        place += 1
    return found


def _numbers_apart(plain: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    named: list[str] = []
    numbers: set[str] = set()
    tens = 0
    for place, word in enumerate(plain):
        if tens and word in _NUMBERS and int(_NUMBERS[word]) < 10:
            numbers.add(str(tens + int(_NUMBERS[word])))
            tens = 0
            continue
        if tens and word.isdigit() and len(word) == 1:
            numbers.add(str(tens + int(word)))
            tens = 0
            continue
        if tens:
            numbers.add(str(tens))
            tens = 0
        if word.isdigit():
            numbers.add(word.lstrip("0") or "0")
        elif word in _TENS:
            tens = _TENS[word]
        elif word in _NUMBERS:
            numbers.add(_NUMBERS[word])
        elif word in _ROMAN and place > 0:
            numbers.add(_ROMAN[word])
        else:
            named.append(word)
    if tens:
        numbers.add(str(tens))
    return tuple(named), frozenset(numbers)
