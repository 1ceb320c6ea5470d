"""The article at a glance: has it sanctions, which way does it point, between whom."""

from collections import defaultdict
from collections.abc import Sequence

from schemas.entity import Entity, EntityLabel
from schemas.escalation import Direction, Dyad, EscalationIndicator, EventType, Polarity, Summary
from schemas.party import Party
from schemas.sanctions import SanctionsMention, SanctionsStatus
from streams.stages.modality_weights import DEFAULT_WEIGHTS, Weights

# Both directions are reported as mixed where the smaller has at least this share of the larger.
MIXED_SHARE = 0.4
PEOPLE = frozenset({EntityLabel.PERSON, EntityLabel.NORP})
DETERMINERS = ("The ", "A ", "An ", "Some ", "Two ", "Three ")
NO_SANCTIONS = frozenset({SanctionsStatus.MENTIONED})


def summarise(
    sanctions: tuple[SanctionsMention, ...],
    indicators: tuple[EscalationIndicator, ...],
    entities: tuple[Entity, ...] = (),
    weights: Weights = DEFAULT_WEIGHTS,
) -> Summary:
    """Return the summary of one article.

    Args:
        sanctions: Its sanctions mentions.
        indicators: Its escalation indicators.
        entities: Its entities; they tell whose names are those of people.
        weights: How far an event counts by its modality, 0 to 1.

    An event that the article tells several times counts once (`same_as`), with the strongest
    wording. Scores are Goldstein's, added up by weight and divided by the sum of the weights,
    but by 1 at least: an asserted event counts whole, a threat that stands alone 0.3 of its
    score. PROTEST is domestic and makes no dyad. A dyad is between states (by their code)
    and organisations (by name); people without either make none.
    """
    people = _people(entities)
    events = [item for item in _once(indicators) if weights[item.modality] > 0]
    return Summary(
        has_sanctions=any(item.status not in NO_SANCTIONS for item in sanctions),
        escalation_direction=_direction(events, weights),
        escalation_score=_score(events, weights),
        dyads=_dyads(events, people, weights),
        modality_weights={modality.value: weight for modality, weight in weights.items()},
    )


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


def _once(indicators: Sequence[EscalationIndicator]) -> list[EscalationIndicator]:
    """Return one indicator for each event told, the strongest wording of each."""
    best: dict[str, EscalationIndicator] = {}
    for item in indicators:
        event = item.same_as or item.id
        known = best.get(event)
        if known is None or abs(item.goldstein) > abs(known.goldstein):
            best[event] = item
    return list(best.values())


def _direction(events: list[EscalationIndicator], weights: Weights) -> Direction:
    up = down = 0.0
    for item in events:
        if item.polarity is Polarity.ESCALATORY:
            up -= weights[item.modality] * min(item.goldstein, 0.0)
        elif item.polarity is Polarity.DE_ESCALATORY:
            down += weights[item.modality] * max(item.goldstein, 1.0)
    if up == 0 and down == 0:
        return Direction.NONE
    if min(up, down) >= MIXED_SHARE * max(up, down):
        return Direction.MIXED
    return Direction.ESCALATORY if up > down else Direction.DE_ESCALATORY


def _dyads(
    events: list[EscalationIndicator], people: frozenset[str], weights: Weights
) -> tuple[Dyad, ...]:
    found: dict[tuple[str, str], list[EscalationIndicator]] = defaultdict(list)
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
                found[actor, recipient].append(item)
    return tuple(
        Dyad(
            actor=actor,
            recipient=recipient,
            score=_score(told, weights),
            events=len(told),
            weight=round(sum(weights[item.modality] for item in told), 2),
            event_ids=tuple(item.id for item in told),
        )
        for (actor, recipient), told in sorted(found.items())
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


def _score(events: list[EscalationIndicator], weights: Weights) -> float:
    total = sum(weights[item.modality] * item.goldstein for item in events)
    return round(total / max(1.0, sum(weights[item.modality] for item in events)), 2)
