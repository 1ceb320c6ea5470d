"""Whether a trigger with its parties is an event between them, and how sure that is.

One function, so that a learned classifier can take its place: it sees the candidate
and its parties and gives the sense and the features whose sum is the score.
"""

import math
from dataclasses import dataclass

from schemas.escalation import EventType
from streams.language import syntax
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.ground import Ground
from streams.stages.escalation.lexicon import EscalationLexicon, Sense
from streams.stages.escalation.roles import Roles
from streams.stages.escalation.scales import FRIENDLY

THRESHOLD = 0.5
# Log-odds, set by judgement and kept where our own sentences bore them out; none is learned.
BIAS = -0.9
WEIGHTS = {
    "pattern": 0.55,  # a condition of the pattern met; a bare trigger is 1
    "actor": 0.9,
    "recipient": 0.9,
    "unnamed_actor": 0.5,
    "unnamed_recipient": 0.4,
    "nobody": -1.2,
    "domain": -0.55,  # a word of sport, markets, weather ... in the sentence
    "walk": -1.4,  # the whole article is about one of these
    "bare_noun": -0.5,
}
MAX_DOMAIN_WORDS = 4
UNNAMED_WEIGHT = 2.0  # a trigger between nameless parties must at least meet one condition
# What is only said is nothing without the one who says it: "a threat", "talks".
NEEDS_ACTOR = frozenset(
    {
        EventType.THREATEN, EventType.REQUEST, EventType.REJECT, EventType.ACCUSE,
        EventType.AGREE, EventType.SUPPORT, EventType.CONSULT,
    }
)  # fmt: skip
NO_ONE = frozenset({"those", "people", "everyone", "anyone", "others", "all"})
CONFLICT_PROOF = frozenset({"history", "market"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The sense, how sure it is (0 to 1), and the log-odds that make it so."""

    sense: Sense
    score: float
    features: dict[str, float]


def decide(
    candidate: Candidate, roles: Roles, ground: Ground, *, lexicon: EscalationLexicon
) -> Decision | None:
    """Return the event that the candidate is; None where it is none.

    An event needs a party of public life: a state, an organisation, an armed group, an
    official. The police or a worker is one only where the article names such a party;
    for protests people are enough.
    """
    noun = candidate.nominal
    parties = (*roles.actors, *roles.recipients)
    domestic = candidate.sense.event_type is EventType.PROTEST and not ground.walks
    public = ground.is_political or domestic or any(map(ground.is_public, parties))
    if not public:
        return None
    known = any(ground.is_known(party) for party in parties)
    if not known and candidate.weight < UNNAMED_WEIGHT:
        return None
    if noun and not roles.actors and candidate.sense.event_type in NEEDS_ACTOR:
        return None
    if candidate.sense.event_type in FRIENDLY and not roles.recipients and _is_for_all(candidate):
        return None
    features = {"pattern": min(candidate.weight, 4.0)}
    features["actor"] = float(any(ground.is_known(p) for p in roles.actors))
    features["recipient"] = float(any(ground.is_known(p) for p in roles.recipients))
    features["unnamed_actor"] = float(bool(roles.actors) and not features["actor"])
    features["unnamed_recipient"] = float(bool(roles.recipients) and not features["recipient"])
    features["nobody"] = float(not roles.actors and not roles.recipients)
    features["domain"] = float(min(_domain_words(candidate, lexicon), MAX_DOMAIN_WORDS))
    features["walk"] = float(bool(_walks(candidate, ground)))
    features["bare_noun"] = float(noun and candidate.weight <= 1.0)
    parts = {name: WEIGHTS[name] * value for name, value in features.items() if value}
    score = 1.0 / (1.0 + math.exp(-(BIAS + math.fsum(parts.values()))))
    if score < THRESHOLD:
        return None
    rounded = {name: round(value, 3) for name, value in sorted(parts.items())}
    return Decision(candidate.sense, round(score, 3), {"bias": BIAS, **rounded})


def _is_for_all(candidate: Candidate) -> bool:
    """Say whether it is done to no one: "will support those who struggle for dignity"."""
    objects = () if candidate.nominal else syntax.objects(candidate.head)
    return bool(objects) and objects[0].lower_ in NO_ONE


def _walks(candidate: Candidate, ground: Ground) -> frozenset[str]:
    """Return the other walks of life that the article is about, where they bear on the event."""
    return ground.walks - CONFLICT_PROOF if _is_proof(candidate) else ground.walks


def _is_proof(candidate: Candidate) -> bool:
    return candidate.sense.event_type in (
        EventType.SANCTION,
        EventType.COOPERATE,
        EventType.AID,
    )


def _domain_words(candidate: Candidate, lexicon: EscalationLexicon) -> int:
    """Return the most words that one other walk of life has in the sentence."""
    proof = _is_proof(candidate)
    return max(
        len(candidate.sentence & words)
        for name, words in sorted(lexicon.domains.items())
        if not (proof and name in CONFLICT_PROOF)
    )
