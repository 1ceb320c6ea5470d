"""Senders, targets, who is followed and instruments that parse and encoder tell together.

The encoder gives each noun and name of the sentence a probability of each role; a party that the
parse tells counts for its own role besides. A place has one role or none.
"""

import math
from collections.abc import Mapping

from spacy.tokens import Span

from schemas import Party
from schemas.sanctions import SanctionsStatus
from streams.language import syntax
from streams.stages.sanctions.roles import INSTRUMENTS, NO_TARGET, Roles, unlike
from streams.stages.sanctions.scene import Scene

NONE, SENDER, TARGET, ALIGNED, VIA = "none", "sender", "target", "aligned", "via"
# What the parse's word adds to a role's log-probability; chosen as in `encoded`.
SAID = 1.5
LEAST = 1e-4
# Whose own stand the mention tells: who is said to take it does, and nobody else.
STANDS = frozenset({SanctionsStatus.ALIGNED, SanctionsStatus.NOT_ALIGNED, SanctionsStatus.OPPOSED})
PEERS = frozenset({"country", "nation", "state", "government", "partner", "ally", "member"})


def encoded_roles(
    roles: Roles,
    told: Mapping[int, Mapping[str, float]],
    status: SanctionsStatus,
    scene: Scene,
) -> Roles:
    """Return the roles of one mention.

    Args:
        roles: What the parse tells.
        told: Each place's probability of each role, by token index.
        status: How far along the measure is.
        scene: The article.
    """
    said = {
        SENDER: _places(roles.senders, told, scene),
        TARGET: _places(roles.targets, told, scene),
        ALIGNED: _places(roles.aligned_with, told, scene),
    }
    chosen: dict[str, list[int]] = {SENDER: [], TARGET: [], ALIGNED: []}
    for place, shares in told.items():
        odds = {role: math.log(max(shares[role], LEAST)) for role in (NONE, VIA, *chosen)}
        inside = False
        for role in chosen:
            if place in said[role]:
                odds[role] += SAID
            inside = inside or any(
                party.start is not None
                and party.end is not None
                and party.start <= scene.doc[place].idx < party.end
                and place != head
                for head, party in said[role].items()
            )
        if status in STANDS and said[SENDER]:
            odds[SENDER] = 0.0 if place in said[SENDER] else -math.inf
        best = max(odds, key=lambda role: odds[role])
        if best in chosen and not inside:  # Russia is no party of its own in "Russia's bank"
            chosen[best].append(place)
    senders = _together(roles.senders, chosen[SENDER], said, SENDER, scene)
    aligned = _together(roles.aligned_with, chosen[ALIGNED], said, ALIGNED, scene)
    targets = _together(roles.targets, chosen[TARGET], said, TARGET, scene)
    return Roles(senders, unlike(targets, senders), unlike(aligned, senders))


def peers_act(roles: Roles, status: SanctionsStatus, scene: Scene) -> Roles:
    """Return the roles of an alignment: its nameless "40 countries" align, nobody hits them."""
    if status is not SanctionsStatus.ALIGNED:
        return roles
    words = {party: _words(party, scene) for party in roles.targets}
    peers = tuple(p for p, span in words.items() if span and syntax.lemma(span.root) in PEERS)
    if not peers:
        return roles
    targets = tuple(party for party in roles.targets if party not in peers)
    return Roles(peers, targets, roles.aligned_with or roles.senders)


def _words(party: Party, scene: Scene) -> Span | None:
    """Return the party's words; None where the text does not name it."""
    if party.start is None or party.end is None:
        return None
    return scene.doc.char_span(party.start, party.end, alignment_mode="expand")


def _places(
    parties: tuple[Party, ...], told: Mapping[int, object], scene: Scene
) -> dict[int, Party]:
    """Return the parties by the place that heads their words."""
    found: dict[int, Party] = {}
    for party in parties:
        span = _words(party, scene)
        inside = [token.i for token in span or () if token.i in told]
        if span is not None and inside:
            found[span.root.i if span.root.i in inside else inside[-1]] = party
    return found


def _together(
    parties: tuple[Party, ...],
    chosen: list[int],
    said: Mapping[str, Mapping[int, Party]],
    role: str,
    scene: Scene,
) -> tuple[Party, ...]:
    """Return the parties at the chosen places; where there are none, those without a place."""
    known = said[role]
    placed = {party.name for party in known.values()}
    found: list[Party] = []
    for place in chosen:
        token = scene.doc[place]
        if place in known:
            new: tuple[Party, ...] = (known[place],)
        elif role == TARGET:
            described = scene.described(token) if syntax.lemma(token) not in NO_TARGET else None
            new = (described,) if described is not None else ()
        else:
            new = scene.acting_alone(token)
        found += [
            party
            for party in new
            if party.name not in INSTRUMENTS and all(party.name != other.name for other in found)
        ]
    if found or role != TARGET:  # who acts, the parse knows better than nobody
        return tuple(found) or parties
    return tuple(party for party in parties if party.name not in placed)
