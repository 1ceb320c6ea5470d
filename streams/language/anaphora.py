"""Whom pronouns and definite nouns stand for: "he", "they", "the bloc", "both countries"."""

from collections.abc import Callable

from spacy.tokens import Token

from streams.language import syntax
from streams.language.mentions import Mention
from streams.language.wordlist import words

PERSONAL = words("he she him her his hers himself herself")
NEUTRAL = words("it its itself")
PLURAL = words("they them their theirs themselves")
ALLIANCE = words("alliance")
BLOC = words("bloc union commission council community league grouping")
COUNTRY = words("country nation republic kingdom state emirate island federation regime")
BODY = words("organisation organization agency body watchdog institution")
GROUP = words("group militia rebels movement faction organisation militants insurgents")
COMPANY = words("company firm bank lender group carmaker manufacturer giant conglomerate airline")
BOTH = words(
    "countries sides nations states neighbours neighbors capitals governments armies powers"
)
DEFINITE = words("the this that these those both two its")
LOOK_BACK = 5  # sentences
SENTENCE_SCAN = 40  # mentions


def antecedents(
    token: Token, mentions: tuple[Mention, ...], *, speaker: frozenset[str]
) -> tuple[Mention, ...]:
    """Return the mentions for which a pronoun or definite noun stands; none where unclear.

    Args:
        token: Pronoun, or head of a definite noun phrase.
        mentions: The article's mentions in reading order.
        speaker: Canonical names of those who speak here: "he" is somebody else.
    """
    earlier = _earlier(token, mentions)
    word = token.lower_
    if word in PERSONAL:
        return _last(earlier, lambda item: item.is_person and item.entity.canonical not in speaker)
    if word in NEUTRAL:
        return _last(earlier, lambda item: not item.is_person and item.party.name not in speaker)
    if word in PLURAL:
        return _last_group(earlier)
    if not any(child.lower_ in DEFINITE for child in token.children):
        return ()
    if word in BOTH and any(child.lower_ in ("both", "two", "the") for child in token.children):
        return _last_pair(earlier)
    for nouns, kinds in (
        (ALLIANCE, ("alliance",)),
        (BLOC, ("bloc", "alliance", "international")),
        (GROUP, ("armed_group",)),
        (BODY, ("international", "agency")),
        (COMPANY, ("company",)),
    ):
        if word in nouns:
            found = _last(earlier, lambda item, kinds=kinds: item.kind in kinds, any_place=True)  # type: ignore[misc]
            if found:
                return found
    if word in COUNTRY:
        return _last(earlier, lambda item: item.is_state, any_place=True)
    return ()


def _earlier(token: Token, mentions: tuple[Mention, ...]) -> list[Mention]:
    """Return the mentions before the token, latest first, a few sentences back."""
    found = [item for item in mentions if item.last < token.i]
    return found[: -SENTENCE_SCAN - 1 : -1]


def _last(
    earlier: list[Mention], fits: Callable[[Mention], bool], any_place: bool = False
) -> tuple[Mention, ...]:
    """Return the latest fitting mention, subjects before others unless told otherwise."""
    fitting = [item for item in earlier if fits(item)]
    if not any_place:
        for item in fitting[:4]:
            if item.is_subject:
                return (item,)
    return (fitting[0],) if fitting else ()


def _last_group(earlier: list[Mention]) -> tuple[Mention, ...]:
    """Return the latest coordination of parties, or the latest people or group."""
    for item in earlier[:6]:
        root = item.entity.label
        pair = [other for other in earlier if other is not item and _coordinated(other, item)]
        if pair:
            return (pair[0], item)
        if root.value == "NORP" or item.kind in ("armed_group", "people"):
            return (item,)
    return ()


def _coordinated(left: Mention, right: Mention) -> bool:
    return 0 < right.first - left.last <= 2


def _last_pair(earlier: list[Mention]) -> tuple[Mention, ...]:
    """Return the two states named last."""
    found: list[Mention] = []
    for item in earlier:
        if item.is_state and all(item.party.name != other.party.name for other in found):
            found.append(item)
            if len(found) == 2:
                return (found[1], found[0])
    return ()
