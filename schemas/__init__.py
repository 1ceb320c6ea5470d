"""The wire contract of crisiswire: every record as a pydantic model, every topic as data.

Imports pydantic and the standard library only, so that a consumer can use it
without Faust or spaCy. Vocabularies (measures, statuses, event types, reasons)
may grow in any minor version: treat a value that you do not know as "other".
"""

from schemas.article import (
    EnrichedArticle,
    EntitiesArticle,
    Provenance,
    RawArticle,
    SanctionsArticle,
)
from schemas.deadletter import DeadLetter, Reason
from schemas.entity import Entity, EntityLabel
from schemas.escalation import (
    Dyad,
    EscalationEvent,
    EscalationIndicator,
    EventType,
    Polarity,
    Summary,
)
from schemas.modality import Modality
from schemas.party import Party, Speaker
from schemas.sanctions import (
    ListedParty,
    Measure,
    SanctionsEvent,
    SanctionsMention,
    SanctionsStatus,
)
from schemas.series import AlertEvidence, DyadSeries, EscalationAlert, Trend, Window
from schemas.signature import ArticleSignature
from schemas.span import Span
from schemas.topics import TOPICS, Topic, topic_name

__all__ = [
    "TOPICS",
    "AlertEvidence",
    "ArticleSignature",
    "DeadLetter",
    "Dyad",
    "DyadSeries",
    "EnrichedArticle",
    "EntitiesArticle",
    "Entity",
    "EntityLabel",
    "EscalationAlert",
    "EscalationEvent",
    "EscalationIndicator",
    "EventType",
    "ListedParty",
    "Measure",
    "Modality",
    "Party",
    "Polarity",
    "Provenance",
    "RawArticle",
    "Reason",
    "SanctionsArticle",
    "SanctionsEvent",
    "SanctionsMention",
    "SanctionsStatus",
    "Span",
    "Speaker",
    "Summary",
    "Topic",
    "Trend",
    "Window",
    "topic_name",
]
