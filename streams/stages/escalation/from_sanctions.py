"""Sanctions mentions as events: imposed is SANCTION, lifted RETREAT, eased CONCEDE."""

from schemas.escalation import EscalationIndicator, EventType
from schemas.modality import Modality
from schemas.sanctions import SanctionsMention, SanctionsStatus
from streams.language.ids import mention_id
from streams.stages.escalation.lexicon import EscalationLexicon, Sense
from streams.stages.escalation.scales import rate

IMPOSED = Sense(EventType.SANCTION, "discontinue", "163")
LIFTED = Sense(EventType.RETREAT, None, "085")
EASED = Sense(EventType.CONCEDE, None, "085")
# By status; what is not here (opposed, evaded, mentioned ...) is no act of sender on target.
SENSES = {
    SanctionsStatus.PROPOSED: IMPOSED,
    SanctionsStatus.THREATENED: IMPOSED,
    SanctionsStatus.AGREED: IMPOSED,
    SanctionsStatus.IMPOSED: IMPOSED,
    SanctionsStatus.EXPANDED: IMPOSED,
    SanctionsStatus.EXTENDED: IMPOSED,
    SanctionsStatus.IN_FORCE: IMPOSED,
    SanctionsStatus.ENFORCED: IMPOSED,
    SanctionsStatus.ALIGNED: IMPOSED,
    SanctionsStatus.LIFTED: LIFTED,
    SanctionsStatus.LAPSED: LIFTED,
    SanctionsStatus.SUSPENDED: LIFTED,
    SanctionsStatus.LIFTING_PROPOSED: LIFTED,
    SanctionsStatus.EASED: EASED,
}
NOT_YET = {
    SanctionsStatus.PROPOSED: Modality.PLANNED,
    SanctionsStatus.LIFTING_PROPOSED: Modality.PLANNED,
    SanctionsStatus.THREATENED: Modality.THREATENED,
}


def sanctions_indicators(
    sanctions: tuple[SanctionsMention, ...], *, article_id: str, lexicon: EscalationLexicon
) -> tuple[EscalationIndicator, ...]:
    """Return one event for each mention that has a sender and a target."""
    found = []
    for mention in sanctions:
        sense = SENSES.get(mention.status)
        if sense is None or not mention.senders or not mention.targets:
            continue
        modality = mention.modality
        if modality is Modality.ASSERTED:
            modality = NOT_YET.get(mention.status, modality)
        rating = rate(sense, lexicon=lexicon)
        found.append(
            EscalationIndicator(
                id=mention_id(article_id, "escalation", "sanctions", mention.id),
                evidence=mention.evidence,
                trigger=mention.cue,
                event_type=sense.event_type,
                mode=sense.mode,
                contexts=("diplomatic", "economic"),
                cameo=sense.cameo,
                quad_class=rating.quad_class,
                goldstein=rating.goldstein,
                plover_score=rating.plover_score,
                polarity=rating.polarity,
                modality=modality,
                actors=mention.senders,
                recipients=mention.targets,
                speaker=mention.speaker,
                sanctions_id=mention.id,
                score=mention.score,
                features={"sanctions_mention": mention.score},
            )
        )
    return tuple(found)
