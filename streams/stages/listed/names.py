"""Names as they are compared: lower case, without accents, marks, legal forms and initials."""

import re
import unicodedata

from streams.language.wordlist import words

# Legal forms at the end (or, in Russian usage, at the front) of a company's name.
# Source: the forms that occur most in OFAC's and the UK's lists, and their English wordings.
LEGAL_FORMS = words(
    """llc ltd limited inc incorporated corp corporation co company plc gmbh ag sa sal sarl spa
    srl bv nv oy ab as pjsc ojsc cjsc jsc oao ooo zao pao ao oaoo zaoo pt sdn bhd fze fzco fzc
    llp lp kg kft doo dd ad eood ood sro oo tov too est establishment sociedad anonima"""
)
LEGAL_PHRASES = (
    "public joint stock company",
    "open joint stock company",
    "closed joint stock company",
    "joint stock company",
    "limited liability company",
    "public joint stock",
    "federal state unitary enterprise",
    "federal state budgetary institution",
    "private joint stock company",
)
TITLES = words(
    """mr mrs ms dr gen general col colonel president minister haji hajji sheikh shaykh mullah
    maulavi"""
)
_WORD = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "’": "",
        "'": "",
        "ʼ": "",
        "‘": "",
        "`": "",
    }
)


def plain(text: str) -> str:
    """Return the text in lower case without accents and apostrophes, of whatever length."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, plain; hyphens separate."""
    return tuple(_WORD.findall(plain(name)))


def without_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return an organisation's words without its legal form; never empty."""
    text = " ".join(words)
    for phrase in LEGAL_PHRASES:
        text = text.replace(phrase, " ").strip()
    kept = tuple(text.split())
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept = kept[:-1]
    while len(kept) > 1 and kept[0] in LEGAL_FORMS - {"as", "co"}:
        kept = kept[1:]
    return kept or words
