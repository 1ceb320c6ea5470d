"""How an event is put, and what that makes of its type: promises, refusals, demands."""

from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from schemas.escalation import EventType
from schemas.modality import Modality
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.stages.escalation.candidates import Candidate
from streams.stages.escalation.lexicon import Sense
from streams.stages.escalation.scales import FRIENDLY, promised

# "will not withdraw", "would not meet": what is denied is not the event, it is refused.
REFUSABLE = FRIENDLY | {EventType.AGREE, EventType.CONCEDE, EventType.RETREAT}
REFUSAL = Sense(EventType.REJECT, None, "120")
WILL = frozenset({"will", "would", "wo", "'ll", "’ll", "shall"})
# What such an event is by its nature: a promise is about the future, a refusal says no.
IN_THE_TYPE = {
    EventType.AGREE: (Modality.PLANNED, Modality.HYPOTHETICAL),
    EventType.REQUEST: (Modality.DEMANDED,),
    EventType.REJECT: (Modality.DENIED,),
    EventType.ACCUSE: (Modality.DENIED,),
    EventType.THREATEN: (
        Modality.DENIED, Modality.PLANNED, Modality.THREATENED, Modality.HYPOTHETICAL,
    ),
}  # fmt: skip
# "If you cross, we will strike" threatens where the event is one of these.
HOSTILE = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.SANCTION})
# What the encoder's log-probabilities are added to: the rules' answer, and what it rates too
# high because most events are asserted. Chosen on the dev part.
RULES_SHARE = 3.0
ASSERTED_SHIFT = -2.0
LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Put:
    """The event's final sense, how it is put, and the word that says so, where one does."""

    sense: Sense
    modality: Modality
    cue: Token | None


def read_put(candidate: Candidate, discourse: Discourse) -> Put:
    """Return how an event is put, by the rules and, where it is loaded, by the encoder.

    Args:
        candidate: The event.
        discourse: Of its article.
    """
    head, sense = candidate.head, candidate.sense
    modality, cue = _modality(candidate, discourse)
    if candidate.negation and modality is Modality.DENIED:
        modality = Modality.ASSERTED
    refused = sense.event_type in REFUSABLE and not candidate.negation
    if refused and syntax.is_negated(head) and _is_willed(head):
        sense, modality = REFUSAL, Modality.ASSERTED
    if modality is Modality.PLANNED and sense.event_type in FRIENDLY:
        sense, modality = promised(sense), Modality.ASSERTED
    if modality in IN_THE_TYPE.get(sense.event_type, ()):
        modality = Modality.ASSERTED
    return Put(sense, modality, cue if modality is not Modality.ASSERTED else None)


def _modality(candidate: Candidate, discourse: Discourse) -> tuple[Modality, Token | None]:
    head = candidate.head
    if head.tag_ == "MD":
        return Modality.ASSERTED, None
    if candidate.nominal and head.dep_ in ("obj", "nsubj:pass"):
        negation = syntax.negation(head.head)
        if negation is not None:  # "is not seeking a war"
            return Modality.DENIED, negation
    sign = discourse.modality_sign(head, hostile=candidate.sense.event_type in HOSTILE)
    told, cue = (sign.modality, sign.cue) if sign is not None else (Modality.ASSERTED, None)
    encoded = discourse.encoded
    if encoded is None or not encoded.has(head.i) or told is Modality.HISTORIC:
        return told, cue
    odds = {
        one: float(np.log(max(share, LEAST))) for one, share in encoded.modality(head.i).items()
    }
    odds[told] += RULES_SHARE
    odds[Modality.ASSERTED] += ASSERTED_SHIFT
    best = max(odds, key=lambda one: odds[one])
    return best, cue if best is told else None


def _is_willed(verb: Token) -> bool:
    return any(word in WILL for word in syntax.auxiliaries(verb))
