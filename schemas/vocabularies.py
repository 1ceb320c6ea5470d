"""Which vocabularies may grow in a minor version, and which are closed within a major one."""

from schemas.deadletter import Reason
from schemas.entity import EntityLabel
from schemas.escalation import EventType
from schemas.modality import Modality
from schemas.sanctions import Measure, SanctionsStatus

# By the name of the schema. A consumer treats a value that it does not know as "other". All
# else with listed values (polarity, direction, window, trend) is closed.
GROWING = frozenset(
    kind.__name__ for kind in (EntityLabel, EventType, Measure, Modality, Reason, SanctionsStatus)
)
