"""Words of names as they sound: one spelling for what transliterations spell in many ways."""

import re
from functools import lru_cache

from anyascii import anyascii

# Scripts that write no short vowels: Hebrew, Arabic, Syriac, and Arabic's presentation forms.
_VOWELLESS = re.compile("[\u0590-\u074f\u0750-\u077f\u08a0-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SYLLABLES = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # Han, Kana, Hangul
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APOSTROPHES = str.maketrans("", "", "'`\"’‘ʼʹʺ“”")
# In this order. What the romanisations of Russian, Ukrainian, Arabic, Persian and Chinese names
# (ISO 9, BGN/PCGN, GOST, ALA-LC, passports, French and German press) write for one sound.
_SOUNDS = (
    ("tsch", "c"), ("tch", "c"), ("shch", "s"), ("sch", "s"), ("zh", "j"), ("dj", "j"),
    ("dzh", "j"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ch", "c"),
    ("sh", "s"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("qu", "k"), ("q", "k"), ("x", "ks"),
    ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "e"), ("ey", "e"), ("ai", "e"),
    ("ay", "e"), ("iy", "i"), ("yi", "i"), ("ij", "i"), ("yu", "u"), ("iu", "u"), ("ju", "u"),
    ("ya", "a"), ("ia", "a"), ("ja", "a"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("yo", "o"),
    ("io", "o"), ("y", "i"),
)  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")
_OPEN = str.maketrans({"e": "a", "o": "u", "i": "a", "y": "a"})
_NO_VOWELS = str.maketrans("", "", "aeiouyhw")


def latin(text: str) -> str:
    """Return the text in lower-case ASCII: accents dropped, other scripts spelt in Latin letters.

    Signs of Chinese, Japanese and Korean become words of their own.
    """
    if not text.isascii():
        spelt = anyascii(text.translate(_APOSTROPHES))
        if _SYLLABLES.search(text):
            spelt = _CAPITAL_INSIDE.sub(" ", spelt)
        text = spelt
    return text.translate(_APOSTROPHES).lower()


def lacks_vowels(text: str) -> bool:
    """Say whether the text is written in a script without short vowels."""
    return not text.isascii() and _VOWELLESS.search(text) is not None


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """Return how a Latin word sounds, roughly: "qadhafi" and "gaddafi" are not far apart."""
    for spelling, heard in _SOUNDS:
        if spelling in word:
            word = word.replace(spelling, heard)
    return _DOUBLE.sub(r"\1", word)


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Return the word's consonants as they sound, behind "a" where it begins with a vowel."""
    heard = sound(word)
    bare = heard.translate(_NO_VOWELS).replace("g", "k").replace("z", "s")
    return ("a" if heard[:1] in "aeiou" else "") + bare


def consonants(word: str) -> str:
    """Return what a script without vowels would write of the word, as it sounds."""
    return sound(word.translate(_NO_VOWELS)).replace("g", "k").replace("z", "s")


@lru_cache(maxsize=1 << 16)
def merged_vowels(word: str) -> str:
    """Return the sound with a, e, i alike and o, u alike: Muhammad, Mohammed; Laden, Ladin."""
    return _DOUBLE.sub(r"\1", sound(word).translate(_OPEN))


def signs_in(text: str) -> tuple[str, ...]:
    """Return the Chinese, Japanese and Korean signs of a text."""
    return () if text.isascii() else tuple(_SYLLABLES.findall(text))
