"""What the encoder's heads tell, in the order of their outputs."""

from schemas.escalation import EventType
from schemas.modality import Modality
from schemas.sanctions import Measure, SanctionsStatus

NO_EVENT = "none"
EVENTS = (NO_EVENT, *(kind.value for kind in EventType))
MODALITIES = tuple(modality.value for modality in Modality)
STATUSES = tuple(status.value for status in SanctionsStatus)
MEASURES = tuple(measure.value for measure in Measure)
NO_PARTY = "none"
ROLES = (NO_PARTY, "actor", "recipient", "speaker")
SANCTIONS_ROLES = (NO_PARTY, "sender", "target", "aligned", "via")
# How far a place stands from the event, in words: the upper ends of the steps.
STEPS = (1, 2, 3, 5, 8, 12, 20)


def distance(event: int, place: int) -> int:
    """Return the number of the step: those before the event come first."""
    apart = abs(place - event)
    step = sum(apart > end for end in STEPS)
    return step if place < event else len(STEPS) + 1 + step


DISTANCES = 2 * (len(STEPS) + 1)
