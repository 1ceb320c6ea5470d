"""Which word of one name stands for which word of another, and how alike they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from streams.language.wordlist import words
from streams.stages.listed.spelling import consonants, merged_vowels, skeleton, sound

SAME, SOUNDS_SAME, VOWELS_APART, VARIANT = 1.0, 0.96, 0.92, 0.85
CONSONANTS_SAME = 0.8
INITIAL = 0.6
BEGINNING = 0.62  # "Ben", "Benjamin"
ALIKE = 0.55  # less alike words do not stand for each other
FAR = 0.34  # of the letters in common, and less: not looked at any closer
WITHOUT_ABDUL = 0.78
JOINED = 0.95
PARTICLE_WORDS = frozenset(("al", "bin", "de"))
# Short forms of given names that do not begin alike.
_SHORT_FORMS = (
    "bill will billy willy william", "bob rob bobby robert", "ted teddy theodore edward",
    "dick rick richard", "jack johnny john", "jim jimmy james", "peggy maggie margaret",
    "tony anthony antony antonio", "liz beth betty elizabeth", "hank harry henry",
    "chuck charlie charles", "larry lawrence", "kate katie katherine catherine ekaterina",
    "sasha alexander aleksandr", "misha mikhail", "volodya vladimir", "kolya nikolai",
    "dima dmitry dmitri", "zhenya evgeny yevgeny", "petya pyotr petr", "vanya ivan",
    "pepe jose", "paco francisco", "nacho ignacio", "gianni giovanni", "bibi benjamin",
    "joe joseph", "mike michael", "steve stephen steven", "tom thomas", "andy andrew",
)  # fmt: skip
SHORT_FORMS: dict[str, frozenset[str]] = {}
for _group in map(words, _SHORT_FORMS):
    for _name in _group:
        SHORT_FORMS[_name] = SHORT_FORMS.get(_name, frozenset()) | _group


@dataclass(frozen=True, slots=True)
class Pair:
    """Words of either name that stand for each other; their places; how alike, and why."""

    one: tuple[int, ...]
    other: tuple[int, ...]
    alike: float
    how: str


@lru_cache(maxsize=1 << 16)
def likeness(one: str, other: str, vowelless: bool = False) -> tuple[float, str]:
    """Return how alike two Latin words are, 0..1, and what makes them so."""
    if one == other:
        return SAME, "same"
    if one in PARTICLE_WORDS or other in PARTICLE_WORDS:
        return 0.0, ""
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if len(shorter) <= 1:
        return (INITIAL, "initial") if shorter and longer[0] == shorter else (0.0, "")
    if vowelless:
        return _without_vowels(consonants(one), consonants(other))
    return _spellings(one, other, shorter, longer)


def _spellings(one: str, other: str, shorter: str, longer: str) -> tuple[float, str]:
    """Compare two words that are spelt differently, the strongest ground first."""
    if other in SHORT_FORMS.get(one, ()):
        return VARIANT, "short_form"
    if OSA.normalized_similarity(one, other) < FAR:
        return 0.0, ""
    if sound(one) == sound(other):
        return SOUNDS_SAME, "sounds_same"
    merged_one, merged_other = merged_vowels(one), merged_vowels(other)
    if merged_one == merged_other and len(merged_one) > 2:
        return VOWELS_APART, "vowels"
    return _edits(one, other, shorter, longer)


def _edits(one: str, other: str, shorter: str, longer: str) -> tuple[float, str]:
    """Compare two words that sound differently, by what has to be changed."""
    if longer == f"abdul{shorter}":
        return WITHOUT_ABDUL, "without_abdul"
    longest = len(longer)
    edits = min(
        OSA.distance(one, other),
        OSA.distance(merged_vowels(one), merged_vowels(other)) + 0.5,
    )
    alike = 1.0 - edits / longest
    if edits <= 1.5 and longest > 4:
        alike = max(alike, 0.5 + 0.5 * JaroWinkler.similarity(one, other) - 0.08 * edits)
    near = longest > 4 and longest - len(shorter) < 3
    if near and 0.5 <= alike < CONSONANTS_SAME and skeleton(one) == skeleton(other):
        return CONSONANTS_SAME, "consonants"
    if alike < BEGINNING and len(shorter) > 2 and longer.startswith(shorter):
        return BEGINNING, "beginning"
    return alike, "spelling"


def _without_vowels(one: str, other: str) -> tuple[float, str]:
    if not one or not other:
        return (0.0, "") if one != other else (CONSONANTS_SAME, "consonants")
    if one == other:
        return VOWELS_APART, "consonants"
    return max(0.0, 1.0 - OSA.distance(one, other) / max(len(one), len(other))), "consonants"


def pair_words(
    one: Sequence[str],
    other: Sequence[str],
    *,
    weight: Callable[[str], float],
    vowelless: bool = False,
) -> list[Pair]:
    """Pair the words of two names, the most alike first; order counts only between equals."""
    ranked = []
    for place, word in enumerate(one):
        for there, candidate in enumerate(other):
            alike, how = likeness(word, candidate, vowelless)
            if alike >= ALIKE:
                gain = alike * alike * max(weight(word), weight(candidate))
                ranked.append((-gain, abs(place - there), place, there, alike, how))
    ranked.sort()
    free_one, free_other = set(range(len(one))), set(range(len(other)))
    pairs = []
    for _, _, place, there, alike, how in ranked:
        if place in free_one and there in free_other:
            free_one.discard(place)
            free_other.discard(there)
            pairs.append(Pair((place,), (there,), alike, how))
    if free_one or free_other:
        _join(one, other, pairs)
        _join(other, one, pairs, turned=True)
    return pairs


def _join(
    whole: Sequence[str], parts: Sequence[str], pairs: list[Pair], *, turned: bool = False
) -> None:
    """Put words written apart together: "goodwill", "good will".

    A word that stands for part of them already is taken over: "Ramimakhlouf", "Rami Makhlouf".
    """
    for place, word in enumerate(whole):
        if len(word) < 5:
            continue
        for size in (2, 3):
            for first in range(len(parts) - size + 1):
                joined = "".join(parts[first : first + size])
                if abs(len(joined) - len(word)) > 1 or joined[0] != word[0]:
                    continue
                alike, _ = likeness(joined, word)
                slight = any(len(part) == 1 for part in parts[first : first + size])
                if alike < (SAME if slight else CONSONANTS_SAME):
                    continue
                places = tuple(range(first, first + size))
                taken = [
                    pair
                    for pair in pairs
                    if place in (pair.other if turned else pair.one)
                    or any(there in places for there in (pair.one if turned else pair.other))
                ]
                if any(pair.alike >= SOUNDS_SAME and pair.how != "joined" for pair in taken) and (
                    len(taken) > 1
                ):
                    continue
                for pair in taken:
                    pairs.remove(pair)
                one, other = (places, (place,)) if turned else ((place,), places)
                pairs.append(Pair(one, other, JOINED * alike, "joined"))
                return
