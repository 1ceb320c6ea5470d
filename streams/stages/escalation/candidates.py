"""Where an article may tell an event: the triggers of the lexicon that its words meet."""

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from schemas.entity import Entity, EntityLabel
from schemas.escalation import EventType
from streams.language import syntax
from streams.stages.escalation.lexicon import EscalationLexicon, Sense, Trigger
from streams.stages.escalation.patterns import (
    Match,
    Surroundings,
    compound_lemma,
    compound_parts,
    match_head,
    match_row,
)
from streams.stages.escalation.scales import FRIENDLY

# A trigger inside a name ("Strike Force", "the War Museum") is part of the name.
NAMES = frozenset(
    {
        EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.LOC, EntityLabel.FAC,
        EntityLabel.EVENT, EntityLabel.LAW, EntityLabel.DATE, EntityLabel.MONEY,
    }
)  # fmt: skip
NEGATIVE = frozenset({"not", "no", "never", "without"})
ROW_WEIGHT = 1.5
# What a promise, demand or refusal is about is part of it, except where it is conflict.
TAKES_CONTENT = frozenset(
    {
        EventType.AGREE, EventType.REJECT, EventType.SUPPORT, EventType.CONCEDE,
        EventType.RETREAT, EventType.AID, EventType.COOPERATE, EventType.CONSULT,
        EventType.REQUEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE,
        EventType.THREATEN, EventType.ASSAULT,
    }
)  # fmt: skip
PROMISED_CONTENT = FRIENDLY | {EventType.RETREAT, EventType.CONCEDE}
ARGUMENTS = frozenset({"obj", "for", "on", "of", "mod", "to", "with", "comp", "in", "from"})
KEEPS_OBJECT_EVENT = frozenset({EventType.ACCUSE, EventType.SUPPORT})


# "Iran must release the crew", said by another: a demand, whatever the verb is.
OBLIGING = frozenset({"must", "ought"})
MUST = Sense(EventType.REQUEST, "change", "104")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One trigger in the text, with its best sense.

    `words` are the trigger's tokens, `filled` those that met the pattern's
    conditions by slot, `sentence` the lemmas around it; `nominal` says that the head
    stands as a noun, `negation` that the sense itself holds the negation.
    """

    head: Token
    words: tuple[Token, ...]
    sense: Sense
    weight: float
    filled: tuple[tuple[str, Token], ...]
    sentence: frozenset[str]
    nominal: bool
    negation: bool = False


def find_candidates(
    doc: Doc, entities: tuple[Entity, ...], around: Surroundings, *, lexicon: EscalationLexicon
) -> tuple[Candidate, ...]:
    """Return the triggers of one article, in reading order, one a head.

    Args:
        doc: Parsed article.
        entities: Its entities; words inside a name are no triggers.
        around: What the patterns ask about.
        lexicon: Triggers and blockers.
    """
    closed = _named(doc, entities) | _blocked(around, lexicon.blockers)
    best: dict[int, Candidate] = {}
    for place in _promising(around, lexicon):
        if place in closed:
            continue
        token = doc[place]
        found = [*_by_row(token, around, lexicon), *_by_head(token, around, lexicon)]
        found.extend(_obliging(token, around))
        for item in found:
            known = best.get(item.head.i)
            if known is None or item.weight > known.weight:
                best[item.head.i] = item
    kept = [
        best[place]
        for place in sorted(best)
        if place not in closed and not around.discourse.boilerplate(best[place].head)
    ]
    return _without_parts(tuple(kept))


def _promising(around: Surroundings, lexicon: EscalationLexicon) -> list[int]:
    """Return the places whose words may begin a trigger; most words of an article do not."""
    heads, firsts, last = lexicon.heads, lexicon.by_first, len(around.forms) - 1
    return [
        place
        for place, (lemma, form) in enumerate(zip(around.lemmas, around.forms, strict=True))
        if lemma in heads
        or lemma in firsts
        or form in firsts
        or form in OBLIGING
        or (place and around.forms[place - 1] == "-")
        or (place < last and around.forms[place + 1] == "-")
    ]


def _named(doc: Doc, entities: tuple[Entity, ...]) -> frozenset[int]:
    found: set[int] = set()
    for entity in entities:
        if entity.label in NAMES:
            span = doc.char_span(entity.start, entity.end, alignment_mode="expand")
            found.update(token.i for token in span or ())
    return frozenset(found)


def _blocked(
    around: Surroundings, blockers: dict[str, tuple[tuple[str, ...], ...]]
) -> frozenset[int]:
    """Return the places of words inside an idiom that is no event."""
    found: set[int] = set()
    for place, lemma in enumerate(around.lemmas):
        for row in blockers.get(lemma, ()):
            if around.lemmas[place : place + len(row)] == row:
                found.update(range(place, place + len(row)))
    return frozenset(found)


def _by_row(token: Token, around: Surroundings, lexicon: EscalationLexicon) -> list[Candidate]:
    keys = {around.lemmas[token.i], around.forms[token.i]} & lexicon.by_first.keys()
    if not keys:
        return []
    triggers = {trigger.order: trigger for key in keys for trigger in lexicon.by_first[key]}
    found = []
    doc = token.doc
    for order in sorted(triggers):
        row = triggers[order].pattern.row
        words = tuple(doc[place] for place in match_row(row, token.i, around))
        if words:
            head = _highest(words)
            negation = not NEGATIVE.isdisjoint(row)
            weight = ROW_WEIGHT + 0.5 * len(words)
            nominal = head.tag_.startswith("NN")
            sense = triggers[order].sense
            sentence = frozenset(around.sentence_lemmas(head))
            found.append(Candidate(head, words, sense, weight, (), sentence, nominal, negation))
    return found


def _obliging(token: Token, around: Surroundings) -> list[Candidate]:
    """Return the demand that a speaker's "must" puts to a party."""
    if around.forms[token.i] not in OBLIGING or not token.head.tag_.startswith("VB"):
        return []
    discourse = around.discourse
    obliged = [
        party for subject in syntax.subjects(token.head) for party in discourse.party(subject)
    ]
    voice = [party.name for party in discourse.voice(token)]
    if not voice or not obliged or obliged[0].name in voice:
        return []
    sentence = frozenset(around.sentence_lemmas(token))
    return [Candidate(token, (token,), MUST, 2.0, (), sentence, nominal=False)]


