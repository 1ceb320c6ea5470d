"""Who does it and to whom: actor and recipient of an event, over the parse."""

from dataclasses import dataclass

from spacy.tokens import Token

from schemas.escalation import EventType
from schemas.party import Party
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.ground import UNNAMED
from streams.stages.escalation.patterns import disagrees

# Prepositions that lead to the recipient, by event type, the likeliest first.
TOWARDS: dict[EventType, tuple[str, ...]] = {
    EventType.AGREE: ("with", "to", "for", "on"),
    EventType.CONSULT: ("with", "between", "to", "by"),
    EventType.SUPPORT: ("for", "with", "of", "to", "behind", "by", "on"),
    EventType.CONCEDE: ("to", "for", "with", "on", "against"),
    EventType.COOPERATE: ("with", "to", "between", "from"),
    EventType.AID: ("to", "for", "of", "in", "with"),
    EventType.RETREAT: ("from", "to", "with", "of", "in", "by"),
    EventType.REQUEST: ("on", "upon", "to", "from", "with", "of", "by"),
    EventType.REJECT: ("from", "by", "of", "to", "with", "for"),
    EventType.ACCUSE: ("against", "by", "of", "at", "on", "over", "about", "to", "with", "for"),
    EventType.THREATEN: ("to", "against", "with", "on", "of"),
    EventType.PROTEST: ("against", "at", "outside", "over", "on"),
    EventType.SANCTION: ("on", "against", "from", "with", "to", "of"),
    EventType.MOBILIZE: (
        "against", "to", "toward", "towards", "on", "along", "near", "at", "around", "into",
        "off", "in", "over", "with", "through", "within",
    ),
    EventType.COERCE: ("of", "on", "against", "in", "from", "at"),
    EventType.ASSAULT: ("on", "against", "of", "at", "with", "into", "in", "near", "over"),
}  # fmt: skip
SYMMETRIC = frozenset({EventType.AGREE, EventType.CONSULT, EventType.COOPERATE})
# A noun's doer is the subject of these verbs when the noun is their object.
LIGHT_VERBS = words(
    """carry launch hold make conduct begin start have issue take mount stage give impose open sign
    resume deliver offer put lodge file submit level declare announce order continue undertake do
    commit wage unleash convene host pay extend submit stop end halt step expand intensify send
    bring set raise plan threaten renew hint seek reject cast attend join visit"""
)
COUNTS = frozenset({"number", "hundred", "thousand", "dozen"})
COMPLEMENTS = frozenset({"xcomp", "ccomp", "advcl", "acl", "acl:relcl"})
# Clauses beside the event, not about it: "seizes tanker as Washington blacklists network".
MEANWHILE = words("as after before while when once since because although though if unless until")
MEMBERSHIP = frozenset({"member", "membership"})
DEPTH = 3


@dataclass(frozen=True, slots=True)
class Roles:
    """The parties of one event."""

    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]


def find_roles(candidate: Candidate, discourse: Discourse) -> Roles:
    """Return actor and recipient of a candidate event.

    Named parties come first; a body without a name ("police", "protesters") is a party
    by its own words. Empty where the parse shows nobody.
    """
    head = candidate.head
    if candidate.head.tag_ == "MD":  # "Iran must ...": asked by whoever says so
        return Roles(discourse.voice(head), _first_parties(syntax.subjects(head.head), discourse))
    verbal = not candidate.nominal
    doers = _verbal_agents(head) if verbal else _nominal_agents(head, candidate.sense.event_type)
    actors = _first_parties(doers, discourse)
    if not actors and not verbal:
        actors = _light_verb_agents(head, discourse)
    event_type = candidate.sense.event_type
    if not actors and event_type is EventType.CONSULT and not verbal:
        actors = _first_parties(syntax.subjects(syntax.clause_head(head)), discourse)
    if not actors and event_type is EventType.REJECT:
        actors = discourse.voice(head)  # "there can be no question of that", he said
    if event_type in SYMMETRIC and not verbal and len(actors) > 1:
        return Roles(actors[:1], actors[1:])
    taken = frozenset(party.name for party in actors)
    goals = _verbal_goals(head, event_type) if verbal else _nominal_goals(head, event_type)
    recipients = _first_goal(goals, discourse, taken)
    if not recipients:
        recipients = _from_complement(head, discourse, taken)
    if not recipients:
        recipients = _from_subtree(head, event_type, discourse, taken)
    if event_type in SYMMETRIC and not recipients and len(actors) > 1:
        return Roles(actors[:1], actors[1:])
    if event_type in SYMMETRIC and not actors and len(recipients) > 1:
        return Roles(recipients[:1], recipients[1:])
    return Roles(actors, recipients)


def _verbal_agents(verb: Token) -> tuple[Token, ...]:
    if verb.tag_ == "VBG" and verb.dep_ in ("obl", "nmod", "obj", "nsubj"):
        return (*syntax.possessors(verb), *syntax.agents(verb))
    return syntax.agents(verb)


def _nominal_agents(noun: Token, event_type: EventType) -> tuple[Token, ...]:
    found = [*syntax.nominal_agents(noun)]
    if noun.tag_.startswith("VB"):  # "Russian troop build-up", with a verb says the tagger
        found.extend(child for child in noun.children if child.dep_ in syntax.SUBJECTS)
    if event_type in (EventType.CONSULT, EventType.THREATEN, EventType.REQUEST):
        found.extend(syntax.obliques(noun, "of", "from"))
    for item in tuple(found):
        found.extend(syntax.modifiers(item))
    return tuple(found)


