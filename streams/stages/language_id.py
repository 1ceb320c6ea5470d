"""Is it English? Refuses other languages, yet not short, name-heavy or shouted English."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from streams import language as language_package
from streams.language.wordlist import words

ENGLISH = "en"
# Read from headlines and sentences of our own in 40 languages (tests/unit/test_language_id.py):
# the identifier's probability of English that needs no second opinion, and below which the
# text is not English whatever its words.
LIKELY = 0.25
FLOOR = 5e-4
SAMPLE_CHARACTERS = 1500
LATIN_SHARE = 0.6
# Share of function words in English that is read as another language.
ENGLISH_SHARE = 0.16
SHORT_WORDS = 20
# Share of its words that are English where a short text is; names do not count.
KNOWN_SHARE = 0.5
# The same where there are words that other languages have, too: "met", "die", "no".
DOUBTED_SHARE = 0.75
# A text of names alone is taken unless the identifier is as sure of another language.
SURE = 0.5
# A text of so many words, so many of them English function words and so few of another
# language, needs no identifier, which takes ten times as long. News has 0.26 to 0.40 and 0.02.
PLAIN_WORDS = 80
PLAIN_SHARE = 0.24
PLAIN_OTHERS = 0.03
ENGLISH_WORDS = words("""
    the of and to for that with was were is are said has have had by from will would this not
    which their they his her its it be been at on as after over says who when about into than
    more but against amid new between out up how what why warns urges could should may might
    must before under during until while where there these those all some no an if him them us
    we our you your only also so
""")
OTHER_WORDS = words("""
    der die das und nicht mit von auf für ist sich dem den ein eine einer wird nach bei aus zu
    im le la les des du et est une dans pour que qui sur avec par au aux pas plus sont el los
    las del y en por con una para se su como más al lo il che di della dei per non con gli una
    nel sono alla dal de het een van en zijn niet voor met dat op te er wordt o os da do das dos
    em um uma não com para na no ao och att det som på är av för med till den inte om og er til
    på af ikke ved med som det har nie się na z do jest że po dla od przez w ve bir bu için ile
    da olarak daha sonra yang dan di untuk dengan dari ini itu pada tidak și în la cu pe nu din
    care este al je se na u i da su za od nije a az és hogy nem egy is meg ja on ei se että oli
    kun
""") - words("a an no on per bin by me die is do in to as at i o of do se was war")


# Scots is read as English: the identifier does not know it. Words that English does not have.
SCOTS = words("""
    haes hae tae gie gied gies mair siller frae wis thare whan yestreen fowk nae didnae cannae isnae
    wisnae dinnae muckle stushie toun polis twa aw wi oor hoose heid meenister mak tak maun bairn
    bairns ken kens kent ilka thae sae ane gey thaim thay abuin efter atween pairlament govrenment
    schuil schuils warld wark haed hud whit wha votit askit sayed telt fecht ootby syne
""")
SCOTS_SHARE = 0.08
# Parts of names in front of a capital: "Luiz Inácio Lula da Silva", "Deir al-Balah".
PARTICLES = words("al el da de del di do dos la le las los der den van von y bin au")
PARTICLE = re.compile(r"\b([a-z]{1,3})(?=[ -](?:[a-z]{2,3} )?[A-Z])|\b(?:Al|El)-|\b(?:[A-Z]\.)+")
WORD = re.compile(r"[^\W\d_]+")
WORDS_FILE = Path(language_package.__file__).parent / "data" / "english_words.txt"


@dataclass(frozen=True, slots=True)
class Identified:
    """A language (ISO 639; "und" for none) and the identifier's probability of English."""

    language: str
    probability: float


@cache
def load_words() -> frozenset[str]:
    """Load the words of English news, once a process; with the function words."""
    return ENGLISH_WORDS | set(WORDS_FILE.read_text(encoding="utf-8").split())


@cache
def load_identifier() -> LanguageIdentifier:
    """Load py3langid's model, 100 languages; once a process, about 25 MB and half a second."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> Identified:
    """Return the language of a text, of which the beginning, middle and end are read.

    English is preferred where its function words speak for it: names of people and places
    mislead the identifier in headlines and lists.
    """
    sample = _sample(text)
    tokens = WORD.findall(PARTICLE.sub(_without_particle, sample))
    if sample.isupper() or sum(map(str.isupper, sample)) > sum(map(str.islower, sample)):
        sample = sample.lower()
    ranked: list[tuple[str, float]] = load_identifier().rank(sample)
    language, top = ranked[0]
    english = next(value for code, value in ranked if code == ENGLISH)
    if not tokens or _latin_share(sample) < LATIN_SHARE:
        return Identified(language if language != ENGLISH else "und", english)
    is_it = _is_it(tokens, sure_of_other=language != ENGLISH and top >= SURE, english=english)
    if is_it:
        return Identified(ENGLISH, english)
    other = next(code for code, _ in ranked if code != ENGLISH)
    return Identified(other, english)


def _is_it(tokens: Sequence[str], *, english: float, sure_of_other: bool) -> bool:
    """Weigh the identifier's word against that of the words themselves."""
    lower = [token.lower() for token in tokens]
    # Words that are written small are no names. The shortest are many languages' own.
    small = [token for token in tokens if token.islower()]
    telling = [token for token in small if len(token) > 2 or token in ENGLISH_WORDS]
    ours, others = _share(lower, ENGLISH_WORDS), _share(small or lower, OTHER_WORDS)
    if english < FLOOR or _share(lower, SCOTS) >= SCOTS_SHARE:
        return False
    if english > LIKELY or (ours > others and ours >= ENGLISH_SHARE):
        return True
    if len(tokens) > SHORT_WORDS or others > ours:
        return False
    known = sum(map(_is_known, telling or lower)) / len(telling or lower)
    return known >= (DOUBTED_SHARE if others else KNOWN_SHARE) or (
        not telling and not others and not sure_of_other
    )


def _is_known(word: str) -> bool:
    """Say whether a word is one of English news, or an inflected form of one."""
    stems = (word, *(word.removesuffix(ending) for ending in ("s", "es", "d", "ed", "ing")))
    return any(stem in load_words() for stem in stems)


def is_english(text: str) -> bool:
    """Say whether a text is English; see `identify`."""
    return _is_plainly_english(text) or identify(text).language == ENGLISH


def _is_plainly_english(text: str) -> bool:
    """Say whether its function words leave no doubt, so that the identifier need not read it."""
    read = [word.lower() for word in WORD.findall(_sample(text))]
    return (
        len(read) >= PLAIN_WORDS
        and _share(read, ENGLISH_WORDS) >= PLAIN_SHARE
        and _share(read, OTHER_WORDS) <= PLAIN_OTHERS
        and _share(read, SCOTS) < SCOTS_SHARE / 2
    )


def _share(tokens: Sequence[str], listed: Collection[str]) -> float:
    return sum(token in listed for token in tokens) / max(1, len(tokens))


def _without_particle(match: re.Match[str]) -> str:
    return match[1] if match[1] and match[1] not in PARTICLES else ""


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE_CHARACTERS:
        return text
    middle = len(text) // 2
    return " ".join(
        (
            text[:SAMPLE_CHARACTERS],
            text[middle : middle + SAMPLE_CHARACTERS],
            text[-SAMPLE_CHARACTERS:],
        )
    )


def _latin_share(text: str) -> float:
    letters = [char for char in text if char.isalpha()]
    return sum(char < "\u0250" for char in letters) / max(1, len(letters))
