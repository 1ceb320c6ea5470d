"""Is it English? Refuses other languages, yet not short, name-heavy or shouted English."""

import re
from dataclasses import dataclass
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

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
# In a short text without a telling word, English must be this likely beside the likeliest.
SHORT_RATIO = 0.3
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


# What short headlines are made of, where no function word is left.
HEADLINE_WORDS = words("""
    hits hit strikes strike kills killed attack attacks attacked talks meet meets visit visits
    holds hold held ceasefire truce troops army military forces minister president sanctions
    sanction war peace deal deals bid vote votes voters election elections poll leader leaders
    chief summit aid border threat threatens threaten vows vow slams slam condemn condemns
    rejects reject accuses accuse denies deny backs bans imposes impose lifts lift extends
    agrees agree signs sign protest protests protesters clash clashes missile missiles drone
    drones rocket rockets bomb bombing blast explosion fighters rebels rebel leave leaves
    leaving flee fled frees freed jailed jails court judge police expels expelled seized seizes
    claims claim calls call warned warning fears fear crisis stall stalls fails fail ends end
    begins begin starts start opens open closes close raises cut cuts oil gas trade tariffs
    exports imports economy government opposition party parliament foreign defence defense
    nuclear weapons arms security envoy ambassador diplomats diplomat embassy united states
    nations kingdom union news update live first new old two three four five six seven eight
    nine ten hundred thousand million billion dead injured soldiers soldier received minor major
    injuries wounded dies died killing fire fires fighting battle invasion offensive retreat
    withdraw withdraws
""")
# Parts of names in front of a capital: "Luiz Inácio Lula da Silva", "Deir al-Balah".
PARTICLES = words("al el da de del di do dos la le las los der den van von y bin au")
PARTICLE = re.compile(r"\b([a-z]{1,3})(?=[ -][A-Z])|\b(?:Al|El)-|\b(?:[A-Z]\.)+")


@dataclass(frozen=True, slots=True)
class Identified:
    """A language (ISO 639; "und" for none) and the identifier's probability of English."""

    language: str
    probability: float


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
    if sample.isupper() or sum(map(str.isupper, sample)) > sum(map(str.islower, sample)):
        sample = sample.lower()
    ranked: list[tuple[str, float]] = load_identifier().rank(sample)
    language, top = ranked[0]
    english = next(value for code, value in ranked if code == ENGLISH)
    plain = PARTICLE.sub(_without_particle, sample)
    tokens = re.findall(r"[^\W\d_]+", plain.lower())
    if not tokens or _latin_share(sample) < LATIN_SHARE:
        return Identified(language if language != ENGLISH else "und", english)
    ours = sum(token in ENGLISH_WORDS for token in tokens) / len(tokens)
    others = sum(token in OTHER_WORDS for token in tokens) / len(tokens)
    telling = ours > 0 or any(token in HEADLINE_WORDS for token in tokens)
    if language == ENGLISH:
        is_it = english > LIKELY or (telling and ours >= others)
    elif english < FLOOR:
        is_it = False
    else:
        short = len(tokens) <= SHORT_WORDS and (telling or english >= SHORT_RATIO * top)
        is_it = (ours > others and ours >= ENGLISH_SHARE) or (short and others == 0)
    if is_it:
        return Identified(ENGLISH, english)
    other = next(code for code, _ in ranked if code != ENGLISH)
    return Identified(other, english)


def is_english(text: str) -> bool:
    """Say whether a text is English; see `identify`."""
    return identify(text).language == ENGLISH


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
