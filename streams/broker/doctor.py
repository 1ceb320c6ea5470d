"""Is the broker fit for crisiswire? Each finding comes with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from aiokafka import codec
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from schemas import Topic
from schemas.topics import (
    DEAD_LETTERS,
    ENTITIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS,
    SANCTIONS_EVENTS,
    topic_name,
)
from streams.broker.client import BrokerError, connect_admin
from streams.broker.topics import plan
from streams.settings import SecurityProtocol, Settings

# What a worker does with each topic; nothing else is needed.
_READ = (RAW, ENTITIES, SANCTIONS)
_WRITE = (ENTITIES, SANCTIONS, ESCALATION, SANCTIONS_EVENTS, ESCALATION_EVENTS, DEAD_LETTERS)
_OLDEST_BROKER = (2, 5)  # group protocol, headers and idempotence as we use them


class Grade(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Finding:
    """One check, what was found, and what to do (empty where it is well)."""

    check: str
    grade: Grade
    found: str
    fix: str = ""


def check_codecs() -> Finding:
    """Can the worker read what producers compress with gzip, snappy, lz4 and zstd?"""
    missing = [
        name
        for name, there in (
            ("gzip", codec.has_gzip()),
            ("snappy", codec.has_snappy()),
            ("lz4", codec.has_lz4()),
            ("zstd", codec.has_zstd()),
        )
        if not there
    ]
    if missing:
        return Finding(
            "codecs",
            Grade.FAILED,
            f"no {', '.join(missing)}: one such batch ends the worker",
            "install cramjam, as crisiswire[worker] does",
        )
    return Finding("codecs", Grade.OK, "gzip, snappy, lz4, zstd")


def check_broker(settings: Settings) -> tuple[Finding, ...]:
    """Check the connection, the brokers, the topics and what we are allowed to do."""
    try:
        with connect_admin(settings) as admin:
            return (
                *_check_cluster(admin, settings),
                *_check_topics(admin, settings),
                *_check_permissions(admin, settings),
            )
    except BrokerError as error:
        return (Finding("broker", Grade.FAILED, str(error), _connection_fix(settings)),)
    except KafkaError as error:
        return (Finding("broker", Grade.FAILED, str(error), "see the broker's log"),)


def _connection_fix(settings: Settings) -> str:
    if settings.kafka_security_protocol is SecurityProtocol.PLAINTEXT:
        return (
            "start a broker or set CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS; for a listener with"
            " TLS or SASL set CRISISWIRE_KAFKA_SECURITY_PROTOCOL"
        )
    return "check the CRISISWIRE_KAFKA_... variables: address, user, password file, certificates"


def _check_cluster(admin: KafkaAdminClient, settings: Settings) -> tuple[Finding, ...]:
    brokers = admin.describe_cluster()["brokers"]
    alive = [broker for broker in brokers if not broker.get("is_fenced", False)]
    version = admin.get_broker_version_data(alive[0]["broker_id"]).broker_version
    shown = ".".join(str(part) for part in version)
    reached = Finding(
        "broker",
        Grade.OK,
        f"{len(alive)} of {len(brokers)} brokers alive, API of Kafka {shown},"
        f" {settings.kafka_security_protocol}",
    )
    findings = [reached]
    if tuple(version) < _OLDEST_BROKER:
        findings.append(
            Finding("broker version", Grade.FAILED, f"Kafka {shown}", "use Kafka 2.5 or newer")
        )
    if len(alive) < 3:
        findings.append(
            Finding(
                "replication",
                Grade.WARNING,
                f"{len(alive)} brokers: a confirmed record may be on one disk only",
                "three brokers where records must survive the loss of one",
            )
        )
    return tuple(findings)


def _check_topics(admin: KafkaAdminClient, settings: Settings) -> tuple[Finding, ...]:
    changes = plan(admin, settings)
    if not changes:
        return (Finding("topics", Grade.OK, "all there, configured as they should be"),)
    return tuple(
        Finding(
            f"topic {change.topic.name}",
            Grade.FAILED if change.kind == "create" else Grade.WARNING,
            f"{change.kind.replace('_', ' ')}: {change.detail}",
            "by hand" if change.kind == "by_hand" else "crisiswire topics apply",
        )
        for change in changes
    )


def _check_permissions(admin: KafkaAdminClient, settings: Settings) -> tuple[Finding, ...]:
    """Ask the broker what this user may do: it tells with each topic's metadata."""
    wanted: dict[str, set[str]] = {}
    for operation, topics in (("READ", _READ), ("WRITE", _WRITE)):
        for topic in topics:
            wanted.setdefault(_name(topic, settings), set()).add(operation)
    findings = []
    for topic in admin.describe_topics(list(wanted)):
        allowed = set(topic.get("authorized_operations") or ())
        missing = wanted[topic["name"]] - allowed
        if topic["error_code"] == 0 and missing:
            findings.append(
                Finding(
                    f"permission on {topic['name']}",
                    Grade.WARNING,
                    f"this user may not {' and '.join(sorted(missing)).lower()}",
                    f"a worker needs an ACL: {' and '.join(sorted(missing))} on this topic",
                )
            )
    return tuple(findings) or (
        Finding("permissions", Grade.OK, "what a worker reads and writes is allowed"),
    )


def _name(topic: Topic, settings: Settings) -> str:
    return topic_name(topic, settings.topic_prefix)
