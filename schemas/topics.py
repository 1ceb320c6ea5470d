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


# Every record has the time at which the broker took it: retention, lag and order by time do not
# depend on the clock of a producer or worker, and a clock that is ahead has no record refused.
BROKERS_TIME = {"message.timestamp.type": "LogAppendTime"}


@dataclass(frozen=True)
class Topic:
    """One topic: `name` without the deployment's prefix, `record` the model of its values.

    `kind` names the record in the headers `ce_type` and `schema`; empty where crisiswire puts
    no such headers. `read_by` are the stages that read it. `partitions` is set where the
    number must not be a deployment's choice.
    """

    name: str
    record: type[BaseModel]
    key: str
    written_by: str
    retention_ms: int
    max_message_bytes: int = 4 * MIB
    config: dict[str, str] = field(default_factory=BROKERS_TIME.copy)
    partitions: int | None = None
    kind: str = ""
    read_by: tuple[str, ...] = ()


RAW = Topic(
    name="articles.raw",
    record=RawArticle,
    key="article id, or any key that the producer wants kept in order",
    written_by="producers",
    retention_ms=7 * DAY_MS,
    max_message_bytes=16 * MIB,
    # uncompressed: the broker unpacks what arrives and measures it unpacked, so that a
    # gzip bomb is refused at the door and never reaches a worker's memory.
    config={"compression.type": "uncompressed", **BROKERS_TIME},
    read_by=("entities",),
)
# One partition: its log is the one order in which articles are first or duplicates of others.
SIGNATURES = Topic(
    name="articles.signatures",
    record=ArticleSignature,
    key="article_id",
    written_by="entities",
    retention_ms=7 * DAY_MS,
    max_message_bytes=64 * 1024,
    partitions=1,
    read_by=("entities",),
)
ENTITIES = Topic(
    name="articles.entities",
    record=EntitiesArticle,
    key="article_id",
    written_by="entities",
    retention_ms=7 * DAY_MS,
    kind="entities",
    read_by=("sanctions",),
)
SANCTIONS = Topic(
    name="articles.sanctions",
    record=SanctionsArticle,
    key="article_id",
    written_by="sanctions",
    retention_ms=7 * DAY_MS,
    kind="sanctions",
    read_by=("escalation",),
)
ESCALATION = Topic(
    name="articles.escalation",
    record=EnrichedArticle,
    key="article_id",
    written_by="escalation",
    retention_ms=30 * DAY_MS,
    kind="escalation",
)
SANCTIONS_EVENTS = Topic(
    name="events.sanctions",
    record=SanctionsEvent,
    key="first target: ISO code, else name, else -",
    written_by="escalation",
    retention_ms=30 * DAY_MS,
    kind="sanctions-event",
)
# The series are made of this log anew whenever a partition moves: the order of its time stamps
# is the broker's. It is kept for longer where the series need that (streams/broker/topics.py).
ESCALATION_EVENTS = Topic(
    name="events.escalation",
    record=EscalationEvent,
    key="ACTOR>RECIPIENT of the first ones: ISO code, else name, else -",
    written_by="escalation",
    retention_ms=30 * DAY_MS,
    kind="escalation-event",
    read_by=("series",),
)
DYAD_SERIES = Topic(
    name="series.dyads",
    record=DyadSeries,
    key="dyad",
    written_by="series",
    retention_ms=90 * DAY_MS,
    kind="dyad-series",
)
ALERTS = Topic(
    name="alerts.escalation",
    record=EscalationAlert,
    key="dyad",
    written_by="series",
    retention_ms=90 * DAY_MS,
    kind="escalation-alert",
)
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

# The worker's own: what they hold is promised to the next stage, and kept for days only.
INTERNAL = (SIGNATURES, ENTITIES, SANCTIONS)


def topic_name(topic: Topic, prefix: str = "") -> str:
    """Return the topic's name on the broker: the deployment's prefix, then the name."""
    return prefix + topic.name
