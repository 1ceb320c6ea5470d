"""Which indicators of an article tell one and the same event again."""

from collections.abc import Sequence

from schemas.escalation import EscalationIndicator
from schemas.party import Party


def with_repeats(indicators: Sequence[EscalationIndicator]) -> tuple[EscalationIndicator, ...]:
    """Return the indicators, each repeated telling with the id of the first one in `same_as`.

    Two tell the same event where they have the same type and CAMEO root, the same modality,
    the same parties, and neither mode, place nor date of the one contradicts those of the
    other. The same parties: of actors and of recipients each, one is shared or one side tells
    none; where neither side has any party, the same trigger. So a raid told three times is one
    event, raids of Monday and of Tuesday are two, and so are one in Goma and one in Bukavu.

    Args:
        indicators: Of one article, in reading order.
    """
    first: list[EscalationIndicator] = []
    found = []
    for item in indicators:
        known = next((one for one in first if _is_same(one, item)), None)
        if known is None:
            first.append(item)
        found.append(item if known is None else item.model_copy(update={"same_as": known.id}))
    return tuple(found)


def _is_same(one: EscalationIndicator, other: EscalationIndicator) -> bool:
    return (
        one.event_type is other.event_type
        and one.cameo[:2] == other.cameo[:2]
        and one.modality is other.modality
        and _agree(one.mode, other.mode)
        and _agree(one.date, other.date)
        and _agree(_name(one.location), _name(other.location))
        and _same_parties(one, other)
    )


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _name(place: Party | None) -> str | None:
    return None if place is None else place.name


def _same_parties(one: EscalationIndicator, other: EscalationIndicator) -> bool:
    sides = [
        (_keys(one.actors), _keys(other.actors)),
        (_keys(one.recipients), _keys(other.recipients)),
    ]
    told = [(ours, theirs) for ours, theirs in sides if ours and theirs]
    if not told:
        both = (one.trigger.text, other.trigger.text)
        return not any(a or b for a, b in sides) and both[0].lower() == both[1].lower()
    return all(ours & theirs for ours, theirs in told)


def _keys(parties: tuple[Party, ...]) -> frozenset[str]:
    return frozenset(party.country or party.name for party in parties)
