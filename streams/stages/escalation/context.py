"""Whom an event concerns where its own clause does not say: concluded from the article."""

from spacy.tokens import Token

from schemas.escalation import EscalationIndicator, EventType, Polarity
from schemas.party import Party
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.wordlist import words
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.ground import PUBLIC_KINDS, Ground, singulars
from streams.stages.escalation.roles import PRONOUN_OBJECTS, Roles

ASKING = frozenset({EventType.REQUEST, EventType.THREATEN, EventType.AGREE})
ANSWER_REACH = 40  # tokens to look back for whose wish is refused
BEFORE = 4  # events to look back for the one that is condemned
HOSTILE = frozenset({EventType.MOBILIZE, EventType.THREATEN, EventType.COERCE})
# Waters and places that no one can threaten or coerce; whoever uses them is meant.
WATERS = words("strait straits sea gulf ocean channel canal bay river lake waterway")
POINTING = words("the this that these those its their his her")
BORDERS = words("border frontier line boundary dmz")
WATCHERS = words("military army navy forces ministry coastguard guard command staff")


# Bodies that act for their state where nothing else is said of them.
STATE_BODIES = words(
    """police army military navy government court parliament authority ministry minister president
    premier prosecutor judge soldier troop troops cabinet gendarme coastguard policeman officer
    general governor administration embassy ambassador envoy spokesman"""
)


def complete_roles(
    candidate: Candidate,
    roles: Roles,
    before: list[EscalationIndicator],
    discourse: Discourse,
    ground: Ground,
) -> Roles:
    """Return the roles with what the article around the clause tells.

    Officials of organisations act for these; waters are no party. A recipient that the
    clause leaves open is who did what is condemned or refused, or the one adversary
    with whom the article has shown the actor. Parties concluded so are inferred; none
    is where no one stands out.

    Args:
        candidate: The event.
        roles: Its parties, by its own clause.
        before: The events told before it, in reading order.
        discourse: Of the same article.
        ground: Its parties, those named most often first.
    """
    beside = _in_sentence(candidate.head, discourse)
    actors = _represented(roles.actors, discourse)
    actors = tuple(_behind(party, candidate.head, beside, ground) for party in actors)
    names = frozenset(party.name for party in actors)
    recipients = tuple(
        party
        for party in _represented(roles.recipients, discourse)
        if party.name not in names
        and WATERS.isdisjoint(party.name.lower().split())
        and not _is_own_state(party, actors, discourse)
    )
    if not actors:
        taken = frozenset(party.name for party in recipients)
        actors = _inferred(_first(beside, taken))
    if recipients or not actors:
        return Roles(actors, recipients)
    concluded = _concluded(candidate, actors, before, discourse)
    names = frozenset(party.name for party in actors)
    concluded = concluded or _nearest(candidate.head, beside, names)
    concluded = concluded or _counterpart(names, ground)
    return Roles(actors, _inferred(concluded))


def _in_sentence(head: Token, discourse: Discourse) -> tuple[tuple[int, Party], ...]:
    """Return the parties of public life that the sentence names, by their first token."""
    sentence = head.sent
    return tuple(
        (mention.first, mention.stands_for or mention.party)
        for mention in discourse.referents.mentions
        if sentence.start <= mention.first < sentence.end
        and (mention.kind in PUBLIC_KINDS or mention.party.country or mention.stands_for)
    )


def _behind(
    party: Party, head: Token, beside: tuple[tuple[int, Party], ...], ground: Ground
) -> Party:
    """Return the state for which a nameless body acts, else the party itself.

    "Police held 14 men": the last state named before in the sentence, else the one that
    the article names most.
    """
    if party.country or party.kb_id or STATE_BODIES.isdisjoint(singulars(party.name)):
        return party
    near = [one for at, one in beside if one.country and at < head.i]
    states = near[::-1] or [one for one in ground.ranked if one.country]
    if not states:
        return party
    place = {"start": party.start, "end": party.end, "inferred": True}
    return states[0].model_copy(update=place)


def _first(beside: tuple[tuple[int, Party], ...], taken: frozenset[str]) -> tuple[Party, ...]:
    """Return the party that the sentence names first, but those taken."""
    return tuple(party for _, party in beside if party.name not in taken)[:1]


def _nearest(
    head: Token, beside: tuple[tuple[int, Party], ...], taken: frozenset[str]
) -> tuple[Party, ...]:
    """Return the party that the sentence names nearest to the event, but those taken."""
    free = [(abs(at - head.i), party) for at, party in beside if party.name not in taken]
    return (min(free, key=lambda item: item[0])[1],) if free else ()


def _counterpart(taken: frozenset[str], ground: Ground) -> tuple[Party, ...]:
    """Return the party that the article names most beside those taken."""
    return tuple(party for party in ground.ranked if party.name not in taken)[:1]


