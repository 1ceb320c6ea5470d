"""Who may do what on the broker: the least that each role needs, as data.

The worker's messages, `crisiswire doctor`, `crisiswire acls` and the Kubernetes manifests all
read this table. Read and Write on a topic imply Describe on it, and Read on a group Describe.
Kafka before 2.8 wants IdempotentWrite on the cluster, too, from whoever writes.

Source of what each request needs: https://kafka.apache.org/documentation/#operations_in_kafka
"""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from schemas.topics import (
    ALERTS,
    DEAD_LETTERS,
    DYAD_SERIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS_EVENTS,
    SIGNATURES,
    TOPICS,
    Topic,
    topic_name,
)

# What each stage consumes. The log of signatures is read, too, but by no group.
STAGE_SOURCES = {
    stage: topic for topic in TOPICS if topic is not SIGNATURES for stage in topic.read_by
}
CONSUMED = (ESCALATION, SANCTIONS_EVENTS, ESCALATION_EVENTS, DYAD_SERIES, ALERTS)
# Consumers choose their groups' names behind this, so that none can join the worker's.
CONSUMER_GROUPS = "consumer-"
# Behind the worker's group: up to where dead letters were replayed (streams/broker/replay.py).
REPLAY_GROUP = "-replay"
# The same: how far a slice was copied, and the transactions in which (streams/broker/slices.py).
SLICE_GROUP = "-slice"


class Role(StrEnum):
    """Who talks to the broker. A worker of one stage needs less than one of all."""

    PRODUCER = "producer"
    WORKER = "worker"
    WORKER_ENTITIES = "worker-entities"
    WORKER_SANCTIONS = "worker-sanctions"
    WORKER_ESCALATION = "worker-escalation"
    WORKER_SERIES = "worker-series"
    CONSUMER = "consumer"
    OPS = "ops"
    OPERATOR = "operator"


WHAT_FOR = {
    Role.PRODUCER: "pushes articles: `publish`, or a client of your own",
    Role.WORKER: "`worker`, all stages",
    Role.WORKER_ENTITIES: "`worker --stage entities`",
    Role.WORKER_SANCTIONS: "`worker --stage sanctions`",
    Role.WORKER_ESCALATION: "`worker --stage escalation`",
    Role.WORKER_SERIES: "`worker --stage series`",
    Role.CONSUMER: "reads articles, events, series and alerts with a group of its own",
    Role.OPS: "looks and changes nothing: `lag`, `tail`, `dlq list`, `topics diff`, `doctor`",
    Role.OPERATOR: "`topics apply`, `dlq replay`, `replay`, and what ops may",
}


class Operation(StrEnum):
    """Kafka's operations, as far as they are granted here; named as `kafka-acls.sh` names them."""

    READ = "Read"
    WRITE = "Write"
    CREATE = "Create"
    ALTER = "Alter"
    DESCRIBE = "Describe"
    DESCRIBE_CONFIGS = "DescribeConfigs"
    ALTER_CONFIGS = "AlterConfigs"


class Resource(StrEnum):
    """What an operation is done to."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTIONAL_ID = "transactional-id"


@dataclass(frozen=True, order=True)
class Right:
    """One operation on one thing; on all whose names begin so where `prefixed`."""

    resource: Resource
    name: str
    operation: Operation
    prefixed: bool = False

    def __str__(self) -> str:
        """Return it as messages tell it: `Write on topic articles.entities`."""
        return f"{self.operation} on {self.resource} {self.name}{'*' if self.prefixed else ''}"

    def grant_command(self, principal: str) -> str:
        """Return the command of Kafka's own that grants it; an administrator runs it.

        Args:
            principal: Who gets it: `User:name`, or `User:CN=...` behind a client certificate.
        """
        pattern = " --resource-pattern-type prefixed" if self.prefixed else ""
        return (
            "kafka-acls.sh --bootstrap-server BROKER:PORT --command-config ADMIN.properties"
            f" --add --allow-principal {shlex.quote(principal)} --operation {self.operation}"
            f" --{self.resource} {self.name}{pattern}"
        )


def rights_of(role: Role, *, prefix: str = "", group: str = "crisiswire") -> tuple[Right, ...]:
    """Return what the role needs, and nothing else; in order, each once.

    Args:
        role: Whose rights.
        prefix: The deployment's, before every topic and group.
        group: The worker's consumer group, without the prefix.
    """
    workers = prefix + group

    def topics(operation: Operation, which: Iterable[Topic]) -> set[Right]:
        return _topics(operation, which, prefix)

    def ops() -> set[Right]:
        return {
            Right(Resource.GROUP, workers, Operation.DESCRIBE),
            Right(Resource.GROUP, workers + REPLAY_GROUP, Operation.DESCRIBE),
            Right(Resource.GROUP, prefix + CONSUMER_GROUPS, Operation.DESCRIBE, prefixed=True),
            *topics(Operation.READ, TOPICS),
            *topics(Operation.DESCRIBE_CONFIGS, TOPICS),
        }

    def operator() -> set[Right]:
        return {
            Right(Resource.GROUP, workers + REPLAY_GROUP, Operation.READ),
            Right(Resource.GROUP, workers + SLICE_GROUP, Operation.READ),
            Right(Resource.TRANSACTIONAL_ID, workers + SLICE_GROUP, Operation.WRITE),
            *topics(Operation.CREATE, TOPICS),
            *topics(Operation.ALTER, TOPICS),
            *topics(Operation.ALTER_CONFIGS, TOPICS),
            *topics(Operation.WRITE, (each for each in TOPICS if each.read_by)),
        }

    match role:
        case Role.PRODUCER:
            found = topics(Operation.WRITE, [RAW])
        case Role.WORKER:
            return worker_rights(STAGE_SOURCES, prefix=prefix, group=group)
        case Role.CONSUMER:
            groups = Right(Resource.GROUP, prefix + CONSUMER_GROUPS, Operation.READ, prefixed=True)
            found = topics(Operation.READ, CONSUMED) | {groups}
        case Role.OPS:
            found = ops()
        case Role.OPERATOR:
            found = ops() | operator()
        case _:
            return worker_rights([role.removeprefix("worker-")], prefix=prefix, group=group)
    return tuple(sorted(found))


def worker_rights(stages: Iterable[str], *, prefix: str, group: str) -> tuple[Right, ...]:
    """Return what a worker of these stages needs; see `rights_of`."""
    names = set(stages)
    read = [each for each in TOPICS if names & set(each.read_by)]
    written = [each for each in TOPICS if each.written_by in names] + [DEAD_LETTERS]
    # Whichever member the group makes its leader deals out the partitions of all: it must see them.
    dealt = [each for each in STAGE_SOURCES.values() if each not in (*read, *written)]
    found = {
        Right(Resource.GROUP, prefix + group, Operation.READ),
        *_topics(Operation.READ, read, prefix),
        *_topics(Operation.WRITE, written, prefix),
        *_topics(Operation.DESCRIBE, dealt, prefix),
    }
    return tuple(sorted(found))


def _topics(operation: Operation, which: Iterable[Topic], prefix: str) -> set[Right]:
    return {Right(Resource.TOPIC, topic_name(each, prefix), operation) for each in which}