def _highest(words: tuple[Token, ...]) -> Token:
    """Return the word of the row that governs the others."""
    places = {word.i for word in words}
    tops = [word for word in words if word.head.i not in places or word.head.i == word.i]
    verbs = [word for word in tops if word.tag_.startswith("VB")]
    return (verbs or tops or list(words))[0]


def _by_head(token: Token, around: Surroundings, lexicon: EscalationLexicon) -> list[Candidate]:
    pos = _part_of_speech(token)
    if not pos:
        return []
    lemma = compound_lemma(token)
    if lemma != around.lemmas[token.i]:
        if not _heads_compound(token):
            return []
        pos = "n"
    found: list[tuple[Trigger, Match]] = []
    for trigger in lexicon.by_head.get(f"{lemma}/{pos}", ()):
        match = match_head(trigger.pattern, token, around)
        if match is not None:
            found.append((trigger, match))
    if not found:
        return []
    trigger, match = max(found, key=lambda item: (item[1].weight, -item[0].order))
    particles = tuple(word for slot, word in match.filled if slot == "prt")
    negation = any(condition.slot == "neg" for condition in trigger.pattern.conditions)
    parts = compound_parts(token)
    words = tuple(sorted({*parts, *particles}, key=lambda word: word.i))
    sentence = frozenset(around.sentence_lemmas(token))
    weight, filled = match.weight, match.filled
    return [Candidate(token, words, trigger.sense, weight, filled, sentence, pos == "n", negation)]


def _part_of_speech(token: Token) -> str:
    if token.tag_.startswith("VB"):
        return "v"
    if token.tag_.startswith("NN"):
        # headlines: "Berlin pledges launchers" is often tagged as nouns in a row
        if any(child.dep_ in ("nsubj", "obj", "nsubj:pass") for child in token.children):
            return "v"
        return "n"
    return ""


def _heads_compound(token: Token) -> bool:
    """Say whether the token carries the hyphenated word around it in the tree."""
    return abs(token.head.i - token.i) > 2 or token.dep_ == "ROOT" or token.head.i == token.i


def _without_parts(found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the candidates without those that are only a part of another one."""
    by_head = {item.head.i: item for item in found}
    parts: set[int] = set()
    for item in found:
        for slot, word in item.filled:
            other = by_head.get(word.i)
            if other is not None and slot in ARGUMENTS and _is_content(item, other, slot):
                parts.add(other.head.i)
        inside = set(range(item.words[0].i, item.words[-1].i + 1)) - {item.head.i}
        parts.update(place for place in inside if place in by_head)
    for item in found:
        governors = {word.i for slot, word in item.filled if slot == "verb"}
        if item.head.i not in parts:
            parts.update(place for place in governors if place in by_head)
    return tuple(item for item in found if item.head.i not in parts)


def _is_content(item: Candidate, other: Candidate, slot: str) -> bool:
    """Say whether the other event is only what this one is about."""
    if item.sense.event_type in KEEPS_OBJECT_EVENT and slot != "comp":
        return item.sense.event_type is other.sense.event_type
    if item.sense.event_type is other.sense.event_type:
        return True
    if item.sense.event_type in (EventType.AGREE, EventType.REQUEST) and (
        other.sense.event_type is EventType.CONSULT
    ):
        return True
    if item.sense.event_type is EventType.AGREE:
        return other.sense.event_type in PROMISED_CONTENT
    if item.sense.event_type in (EventType.THREATEN, EventType.REQUEST):
        return False
    return item.sense.event_type in TAKES_CONTENT and slot != "comp"
