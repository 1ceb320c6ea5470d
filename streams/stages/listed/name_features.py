"""What speaks for and against two names being one party's, before it is weighed."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from streams.stages.listed.legal_forms import ANY
from streams.stages.listed.name_parts import SMALL_WORDS, NameKind, NameParts
from streams.stages.listed.pairing import PARTICLE_WORDS, Pair, pair_words

INITIAL_WEIGHT = 0.3
NEARLY, HALF = 0.9, 0.75  # words less alike than this are nearly, and half, another word
ACRONYM_LETTERS = 3

Weight = Callable[[str], float]


def measure(
    one: NameParts, other: NameParts, kind: NameKind, common: Mapping[str, float]
) -> tuple[dict[str, float], list[Pair]]:
    """Return the features of a pair of names, unweighted, and which words were paired.

    `common` has what words that many parties bear count; every other word counts 1.
    """

    def weight(word: str) -> float:
        known = common.get(word)
        if known is not None:
            return known
        return INITIAL_WEIGHT if len(word) == 1 else 1.0

    pairs = pair_words(
        one.words, other.words, weight=weight, vowelless=one.vowelless or other.vowelless
    )
    shared = unlike = strong = 0.0
    nearly = half = initials = content = 0
    worst = 1.0
    for pair in pairs:
        each = [weight(one.words[place]) for place in pair.one]
        theirs = [weight(other.words[place]) for place in pair.other]
        worth = (sum(each) + sum(theirs)) / 2
        if pair.how == "joined":
            worth = max(sum(each), sum(theirs))
        shared += worth
        unlike += worth * (1.0 - pair.alike)
        if pair.how == "initial":
            initials += 1
            continue
        if one.words[pair.one[0]] not in PARTICLE_WORDS:
            content += 1
        if pair.alike >= NEARLY:
            strong += worth
        elif pair.alike >= HALF:
            nearly += 1
        else:
            half += 1
        worst = min(worst, pair.alike)
    alone_one = _alone(one, [place for pair in pairs for place in pair.one], weight)
    alone_other = _alone(other, [place for pair in pairs for place in pair.other], weight)
    left_one, left_other = sum(alone_one.values()), sum(alone_other.values())
    if kind is NameKind.ORGANISATION and (left_one or left_other):
        acronym = _acronym(one, other)
    else:
        acronym = False
    if acronym:
        shared, left_one, left_other = shared + 1.0, 0.0, 0.0
    both, only = min(left_one, left_other), abs(left_one - left_other)
    return {
        "conflict": both / (shared + both) if both else 0.0,
        "conflict_weight": min(1.5, both),
        "conflict_rare": min(
            max(alone_one.values(), default=0.0), max(alone_other.values(), default=0.0)
        )
        if both
        else 0.0,
        "left_out": only / (shared + only) if only else 0.0,
        "left_out_rare": _rarest_left(alone_one, alone_other) if only and not both else 0.0,
        "unlike": unlike,
        "worst": 1.0 - worst,
        "nearly": float(nearly),
        "half": float(half),
        "initials": float(initials),
        "initial_conflict": float(
            bool(both) and (_initial(alone_one, one) or _initial(alone_other, other))
        ),
        "one_word": float(content <= 1 and (only > 0.5 or initials > 0)),
        "lone": float(len(one.words) == 1 and len(other.words) == 1 and worst < 1.0),
        "shared_rare": min(3.0, strong),
        "last_apart": float(
            bool(both) and len(one.words) - 1 in alone_one and len(other.words) - 1 in alone_other
        ),
        "first_apart": float(bool(both) and 0 in alone_one and 0 in alone_other),
        "order": float(not (one.comma or other.comma) and _turned(pairs)),
        "acronym": float(acronym),
        "form_conflict": float(forms_conflict(one, other)),
        "form_left_out": float(bool(one.forms) != bool(other.forms)),
        "number_conflict": float(bool(one.numbers ^ other.numbers) and bool(one.numbers)
                                 and bool(other.numbers)),
        "number_left_out": float(bool(one.numbers) != bool(other.numbers)),
    }, pairs  # fmt: skip


def forms_conflict(one: NameParts, other: NameParts) -> bool:
    """Say whether both names have legal forms, of different kinds."""
    if not (one.forms and other.forms):
        return False
    return not (one.forms & other.forms or ANY in one.forms | other.forms)


def _alone(parts: NameParts, paired: Sequence[int], weight: Weight) -> dict[int, float]:
    return {place: weight(word) for place, word in enumerate(parts.words) if place not in paired}


def _initial(alone: Mapping[int, float], parts: NameParts) -> bool:
    return any(len(parts.words[place]) == 1 for place in alone)


def _rarest_left(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return max([*one.values(), *other.values()], default=0.0)


def _turned(pairs: Sequence[Pair]) -> bool:
    """Say whether the words stand in another order."""
    ordered = sorted(pairs, key=lambda pair: pair.one)
    return any(one.other > other.other for one, other in pairwise(ordered))


def _acronym(one: NameParts, other: NameParts) -> bool:
    """Say whether a word of one name is the other's first letters: IRGC."""
    for short, long in ((one, other), (other, one)):
        telling = [word for word in long.words if word not in SMALL_WORDS]
        letters = "".join(word[0] for word in telling)
        every = "".join(word[0] for word in long.words)
        for word in short.words:
            spelt = word in (letters, every) or (bool(long.forms) and word[:-1] == letters)
            if spelt and len(word) >= ACRONYM_LETTERS and len(telling) > 2:
                return True
    return False
