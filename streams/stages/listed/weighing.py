"""How much each thing that is found of a listed name counts towards its score."""

from collections.abc import Mapping

from streams.stages.listed.compare import load_weights
from streams.stages.listed.lists import NameForm, NameKey
from streams.stages.listed.name_parts import NameKind
from streams.stages.listed.names import GENERIC

# A party is told at this score and above.
THRESHOLD = 0.61
FORM = {
    "full": 0.45,
    "short": 0.38,
    "reordered": 0.3,
    "acronym": 0.25,
    "surname": 0.05,
    "description": 0.6,
    "imo": 0.9,
}
EXTRA_WORDS = 0.08  # for each word of the name beyond the second
SINGLE_WORD = -0.1
WEAK_ALIAS = -0.2
LABEL_AGREES = 0.15
LABEL_DISAGREES = -0.3
NO_ENTITY = -0.2
COUNTRY_IN_NAME = 0.2
COUNTRY_IN_SENTENCE = 0.15
COUNTRY_IN_ARTICLE = 0.1
COUNTRY_CONFLICT = -0.25
RARE_WORDS = 0.15
COMMON_WORDS = -0.15
GENERIC_NAME = -0.25
SANCTIONS_NEARBY = 0.12
LONG_FORM_ELSEWHERE = 0.5
SHIP_WORD = 0.2
NO_SHIP_WORD = -0.4
PLANE_WORD = 0.35  # a registration is no entity, but hardly anything else reads like one
NO_PLANE_WORD = -0.4
IMO_AGREES = 0.8  # outweighs a name that is read as a person's
IMO_CONFLICT = -0.6  # the name of a listed ship, and another ship's number behind it
OBJECT_OF_SANCTIONS = 0.5  # "designates Haniyeh"
NAME_GOES_ON = -0.3  # "Mohammad Ishaq Alako" is no Mohammad Ishaq
COMMON_NAME = -0.25  # Mohammad Gul: many bear it; but "the Iraqi leader Saddam Hussein"
SHORT_WORDS = -0.15  # Gao Qiang: as many as bear any name
BARE_ACRONYM = -0.1  # without its long form, its country or a word of sanctions
WEAK_WORD = -0.3  # ABC: a weak alias that is one word
COMMON_WORD = 0.5  # see name_weights.json
SPELLING_OF_COMMON = -0.25
SPELLING = -0.1  # a name that sounds as a listed one and is spelt otherwise
NAME_WEIGHT = 1.25  # of the words together, see name_weights.json: less is a common name
SHORT_LETTERS = 9  # of a person's two words
ACRONYM_LETTERS = 5
SPELLING_SCORE = 0.8  # of `compare_names`
SPELLING_LETTERS = 4  # shorter words sound like too many others
RARE_ENTRIES = 12  # a word in the names of fewer entries than this tells one from another
COMMON_ENTRIES = 40


def name_features(
    form: NameForm, key: NameKey, token_entries: Mapping[str, int]
) -> dict[str, float]:
    """Return what the name alone says, before any context: features that add up.

    `token_entries` counts the entries in whose names a word stands.
    """
    person = form.entry.kind == "P"
    features = {f"name:{form.form}": FORM[form.form]}
    if len(key) == 1:
        features["single_word"] = SINGLE_WORD
        if form.weak and not person:
            features["weak_word"] = WEAK_WORD
    elif len(key) > 2:
        features["long_name"] = EXTRA_WORDS * min(3, len(key) - 2)
    if form.weak:
        features["weak_alias"] = WEAK_ALIAS
    least = min(token_entries.get(word, 0) for word in key)
    if least < RARE_ENTRIES:
        features["rare_words"] = RARE_WORDS
    elif least > COMMON_ENTRIES:
        features["common_words"] = COMMON_WORDS
    if person and len(key) == 2:
        features.update(_many_bear(key))
    if not person and all(word in GENERIC for word in key):
        features["generic_name"] = GENERIC_NAME
    return features


def _many_bear(key: NameKey) -> dict[str, float]:
    """Say whether the two words of a person's name are such that many bear it."""
    common = load_weights()[NameKind.PERSON].common
    if sum(common.get(word, 1.0) for word in key) < NAME_WEIGHT:
        return {"common_name": COMMON_NAME}
    if sum(map(len, key)) <= SHORT_LETTERS:
        return {"short_words": SHORT_WORDS}
    return {}
