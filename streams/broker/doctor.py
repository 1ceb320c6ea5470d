"""Is the broker fit for crisiswire? Each finding comes with what to do about it."""

import stat
from dataclasses import dataclass
from enum import StrEnum

from aiokafka import codec
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.client import BrokerError, connect_admin
from streams.broker.topics import plan
from streams.connection import principal
from streams.permissions import missing_rights
from streams.roles import Operation, Role, rights_of
from streams.settings import SecurityProtocol, Settings

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


def check_secrets(settings: Settings) -> tuple[Finding, ...]:
    """May others on this machine read the files that hold secrets?"""
    files = (
        settings.kafka_sasl_password_file,
        settings.kafka_ssl_keyfile,
        settings.kafka_ssl_key_password_file,
    )
    return tuple(
        Finding(
            "secrets",
            Grade.WARNING,
            f"everybody on this machine may read {path}",
            f"chmod o= {path}",
        )
        for path in files
        if path is not None and path.stat().st_mode & stat.S_IROTH
    )


def check_broker(settings: Settings, role: Role | None = None) -> tuple[Finding, ...]:
    """Check the connection, the brokers, the topics and what we are allowed to do.

    Args:
        settings: Where the broker is.
        role: Whose rights must be there; None: a worker's had better be.
    """
    try:
        with connect_admin(settings) as admin:
            return (
                *_check_cluster(admin, settings),
                *_check_topics(admin, settings),
                *_check_permissions(admin, settings, role),
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
    looking = rights_of(Role.OPS, prefix=settings.topic_prefix, group=settings.consumer_group)
    unseen = missing_rights(
        admin, (right for right in looking if right.operation is Operation.DESCRIBE_CONFIGS)
    )
    if unseen:
        return (
            Finding(
                "topics",
                Grade.WARNING,
                f"{principal(settings)} may not look at the configuration of {len(unseen)} of them",
                "run the doctor as a user with the role ops",
            ),
        )
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


def _check_permissions(
    admin: KafkaAdminClient, settings: Settings, role: Role | None
) -> tuple[Finding, ...]:
    """Ask the broker what this user may do, against what the role needs."""
    asked = role or Role.WORKER
    rights = rights_of(asked, prefix=settings.topic_prefix, group=settings.consumer_group)
    missing = missing_rights(admin, rights)
    if not missing:
        return (Finding("permissions", Grade.OK, f"all that the role {asked} needs"),)
    who = principal(settings)
    return tuple(
        Finding(
            "permissions",
            # whoever runs the doctor need not be the worker, unless he says so
            Grade.WARNING if role is None else Grade.FAILED,
            f"{who} lacks {right}, which the role {asked} needs",
            right.grant_command(who),
        )
        for right in missing
    )
