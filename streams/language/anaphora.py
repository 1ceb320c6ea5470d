"""Whom pronouns and definite nouns stand for: "he", "they", "the bloc", "both countries"."""

from collections.abc import Iterator

from spacy.tokens import Token

from schemas.entity import EntityLabel
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
NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
DEFINITE = words("the this that these those both two three four five six its")
SUBJECT_PRONOUNS = NEUTRAL | PLURAL
LOOK_BACK = 40  # mentions, or tokens before the sentence
KINDS = {
    **dict.fromkeys(sorted(ALLIANCE), ("alliance",)),
    **dict.fromkeys(sorted(BLOC), ("bloc", "alliance", "international")),
    **dict.fromkeys(sorted(COMPANY), ("company",)),
    **dict.fromkeys(sorted(BODY), ("international", "agency")),
    **dict.fromkeys(sorted(GROUP - COMPANY), ("armed_group",)),
    "group": ("armed_group", "company"),
}


def antecedents(
    token: Token, mentions: tuple[Mention, ...], *, speaker: frozenset[str]
) -> tuple[Mention, ...]:
    """Return the mentions for which a pronoun or definite noun stands; none where unclear.

    Args:
        token: Pronoun, or head of a definite noun phrase.
        mentions: The article's mentions in reading order.
        speaker: Canonical names of those who speak here: "he" is somebody else.
    """
    word = token.lower_
    earlier = [item for item in mentions if item.last < token.i][: -LOOK_BACK - 1 : -1]
    if word in PERSONAL:
        others = [item for item in earlier if item.entity.canonical not in speaker]
        return _last_subject([item for item in others if item.is_person])
    if word in NEUTRAL:
        return _last_subject([item for item in earlier if not item.is_person])
    if word in PLURAL:
        return _last_group(earlier)
    return _definite(token, earlier)


def _definite(noun: Token, earlier: list[Mention]) -> tuple[Mention, ...]:
    """Return whom "the bloc", "the country", "both sides" stand for."""
    word, determiners = noun.lower_, {child.lower_ for child in noun.children} & DEFINITE
    if not determiners:
        return ()
    if word in BOTH:
        counted = [NUMBERS[child.lower_] for child in noun.children if child.lower_ in NUMBERS]
        if counted or "these" in determiners or word == "sides":
            return _last_states(earlier, counted[0] if counted else 2)
        return ()
    if word in COUNTRY:
        return tuple(item for item in earlier if item.is_state)[:1]
    kinds = KINDS.get(word, ())
    return tuple(item for item in earlier if item.kind in kinds)[:1]


def earlier_subjects(token: Token) -> Iterator[Token]:
    """Yield the subjects before a pronoun that agree with it in number, nearest first."""
    plural = token.lower_ in PLURAL
    start = max(0, token.sent.start - LOOK_BACK)
    for at in range(token.i - 1, start - 1, -1):
        other = token.doc[at]
        if other.dep_ in ("nsubj", "nsubj:pass") and other.tag_.startswith("NN"):
            several = other.tag_ in ("NNS", "NNPS") or any(
                child.dep_ == "conj" for child in other.children
            )
            if several == plural:
                yield other


def _last_subject(fitting: list[Mention]) -> tuple[Mention, ...]:
    """Return the latest subject among the last few mentions, else the latest of all."""
    subjects = [item for item in fitting[:4] if item.is_subject]
    return tuple((subjects or fitting)[:1])


def _last_group(earlier: list[Mention]) -> tuple[Mention, ...]:
    """Return the latest coordination of parties, or the latest people or group."""
    for item in earlier[:6]:
        pair = [other for other in earlier if other is not item and _coordinated(other, item)]
        if pair:
            return (pair[0], item)
        if item.entity.label is EntityLabel.NORP or item.kind in ("armed_group", "people"):
            return (item,)
    return ()


def _coordinated(left: Mention, right: Mention) -> bool:
    return 0 < right.first - left.last <= 2


def _last_states(earlier: list[Mention], number: int) -> tuple[Mention, ...]:
    """Return the states named last, as many as the words say; none where there are fewer."""
    found: list[Mention] = []
    for item in earlier:
        if item.is_state and all(item.party.name != other.party.name for other in found):
            found.append(item)
            if len(found) == number:
                return tuple(reversed(found))
    return ()