def _concluded(
    candidate: Candidate,
    actors: tuple[Party, ...],
    before: list[EscalationIndicator],
    discourse: Discourse,
) -> tuple[Party, ...]:
    names = frozenset(party.name for party in actors)
    kind = candidate.sense.event_type
    if kind is EventType.REJECT:
        return _asking(candidate, actors, before, discourse)
    if kind is EventType.ACCUSE:
        return _doers(candidate, names, before)
    if kind in HOSTILE:
        found = _adversary(names, before)
        if not found and kind is EventType.MOBILIZE:
            found = _watcher(candidate, names, discourse) or _neighbour(candidate, names, discourse)
        return found
    return ()


def _asking(
    candidate: Candidate,
    actors: tuple[Party, ...],
    before: list[EscalationIndicator],
    discourse: Discourse,
) -> tuple[Party, ...]:
    """Return whose wish is refused.

    "Russia demands ... . NATO refuses that": the one who asked. "NATO hears Russian
    concerns without making concessions": the party named last before the refusal.
    """
    names = frozenset(party.name for party in actors)
    objects = syntax.objects(candidate.head)
    if objects and objects[0].lower_ in PRONOUN_OBJECTS:
        asked = [
            item
            for item in before[-3:]
            if item.event_type in ASKING and names.isdisjoint(p.name for p in item.actors)
        ]
        if asked:
            return max(asked, key=lambda item: item.score).actors
    taken = {party.country for party in actors}
    first = max(0, candidate.words[0].i - ANSWER_REACH)
    for token in reversed(candidate.head.doc[first : candidate.words[0].i]):
        if token.tag_ in ("NNP", "NNPS", "JJ"):
            found = discourse.party(token)
            if found and found[0].country is not None and found[0].country not in taken:
                return found
    return ()


def _doers(
    candidate: Candidate, names: frozenset[str], before: list[EscalationIndicator]
) -> tuple[Party, ...]:
    """Return who did what is condemned: "Japan condemned the launch"."""
    objects = syntax.objects(candidate.head)
    if not objects or POINTING.isdisjoint(child.lower_ for child in objects[0].children):
        return ()
    for item in reversed(before[-BEFORE:]):
        told = item.polarity is Polarity.ESCALATORY and item.event_type is not EventType.ACCUSE
        if told and item.actors and names.isdisjoint(party.name for party in item.actors):
            return item.actors
    return ()


def _adversary(names: frozenset[str], before: list[EscalationIndicator]) -> tuple[Party, ...]:
    """Return the only party with whom the article has shown the actor in conflict."""
    found: dict[str, Party] = {}
    for item in before:
        if item.polarity is not Polarity.ESCALATORY:
            continue
        sides = (item.actors, item.recipients)
        for own, others in (sides, sides[::-1]):
            if not names.isdisjoint(party.name for party in own):
                found.update((party.name, party) for party in others if party.country is not None)
    return tuple(found.values()) if len({party.country for party in found.values()}) == 1 else ()


def _watcher(
    candidate: Candidate, names: frozenset[str], discourse: Discourse
) -> tuple[Party, ...]:
    """Return the state whose own forces report the move: "..., South Korea's military said"."""
    speaker = discourse.speaker(candidate.head)
    if speaker is None or speaker.start is None or speaker.end is None:
        return ()
    if WATCHERS.isdisjoint(speaker.name.lower().split()):
        return ()
    span = candidate.head.doc.char_span(speaker.start, speaker.end, alignment_mode="expand")
    found = discourse.party(span.root) if span is not None else ()
    return tuple(party for party in found[:1] if party.country and party.name not in names)


def _neighbour(
    candidate: Candidate, names: frozenset[str], discourse: Discourse
) -> tuple[Party, ...]:
    """Return the only other state named so far, where the event is at "the border"."""
    lemmas = {syntax.lemma(token) for token in syntax.obliques(candidate.head)}
    if BORDERS.isdisjoint(lemmas):
        return ()
    states = {
        mention.party.name: mention.party
        for mention in discourse.referents.mentions
        if mention.is_state and mention.last < candidate.head.i and mention.party.name not in names
    }
    return tuple(states.values()) if len(states) == 1 else ()


def _is_own_state(party: Party, actors: tuple[Party, ...], discourse: Discourse) -> bool:
    """Say whether the party is the very state for which its president acts."""
    return any(
        mention.is_person
        and mention.stands_for is not None
        and mention.stands_for.name == party.name
        and mention.party.name in {actor.name for actor in actors}
        for mention in discourse.referents.mentions
    )


def _represented(parties: tuple[Party, ...], discourse: Discourse) -> tuple[Party, ...]:
    found = {item.name: item for item in map(discourse.represented, reversed(parties))}
    return tuple(reversed(found.values()))


def _inferred(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple(party.model_copy(update={"inferred": True}) for party in parties)
