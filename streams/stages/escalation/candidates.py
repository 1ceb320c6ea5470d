"""Where an article may tell an event: the triggers of the lexicon that its words meet."""

from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from schemas.entity import Entity, EntityLabel
from schemas.escalation import EventType
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.stages.escalation.columns import Columns
from streams.stages.escalation.decision import NO_VERDICT, Judge, Verdict
from streams.stages.escalation.lexicon import EscalationLexicon, Sense, Trigger
from streams.stages.escalation.patterns import (
    MEASURES,
    Match,
    Surroundings,
    compound_lemma,
    compound_parts,
    disagrees,
    match_head,
    match_row,
)
from streams.stages.escalation.scales import FRIENDLY
from streams.stages.escalation.setting import SHORT

# A trigger inside a name ("Strike Force", "the War Museum") is part of the name.
NAMES = frozenset(
    {
        EntityLabel.PERSON, EntityLabel.ORG, EntityLabel.GPE, EntityLabel.LOC, EntityLabel.FAC,
        EntityLabel.EVENT, EntityLabel.LAW, EntityLabel.DATE, EntityLabel.MONEY,
    }
)  # fmt: skip
NEGATIVE = frozenset({"not", "no", "never", "without"})
ROW_WEIGHT = 1.5
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
NOMINAL = frozenset({"NN", "NNS", "JJ", "NNP", "RB", "RP", "IN", "UH"})
# Where the lexicon tells no code: CAMEO's root of the type.
PLAIN = {
    kind: Sense(kind, None, code)
    for kind, code in (
        (EventType.AGREE, "030"), (EventType.CONSULT, "040"), (EventType.SUPPORT, "050"),
        (EventType.COOPERATE, "060"), (EventType.AID, "070"), (EventType.CONCEDE, "080"),
        (EventType.RETREAT, "087"), (EventType.REQUEST, "100"), (EventType.REJECT, "120"),
        (EventType.ACCUSE, "110"), (EventType.THREATEN, "130"), (EventType.PROTEST, "140"),
        (EventType.SANCTION, "160"), (EventType.MOBILIZE, "150"), (EventType.COERCE, "170"),
        (EventType.ASSAULT, "190"),
    )
}  # fmt: skip
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
    verdict: Verdict = NO_VERDICT


def find_candidates(
    doc: Doc,
    entities: tuple[Entity, ...],
    around: Surroundings,
    columns: Columns,
    discourse: Discourse,
    *,
    lexicon: EscalationLexicon,
) -> tuple[Candidate, ...]:
    """Return the words of one article that tell an event, in reading order, one a head.

    The lexicon's triggers and every verb are candidates, and nouns that are known to be
    triggers; the classifier decides which of them are events, and of which type.

    Args:
        doc: Parsed article.
        entities: Its entities; words inside a name are no triggers.
        around: What the patterns ask about.
        columns: The words of this very doc.
        discourse: Of this very doc.
        lexicon: Triggers, blockers and weights.
    """
    idioms = blocked(around, lexicon.blockers)
    closed = named(doc, entities) | idioms
    judge = Judge(columns, around, idioms, lexicon, discourse.encoded)
    matches = find_matches(doc, around, closed, lexicon=lexicon)
    found = []
    places = [
        place
        for place in candidate_places(columns, closed, matches, lexicon=lexicon)
        if not discourse.boilerplate(doc[place])
    ]
    judge.open(places, matches)
    for place in places:
        verdict = judge.verdict(place, matches.get(place))
        if verdict is not None:
            found.append(as_candidate(doc[place], matches.get(place), verdict, around, lexicon))
    for place in judge.further(places, closed):
        verdict = judge.verdict(place, None)
        if verdict is not None and not discourse.boilerplate(doc[place]):
            found.append(as_candidate(doc[place], None, verdict, around, lexicon))
    found.sort(key=lambda item: item.head.i)
    if len(doc) >= SHORT and all(one.verdict.score < judge.convincing for one in found):
        return ()
    return _without_parts(tuple(found))


def find_matches(
    doc: Doc, around: Surroundings, closed: frozenset[int], *, lexicon: EscalationLexicon
) -> dict[int, Candidate]:
    """Return the best match of the lexicon by the token index of its head."""
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
    return best


def candidate_places(
    columns: Columns,
    closed: frozenset[int],
    matches: dict[int, Candidate],
    *,
    lexicon: EscalationLexicon,
) -> list[int]:
    """Return the token indices that may head a trigger."""
    model = lexicon.classifier
    rows = zip(columns.tags, columns.labels, columns.lemmas, strict=True)
    found = []
    for place, (tag, label, lemma) in enumerate(rows):
        if place in closed:
            continue
        if place in matches:
            found.append(place)
        elif tag.startswith("VB"):
            if label not in AUXILIARIES and lemma not in model.quiet:
                found.append(place)
        elif lemma in model.nouns and tag in NOMINAL:
            found.append(place)
    return found


def as_candidate(
    head: Token,
    match: Candidate | None,
    verdict: Verdict,
    around: Surroundings,
    lexicon: EscalationLexicon,
) -> Candidate:
    """Return the candidate with the type that was decided and the lexicon's mode and code."""
    if match is not None and match.sense.event_type is verdict.event_type:
        return replace(match, verdict=verdict)
    nominal = not (head.tag_.startswith("VB") or _part_of_speech(head) == "v")
    listed = lexicon.by_head.get(f"{around.lemmas[head.i]}/{'n' if nominal else 'v'}", ())
    senses = [one.sense for one in listed if one.sense.event_type is verdict.event_type]
    sense = senses[0] if senses else PLAIN[verdict.event_type]
    sentence = frozenset(around.sentence_lemmas(head))
    words = compound_parts(head)
    return Candidate(head, words, sense, 0.0, (), sentence, nominal, verdict=verdict)


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


def named(doc: Doc, entities: tuple[Entity, ...]) -> frozenset[int]:
    """Return the places of words inside a name."""
    found: set[int] = set()
    for entity in entities:
        if entity.label in NAMES:
            span = doc.char_span(entity.start, entity.end, alignment_mode="expand")
            found.update(token.i for token in span or ())
    return frozenset(found)


def blocked(
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
    place, forms = token.i, around.forms
    hyphened = "-" in forms[max(place - 1, 0) : place + 2]  # to visit neighbours is dear
    lemma = compound_lemma(token) if hyphened else around.lemmas[place]
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
    parts = compound_parts(token) if hyphened else (token,)
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
        if disagrees(token):
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
    for item in found:  # one event told by two words: "carried out strikes"
        governor = item.head.head
        if syntax.lemma(governor) in MEASURES:  # "staged a series of attacks"
            governor = governor.head
        other = by_head.get(governor.i)
        if other is None or other is item or not parts.isdisjoint({item.head.i, other.head.i}):
            continue
        if _is_same(item, other):
            weaker = item if item.verdict.score <= other.verdict.score else other
            parts.add(weaker.head.i)
    return tuple(item for item in found if item.head.i not in parts)


def _is_same(item: Candidate, other: Candidate) -> bool:
    return item.nominal and item.sense.event_type is other.sense.event_type


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