def _light_verb_agents(noun: Token, discourse: Discourse) -> tuple[Party, ...]:
    head, step = noun.head, noun.dep_
    if step == "conj":
        head, step = noun.head.head, noun.head.dep_
    if step in ("obj", "obl") and syntax.lemma(head) in LIGHT_VERBS:
        return _first_parties(syntax.agents(head), discourse)
    if step == "nsubj:pass" and syntax.lemma(head) in LIGHT_VERBS:
        return _first_parties(syntax.agents(head), discourse)
    for child in noun.children:
        if child.dep_ in ("acl", "acl:relcl"):
            return _first_parties(syntax.obliques(child, "by"), discourse)
    return ()


def _first_parties(tokens: tuple[Token, ...], discourse: Discourse) -> tuple[Party, ...]:
    """Return the parties of the first phrase that has any, those coordinated with it included."""
    for token in tokens:
        named = discourse.parties(token)
        if named:
            return named
    for token in tokens:
        if token.dep_ == "conj":  # a verb hung on the last of several subjects
            named = discourse.parties(token.head)
            if named:
                return named
    for token in tokens:
        inner = _inside(token, discourse, DEPTH - 1)
        if inner and syntax.lemma(token) in UNNAMED:
            return inner
    for token in tokens:
        unnamed = _unnamed(token)
        if unnamed:
            return unnamed
    return ()


def _verbal_goals(verb: Token, event_type: EventType) -> tuple[Token, ...]:
    patients = list(syntax.patients(verb))
    obliques = [
        goal for preposition in TOWARDS[event_type] for goal in syntax.obliques(verb, preposition)
    ]
    inner = [
        goal
        for patient in patients
        for preposition in TOWARDS[event_type]
        for goal in syntax.obliques(patient, preposition)
    ]
    if event_type in (EventType.MOBILIZE, EventType.AID, EventType.SANCTION, EventType.COOPERATE):
        return (*obliques, *inner, *patients)
    return (*patients, *obliques, *inner)


def _nominal_goals(noun: Token, event_type: EventType) -> tuple[Token, ...]:
    found = [
        goal for preposition in TOWARDS[event_type] for goal in syntax.obliques(noun, preposition)
    ]
    head = noun.head
    if noun.dep_ in ("obj", "obl", "nsubj:pass"):
        for preposition in TOWARDS[event_type]:
            found.extend(syntax.obliques(head, preposition))
    if noun.dep_ == "nsubj" and head.tag_.startswith("VB"):
        found.extend(syntax.patients(head))
    return tuple(goal for goal in found if goal.i != noun.i)


def _first_goal(
    tokens: tuple[Token, ...], discourse: Discourse, taken: frozenset[str]
) -> tuple[Party, ...]:
    for token in tokens:
        named = _others(discourse.parties(token), taken)
        if named:
            return named
        inner = _inside(token, discourse, DEPTH, taken)
        if inner:
            return inner
    for token in tokens:
        unnamed = _others(_unnamed(token), taken)
        if unnamed:
            return unnamed
    return ()


def _from_complement(head: Token, discourse: Discourse, taken: frozenset[str]) -> tuple[Party, ...]:
    """Return who is meant by what is promised, asked, praised or threatened."""
    around = [head, *(syntax.patients(head) if head.tag_.startswith("VB") else ())]
    if (head.tag_.startswith("VB") or disagrees(head)) and head.dep_ in syntax.SUBJECTS:
        around.append(head.head)  # "Russia demands guarantees that": two verbs, says the parser
    for item in around:
        for child in item.children:
            if child.dep_ not in COMPLEMENTS or child.i < head.i:
                continue
            if child.dep_ == "advcl" and syntax.marker(child) in MEANWHILE:
                continue
            goals = (*syntax.subjects(child), *syntax.patients(child), *syntax.obliques(child))
            goals += tuple(item for item in child.children if item.dep_ == "xcomp")
            # what is asked about membership is asked of the organisation
            joined = [goal for goal in goals if syntax.lemma(goal) in MEMBERSHIP]
            for goal in (*joined, *goals):
                found = _others(discourse.parties(goal), taken)
                found = found or _inside(goal, discourse, DEPTH, taken)
                if found:
                    return found
    return ()


def _from_subtree(
    head: Token, event_type: EventType, discourse: Discourse, taken: frozenset[str]
) -> tuple[Party, ...]:
    """Return the party of a phrase that the parse hung too low, by its preposition."""
    wanted = TOWARDS[event_type][:2]
    for token in head.subtree:
        if token.i > head.i and syntax.preposition(token) in wanted:
            found = _others(discourse.parties(token), taken)
            if found:
                return found
    return ()


def _inside(
    token: Token, discourse: Discourse, depth: int, taken: frozenset[str] = frozenset()
) -> tuple[Party, ...]:
    """Return the parties that the attributes of a phrase name: "the border with Ukraine"."""
    if depth == 0:
        return ()
    for item in (*syntax.possessors(token), *syntax.modifiers(token), *syntax.obliques(token)):
        found = _others(discourse.parties(item), taken)
        found = found or _inside(item, discourse, depth - 1, taken)
        if found:
            return found
    return ()


def _unnamed(token: Token) -> tuple[Party, ...]:
    """Return the body or people that a phrase tells without a name, by its own words."""
    for item in syntax.conjuncts(token):
        lemma = syntax.lemma(item)
        counted = (item.tag_ == "CD" or lemma in COUNTS) and syntax.obliques(item, "of")
        if lemma in UNNAMED or counted:
            start, end = syntax.noun_phrase(item)
            span = item.doc.char_span(start, end, alignment_mode="expand")
            if span is not None:
                return (Party(name=span.text, start=span.start_char, end=span.end_char),)
    return ()


def _others(parties: tuple[Party, ...], taken: frozenset[str]) -> tuple[Party, ...]:
    return tuple(party for party in parties if party.name not in taken)
