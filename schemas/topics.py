"""Topics as data: names, keys, records, retention. Provisioning, agents and docs read it."""

from dataclasses import dataclass, field

from pydantic import BaseModel

from schemas.article import EnrichedArticle, EntitiesArticle, RawArticle, SanctionsArticle
from schemas.deadletter import DeadLetter
from schemas.escalation import EscalationEvent
from schemas.sanctions import SanctionsEvent
from schemas.series import DyadSeries, EscalationAlert
from schemas.signature import ArticleSignature

DAY_MS = 24 * 60 * 60 * 1000
MIB = 1024 * 1024


@dataclass(frozen=True)
class Topic:
    """One topic: `name` without the deployment's prefix, `record` the model of its values.

    `partitions` is set where the number must not be a deployment's choice.
    """

    name: str
    record: type[BaseModel]
    key: str
    written_by: str
    retention_ms: int
    max_message_bytes: int = 4 * MIB
    config: dict[str, str] = field(default_factory=dict)
    partitions: int | None = None


RAW = Topic(
    name="articles.raw",
    record=RawArticle,
    key="article id, or any key that the producer wants kept in order",
    written_by="producers",
    retention_ms=7 * DAY_MS,
    max_message_bytes=16 * MIB,
    # uncompressed: the broker unpacks what arrives and measures it unpacked, so that a
    # gzip bomb is refused at the door and never reaches a worker's memory.
    config={"compression.type": "uncompressed", "message.timestamp.type": "LogAppendTime"},
)
# One partition: its log is the one order in which articles are first or duplicates of others.
SIGNATURES = Topic(
    name="articles.signatures",
    record=ArticleSignature,
    key="article_id",
    written_by="entities",
    retention_ms=7 * DAY_MS,
    max_message_bytes=64 * 1024,
    config={"message.timestamp.type": "LogAppendTime"},
    partitions=1,
)
ENTITIES = Topic("articles.entities", EntitiesArticle, "article_id", "entities", 7 * DAY_MS)
SANCTIONS = Topic("articles.sanctions", SanctionsArticle, "article_id", "sanctions", 7 * DAY_MS)
ESCALATION = Topic("articles.escalation", EnrichedArticle, "article_id", "escalation", 30 * DAY_MS)
SANCTIONS_EVENTS = Topic(
    "events.sanctions", SanctionsEvent, "first target", "escalation", 30 * DAY_MS
)
# The series are made of this log anew whenever a partition moves: the order of its time stamps
# is the broker's. It is kept for longer where the series need that (streams/broker/topics.py).
ESCALATION_EVENTS = Topic(
    name="events.escalation",
    record=EscalationEvent,
    key="dyad",
    written_by="escalation",
    retention_ms=30 * DAY_MS,
    config={"message.timestamp.type": "LogAppendTime"},
)
DYAD_SERIES = Topic("series.dyads", DyadSeries, "dyad", "series", 90 * DAY_MS)
ALERTS = Topic("alerts.escalation", EscalationAlert, "dyad", "series", 90 * DAY_MS)
DEAD_LETTERS = Topic(
    name="articles.deadletter",
    record=DeadLetter,
    key="the refused record's key",
    written_by="any stage",
    retention_ms=30 * DAY_MS,
    max_message_bytes=17 * MIB,  # a refused article and its headers fit
)

TOPICS: tuple[Topic, ...] = (
    RAW,
    SIGNATURES,
    ENTITIES,
    SANCTIONS,
    ESCALATION,
    SANCTIONS_EVENTS,
    ESCALATION_EVENTS,
    DYAD_SERIES,
    ALERTS,
    DEAD_LETTERS,
)


def topic_name(topic: Topic, prefix: str = "") -> str:
    """Return the topic's name on the broker: the deployment's prefix, then the name."""
    return prefix + topic.name
