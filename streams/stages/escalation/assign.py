"""Actor and recipient of an event: the likeliest of those who may take part.

The learned weights of `role_model` judge each party by itself; then the best pair is taken. The
encoder has no say: with any share of its log-odds the dev part did worse (actor and recipient F1
with triggers given 65.2 and 58.2 without, 64.3 and 56.6 with the best).
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from schemas.escalation import EventType
from schemas.party import Party
from streams.language.discourse import Discourse
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.columns import Columns
from streams.stages.escalation.contenders import Contender, Contenders
from streams.stages.escalation.role_features import contender_features
from streams.stages.escalation.role_model import ROLES, RoleModel
from streams.stages.escalation.roles import MEMBERSHIP, Roles, find_roles

# Log-odds at which the likeliest party holds the role, with those coordinated to it, and any other
# party of the sentence.
LEAST = (-0.8, -1.0)
BESIDE = 0.0
# What is asked about membership ("that it never become a NATO member") is asked of the
# organisation: added to its log-odds of being the recipient. Too rare to be learnt.
OF_MEMBERSHIP = 2.0
ASKING = frozenset({EventType.REQUEST, EventType.REJECT})
RECIPIENT = ROLES.index("recipient")

Odds = NDArray[np.float32]


def assign_roles(
    candidate: Candidate,
    discourse: Discourse,
    columns: Columns,
    contenders: Contenders,
    model: RoleModel,
) -> Roles:
    """Return the event's parties, in reading order; empty where none is likely.

    Args:
        candidate: The event.
        discourse: Of the article, as the others.
        columns: The article's words.
        contenders: Who may take part.
        model: The learned weights.
    """
    found = contenders.of(candidate.head)
    if not found:
        return Roles((), ())
    rules = find_roles(candidate, discourse)
    rows = (contender_features(one, found, candidate, rules, columns, discourse) for one in found)
    odds = np.stack([model.odds(row) for row in rows])
    if candidate.sense.event_type in ASKING:
        for row, one in enumerate(found):
            if any(_names_members(place, columns) for place in one.places):
                odds[row, RECIPIENT] += OF_MEMBERSHIP
    actors, recipients = choose(found, odds, LEAST)
    return Roles(_parties(found, actors), _parties(found, recipients))


def choose(
    found: Sequence[Contender], odds: Odds, least: tuple[float, float]
) -> tuple[list[int], list[int]]:
    """Return the numbers of actors and of recipients: the best pair, and who is likely beside.

    Nobody is both.
    """
    gains = odds - np.array(least, dtype=np.float32)
    numbers = [None, *range(len(found))]
    pairs = [pair for pair in product(numbers, numbers) if pair[0] is None or pair[0] != pair[1]]
    best = max(
        pairs,
        key=lambda pair: sum(
            float(gains[at, role]) for role, at in enumerate(pair) if at is not None
        ),
    )
    sides = []
    for role, at in enumerate(best):
        rows = found[at].rows if at is not None else set()
        others = [
            i
            for i, one in enumerate(found)
            if i not in best
            and one.places
            and odds[i, role] > odds[i, 1 - role]
            and odds[i, role] >= (least[role] if one.rows & rows else BESIDE)
        ]
        sides.append(others if at is None else [at, *others])
    return sides[0], sides[1]


def _names_members(place: int, columns: Columns) -> bool:
    """Say whether the party's phrase tells whose the membership is: "NATO member"."""
    head = columns.heads[place]
    return head != place and columns.lemmas[head] in MEMBERSHIP


def _parties(found: list[Contender], numbers: list[int]) -> tuple[Party, ...]:
    """Return the chosen parties; a nameless body ("police") gives way to its state."""
    chosen = [found[number] for number in numbers]
    rows = {row for one in chosen if one.party.country for row in one.rows}
    if rows:
        chosen = [one for one in chosen if not one.party.name[:1].islower() or one.rows & rows]
    return tuple(one.party for one in sorted(chosen, key=lambda one: one.places or [1 << 30]))
