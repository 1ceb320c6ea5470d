"""The article at a glance: has it sanctions, which way does it point, between whom."""

from collections import defaultdict

from schemas.entity import Entity, EntityLabel
from schemas.escalation import Direction, Dyad, EscalationIndicator, EventType, Polarity, Summary
from schemas.modality import Modality
from schemas.party import Party
from schemas.sanctions import SanctionsMention, SanctionsStatus

# Both directions are reported as mixed where the smaller has at least this share of the larger.
MIXED_SHARE = 0.4
PEOPLE = frozenset({EntityLabel.PERSON, EntityLabel.NORP})
DETERMINERS = ("The ", "A ", "An ", "Some ", "Two ", "Three ")
NO_SANCTIONS = frozenset({SanctionsStatus.MENTIONED})
# How far an event counts: what happened, whole; what is in prospect, in part; what did not
# happen or lies in the past, not at all.
MODALITY_WEIGHTS = {
    Modality.ASSERTED: 1.0,
    Modality.PLANNED: 0.5,
    Modality.THREATENED: 0.3,
    Modality.DEMANDED: 0.2,
    Modality.HYPOTHETICAL: 0.1,
    Modality.DENIED: 0.0,
    Modality.HISTORIC: 0.0,
}


def summarise(
    sanctions: tuple[SanctionsMention, ...],
    indicators: tuple[EscalationIndicator, ...],
    entities: tuple[Entity, ...] = (),
) -> Summary:
    """Return the summary of one article.

    Args:
        sanctions: Its sanctions mentions.
        indicators: Its escalation indicators.
        entities: Its entities; they tell whose names are those of people.

    Scores are Goldstein's, over asserted events; an event that the article tells
    several times (same type, actors and recipients) counts once, with the strongest
    wording. PROTEST is domestic and makes no dyad. A dyad is between states (by their
    code) and organisations (by name); people without either make none.
    """
    people = _people(entities)
    asserted = [item for item in indicators if item.modality is Modality.ASSERTED]
    events = _once(asserted)
    scores = [item.goldstein for item in events]
    return Summary(
        has_sanctions=any(item.status not in NO_SANCTIONS for item in sanctions),
        escalation_direction=_direction(events or _once(list(indicators))),
        escalation_score=_mean(scores),
        dyads=_dyads(events, people),
    )


def told_as(item: EscalationIndicator) -> tuple[object, ...]:
    """Return what is the same where an article tells one event several times."""
    actors = tuple(sorted({_key(party) for party in item.actors}))
    recipients = tuple(sorted({_key(party) for party in item.recipients}))
    wording = "" if actors or recipients else item.trigger.text.lower()
    return item.event_type, item.cameo[:2], actors, recipients, wording


def dyad_of(item: EscalationIndicator, entities: tuple[Entity, ...]) -> str | None:
    """Return the event's dyad, of its first actor and first recipient, as `summarise` has dyads.

    Args:
        item: One indicator.
        entities: Of its article.

    None where one of them is nobody, a person, or the same as the other, and for PROTEST.
    """
    if item.event_type is EventType.PROTEST or not (item.actors and item.recipients):
        return None
    people = _people(entities)
    actor, recipient = item.actors[0], item.recipients[0]
    if not (_is_named(actor, people) and _is_named(recipient, people)):
        return None
    return None if _key(actor) == _key(recipient) else f"{_key(actor)}>{_key(recipient)}"


def _people(entities: tuple[Entity, ...]) -> frozenset[str]:
    return frozenset(item.canonical for item in entities if item.label in PEOPLE)


def _once(indicators: list[EscalationIndicator]) -> list[EscalationIndicator]:
    """Return one indicator for each event told, the strongest wording of each."""
    best: dict[tuple[object, ...], EscalationIndicator] = {}
    for item in indicators:
        key = told_as(item)
        known = best.get(key)
        if known is None or abs(item.goldstein) > abs(known.goldstein):
            best[key] = item
    return list(best.values())


def _direction(events: list[EscalationIndicator]) -> Direction:
    up = -sum(min(e.goldstein, 0.0) for e in events if e.polarity is Polarity.ESCALATORY)
    down = sum(max(e.goldstein, 1.0) for e in events if e.polarity is Polarity.DE_ESCALATORY)
    if up == 0 and down == 0:
        return Direction.NONE
    if min(up, down) >= MIXED_SHARE * max(up, down):
        return Direction.MIXED
    return Direction.ESCALATORY if up > down else Direction.DE_ESCALATORY


def _dyads(events: list[EscalationIndicator], people: frozenset[str]) -> tuple[Dyad, ...]:
    scores: dict[tuple[str, str], list[float]] = defaultdict(list)
    for item in events:
        if item.event_type is EventType.PROTEST:
            continue
        pairs = {
            (_key(actor), _key(recipient))
            for actor in item.actors
            for recipient in item.recipients
            if _is_named(actor, people) and _is_named(recipient, people)
        }
        for actor, recipient in pairs:
            if actor != recipient:
                scores[actor, recipient].append(item.goldstein)
    return tuple(
        Dyad(actor=actor, recipient=recipient, score=_mean(found), events=len(found))
        for (actor, recipient), found in sorted(scores.items())
    )


def _key(party: Party) -> str:
    """Return the country's code, else the name."""
    return party.country or party.name


def _is_named(party: Party, people: frozenset[str]) -> bool:
    """Say whether the party is a state or a body with a name of its own."""
    if party.country is not None:
        return True
    body = party.kb_id is not None or party.name[:1].isupper()
    return body and party.name not in people and not party.name.startswith(DETERMINERS)


def _mean(scores: list[float]) -> float:
    return round(sum(scores) / len(scores), 2) if scores else 0.0
