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
# Words that many bodies of many states carry; such a name needs its country.
GENERIC = words(
    """ministry of defense defence national bank central army police guard security force forces
    liberation people peoples party front the and for state council committee foundation
    trading company group general intelligence service agency republic democratic islamic
    movement union international development trade foreign affairs interior finance industry
    industries technology technologies research institute university center centre office
    department holding investment commission command navy air federal military revolutionary
    popular resistance organization organisation united world global first new green light
    star golden east west north south base youth wing struggle lottery airlines airways
    shipping lines line oil gas petroleum energy mining construction engineering media news
    agency tv radio free army brigade battalion"""
)
# Words that say where: with GENERIC words alone they describe and name nobody ("Iranian oil").
PLACES = words(
    """iran iranian russia russian syria syrian cuba cuban venezuela venezuelan china chinese korea
    korean north south belarus belarusian belarussian myanmar burma burmese iraq iraqi libya libyan
    lebanon lebanese yemen yemeni sudan sudanese somali afghan afghanistan palestinian palestine
    ukraine ukrainian crimea crimean donetsk luhansk serbia serbian zimbabwe nicaragua nicaraguan
    arab arabian european african american british islamic eurasian persian gulf caspian black sea
    moscow tehran damascus havana pyongyang caracas baghdad hong kong turkish georgian"""
)
ACRONYM_LETTERS = 8
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


def is_acronym(short: str, name: tuple[str, ...]) -> bool:
    """Say whether a word is short for a name: its letters stand there in order (HQN, IRISL).

    "London" is not, in "NIOC International Affairs (London)".
    """
    letters = iter("".join(name))
    return len(short) <= ACRONYM_LETTERS and all(letter in letters for letter in short)


def is_description(words: tuple[str, ...]) -> bool:
    """Say whether the words describe a kind of thing and name nobody: "Iranian oil"."""
    return all(word in GENERIC or word in PLACES for word in words)


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
