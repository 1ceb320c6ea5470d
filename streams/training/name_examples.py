"""Pairs of names with the answer, made of the official lists' own names."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from streams.stages.listed.name_features import measure
from streams.stages.listed.name_parts import NameKind, name_parts
from streams.stages.listed.pairing import likeness

SEED = 20261122
ALIASES = 4  # pairs of an entry's own names
STRANGERS = 3  # pairs with other entries' names
SLIPS = 2
LIKE = (0.5, 0.8)  # how alike the words of two parties' names are drawn
LOOKED_AT = 60
SHARED = 4  # entries that bear a word which alone names none of them
INITIALS = "ABCDEFGHIJKLMNOPQRSTVWZ"
NUMBERS = ("1", "2", "3", "7", "12", "II", "IV")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
DICE = random.Random(SEED)  # noqa: S311 - drawn anew the same each time

Example = tuple[str, str, bool]


def all_words(names: Sequence[str], kind: NameKind) -> list[str]:
    """Return the words of the names, each once."""
    return sorted({word for name in names for word in name_parts(name, kind).words})


def names_of(row: dict[str, Any]) -> list[str]:
    """Return an entry's name and its good aliases."""
    return list(dict.fromkeys([row["n"], *row.get("a", ())]))


def make_examples(
    rows: Sequence[dict[str, Any]], kind: NameKind, common: Mapping[str, float]
) -> Iterator[tuple[int, Example]]:
    """Yield (entry's number, (name, other name, whether they are one party's)).

    `common` weighs words, as `measure` has it. The same rows give the same pairs.
    """
    DICE.seed(SEED)
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for word in all_words(names_of(row), kind):
            bearers[word].append(number)
    every = [word for word, found in bearers.items() if len(word) > 3 and len(found) < 30]
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(every):
        by_letter[word[0]].append(word)
    for number, row in enumerate(rows):
        names = names_of(row)
        pairs = [
            (one, other)
            for one, other in combinations(names, 2)
            if _same_words(one, other, kind, common)
        ]
        for one, other in DICE.sample(pairs, min(ALIASES, len(pairs))):
            yield number, (one, other, True)
        for _ in range(SLIPS):
            name = DICE.choice(names)
            changed = _slipped(name, kind)
            if changed != name:
                yield number, (changed, name, True)
        for one, other in _strangers(number, names, rows, bearers, kind):
            yield number, (one, other, False)
        name = DICE.choice(names)
        yield number, (_exchanged(name, DICE.choice(every)), name, False)
        like = _like_words(name, by_letter, kind)
        if like:
            yield number, (like, name, False)
        alone = DICE.choice(name_parts(name, kind).words or ("",))
        if number % 4 == 1 and len(bearers[alone]) >= SHARED and len(alone) > 2:
            yield number, (alone, name, False)
        if kind is NameKind.PERSON and number % 4 == 2 and " " in name:
            one, other = DICE.sample(INITIALS, 2)
            yield number, (f"{name} {one}.", f"{name} {other}.", False)
        if kind is NameKind.ORGANISATION and number % 4 == 0:
            yield number, (f"{name} {DICE.choice(NUMBERS)}", name, False)


def _same_words(one: str, other: str, kind: NameKind, common: Mapping[str, float]) -> bool:
    """Say whether two aliases spell one name: a war name is no spelling."""
    first, second = name_parts(one, kind), name_parts(other, kind)
    if not first.words or not second.words or one.lower() == other.lower():
        return False
    _, pairs = measure(first, second, kind, common)
    telling = [pair for pair in pairs if pair.alike > 0.6 and len(first.words[pair.one[0]]) > 2]
    least = min(
        sum(len(word) > 2 for word in first.words), sum(len(word) > 2 for word in second.words)
    )
    return len(telling) >= max(1, least - (least > 2)) and least > 0


def _strangers(
    number: int,
    names: Sequence[str],
    rows: Sequence[dict[str, Any]],
    bearers: dict[str, list[int]],
    kind: NameKind,
) -> Iterator[tuple[str, str]]:
    """Yield pairs with names of other entries of the list that share most words."""
    shared: Counter[int] = Counter()
    for word in all_words(names, kind):
        if len(bearers[word]) < 400:
            shared.update(bearers[word])
    close = [
        other
        for other, _ in shared.most_common(12)
        if other != number
        and rows[other]["l"] == rows[number]["l"]
        and not set(names_of(rows[other])) & set(names)
    ]
    for other in DICE.sample(close, min(STRANGERS, len(close))):
        yield DICE.choice(names), DICE.choice(names_of(rows[other]))


def _slipped(name: str, kind: NameKind) -> str:
    """Return the name as somebody might write it who means the same party."""
    words = name.replace(",", "").split() if "," in name else name.split()
    choice = DICE.random()
    if kind is NameKind.PERSON and len(words) > 2 and choice < 0.25:
        surname, comma, given = name.partition(",")
        if comma and given.split():
            return f"{given.split()[0]} {surname}"
        return " ".join([words[0], words[-1]])
    if kind is NameKind.PERSON and len(words) > 1 and choice < 0.32:
        surname, comma, given = name.partition(",")
        return f"{given.strip()[:1]}. {surname}" if comma else f"{words[0][0]}. {words[-1]}"
    if len(words) > 1 and choice < 0.4:
        place = DICE.randrange(len(words) - 1)
        return " ".join([*words[:place], words[place] + words[place + 1], *words[place + 2 :]])
    place = max(range(len(words)), key=lambda number: len(words[number]) * DICE.random())
    word = words[place]
    if len(word) < 4:
        return name
    where = DICE.randrange(1, len(word) - 1)
    letter = DICE.choice(LETTERS)
    changed = DICE.choice(
        (
            word[:where] + word[where + 1 :],
            word[:where] + word[where] + word[where:],
            word[:where] + word[where + 1] + word[where] + word[where + 2 :],
            word[:where] + letter + word[where + 1 :],
        )
    )
    return " ".join([*words[:place], changed, *words[place + 1 :]])


def _exchanged(name: str, stranger: str) -> str:
    """Return the name with one of its longer words exchanged for another's."""
    words = name.split()
    place = max(range(len(words)), key=lambda number: min(6, len(words[number])) + DICE.random())
    return " ".join([*words[:place], stranger, *words[place + 1 :]])


def _like_words(name: str, by_letter: dict[str, list[str]], kind: NameKind) -> str | None:
    """Return the name with its longest word exchanged for one of another entry that is like it."""
    words = name_parts(name, kind).words
    longest = max(words, key=len, default="")
    if len(longest) < 4:
        return None
    known = by_letter[longest[0]]
    drawn = DICE.sample(known, min(LOOKED_AT, len(known)))
    alike, word = max((likeness(longest, word)[0], word) for word in drawn)
    if not LIKE[0] <= alike < LIKE[1]:
        return None
    return " ".join(word if old == longest else old for old in words)
