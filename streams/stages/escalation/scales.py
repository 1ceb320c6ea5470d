"""The numbers of an event: quad class, Goldstein and PLOVER score, polarity, CAMEO code."""

from dataclasses import dataclass

from schemas.escalation import EventType, Polarity
from streams.stages.escalation.lexicon import EscalationLexicon, Sense

# An intention to do a friendly thing is a promise: PLOVER's manual has CONSULT, SUPPORT,
# COOPERATE and AID in the future tense as AGREE, under CAMEO's root 03.
PROMISED = {"04": "036", "05": "032", "06": "031", "07": "033"}
PROMISED_LEAVES = {
    "061": "0311", "062": "0312", "063": "0313", "064": "0314",
    "071": "0331", "072": "0332", "073": "0333", "074": "0334",
}  # fmt: skip
FRIENDLY = frozenset({EventType.CONSULT, EventType.SUPPORT, EventType.COOPERATE, EventType.AID})


@dataclass(frozen=True, slots=True)
class Rating:
    """One event on the scales that downstream users know."""

    quad_class: int
    goldstein: float
    plover_score: float
    polarity: Polarity


def promised(sense: Sense) -> Sense:
    """Return the sense of a friendly act that is only announced: a promise."""
    if sense.event_type not in FRIENDLY:
        return sense
    code = PROMISED_LEAVES.get(sense.cameo, PROMISED[sense.cameo[:2]])
    return Sense(EventType.AGREE, None, code)


def rate(sense: Sense, *, lexicon: EscalationLexicon) -> Rating:
    """Return the numbers of a sense; a code without a score of its own takes its root's."""
    scale = lexicon.scales[sense.event_type]
    goldstein = lexicon.goldstein.get(sense.cameo, lexicon.goldstein[sense.cameo[:2]])
    polarity = scale.polarity
    if sense.cameo in lexicon.de_escalatory:
        polarity = Polarity.DE_ESCALATORY
    score = scale.score if sense.mode is None else scale.modes.get(sense.mode, scale.score)
    return Rating(scale.quad_class, goldstein, score, polarity)
