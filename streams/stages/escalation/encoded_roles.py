"""Actor and recipient as the encoder sees them, put before what the parse alone tells."""

from collections.abc import Callable

from schemas.party import Party
from streams.language.discourse import Discourse
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.roles import Roles, parties_of

# A place is believed to hold a role at this probability.
SURE = 0.5
ACTOR, RECIPIENT = "actor", "recipient"
Told = dict[int, dict[str, float]]


def with_encoder(candidate: Candidate, roles: Roles, discourse: Discourse) -> Roles:
    """Return the roles with those that the encoder is sure of in the place of the others.

    Args:
        candidate: The event.
        roles: Its parties by the parse.
        discourse: Of the same article; without the encoder the roles stay.
    """
    encoded = discourse.encoded
    head = candidate.head
    if encoded is None or not encoded.has(head.i):
        return roles
    told = encoded.roles(head.i)

    def named(place: int) -> tuple[Party, ...]:
        return parties_of(head.doc[place], discourse)

    actors = _parties(told, ACTOR, named) or roles.actors
    taken = {party.name for party in actors}
    recipients = tuple(p for p in _parties(told, RECIPIENT, named) if p.name not in taken)
    kept = tuple(party for party in roles.recipients if party.name not in taken)
    return Roles(actors, recipients or kept)


def _parties(told: Told, role: str, named: Callable[[int], tuple[Party, ...]]) -> tuple[Party, ...]:
    """Return the parties of the places that hold the role, the surest place first."""
    ranked = sorted(told, key=lambda place: (-told[place][role], place))
    found: dict[str, Party] = {}
    for place in ranked:
        if told[place][role] < SURE:
            break
        for party in named(place):
            found.setdefault(party.name, party)
    return tuple(found.values())
