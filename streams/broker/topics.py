"""Topics on the broker as `schemas.TOPICS` and the settings want them: plan, then apply."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kafka.admin import ConfigResource, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError, UnknownTopicOrPartitionError
from kafka.protocol.metadata import MetadataRequest

from schemas import TOPICS, Topic, topic_name
from schemas.topics import DAY_MS, ESCALATION_EVENTS, SIGNATURES
from streams.broker.client import BrokerError, connect_admin
from streams.settings import Settings

# A worker may be so far behind and still find all the events that the series need.
SERIES_MARGIN_DAYS = 4
PROPAGATION_SECONDS = 30.0
MAX_REPLICAS = 3  # of a replication factor that is left to us


class Kind(StrEnum):
    """What has to be done to a topic."""

    CREATE = "create"
    CONFIGURE = "configure"
    ADD_PARTITIONS = "add_partitions"
    BY_HAND = "by_hand"  # it differs in a way that is not changed here: see `detail`


@dataclass(frozen=True)
class TopicSpec:
    """A topic, as it is wanted or as it is."""

    name: str
    partitions: int
    replicas: int
    configs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One difference between what is wanted and what is there."""

    kind: Kind
    topic: TopicSpec
    detail: str


def wanted_topics(settings: Settings, *, brokers: int) -> tuple[TopicSpec, ...]:
    """Return every topic as it should be on a cluster of so many brokers."""
    replicas = settings.topic_replication_factor
    if replicas == -1:
        replicas = min(brokers, MAX_REPLICAS)
    return tuple(
        TopicSpec(
            name=topic_name(topic, settings.topic_prefix),
            partitions=topic.partitions or settings.topic_partitions,
            replicas=replicas,
            configs={
                "cleanup.policy": "delete",
                "retention.ms": str(_retention_ms(topic, settings)),
                "max.message.bytes": str(topic.max_message_bytes),
                # a confirmed record is on two brokers, wherever there are three replicas
                "min.insync.replicas": str(2 if replicas > 2 else 1),
                **topic.config,
            },
        )
        for topic in TOPICS
    )


def _retention_ms(topic: Topic, settings: Settings) -> int:
    """Return the contract's, or what a worker needs that reads a log anew."""
    needed = 0.0
    if topic is SIGNATURES:
        needed = settings.duplicate_window_hours / 24 + 1
    elif topic is ESCALATION_EVENTS:
        needed = 2 * settings.series.epoch_days + SERIES_MARGIN_DAYS
    return max(topic.retention_ms, round(needed * DAY_MS))


def plan_topics(
    wanted: Iterable[TopicSpec], actual: Iterable[TopicSpec], *, brokers: int
) -> tuple[Change, ...]:
    """Return what has to change, in the order of `wanted`; empty when nothing has.

    Configs that we do not set are left as they are. Partitions are added, never
    removed: with other partitions a key's records would change their place.
    """
    found = {topic.name: topic for topic in actual}
    changes: list[Change] = []
    for topic in wanted:
        there = found.get(topic.name)
        if there is None:
            kind = Kind.CREATE if topic.replicas <= brokers else Kind.BY_HAND
            detail = f"{topic.partitions} partitions, {topic.replicas} replicas"
            if kind is Kind.BY_HAND:
                detail += f", but the cluster has {brokers} brokers"
            changes.append(Change(kind, topic, detail))
            continue
        differing = {
            name: value for name, value in topic.configs.items() if there.configs.get(name) != value
        }
        if differing:
            was = ", ".join(
                f"{name}: {there.configs.get(name, 'unset')} -> {value}"
                for name, value in differing.items()
            )
            spec = TopicSpec(topic.name, topic.partitions, topic.replicas, differing)
            changes.append(Change(Kind.CONFIGURE, spec, was))
        changes.extend(_compare_shape(topic, there))
    return tuple(changes)


def _compare_shape(topic: TopicSpec, there: TopicSpec) -> list[Change]:
    changes = []
    if there.partitions < topic.partitions:
        detail = f"{there.partitions} -> {topic.partitions} partitions"
        changes.append(Change(Kind.ADD_PARTITIONS, topic, detail))
    elif there.partitions > topic.partitions:
        detail = f"has {there.partitions} partitions, {topic.partitions} wanted: never removed"
        changes.append(Change(Kind.BY_HAND, topic, detail))
    if there.replicas != topic.replicas:
        detail = f"has {there.replicas} replicas, {topic.replicas} wanted: reassign the partitions"
        changes.append(Change(Kind.BY_HAND, topic, detail))
    return changes


def count_brokers(admin: KafkaAdminClient) -> int:
    """Return how many brokers are alive."""
    brokers = admin.describe_cluster()["brokers"]
    return sum(not broker.get("is_fenced", False) for broker in brokers)


def read_topics(admin: KafkaAdminClient, names: Iterable[str]) -> tuple[TopicSpec, ...]:
    """Return those of the named topics that are on the broker, with every config that is set.

    Raises:
        BrokerError: the broker refuses to describe one.
    """
    described = []
    for topic in admin.describe_topics(list(names)):
        if topic["error_code"] == UnknownTopicOrPartitionError.errno:
            continue
        if topic["error_code"] != 0:
            raise BrokerError(f"cannot read topic {topic['name']}: error {topic['error_code']}")
        described.append(topic)
    if not described:
        return ()
    resources = [ConfigResource("topic", topic["name"]) for topic in described]
    configs = admin.describe_configs(resources, config_filter="all")["topic"]
    return tuple(
        TopicSpec(
            name=topic["name"],
            partitions=len(topic["partitions"]),
            replicas=min(len(part["replica_nodes"]) for part in topic["partitions"]),
            configs={name: entry["value"] for name, entry in configs[topic["name"]].items()},
        )
        for topic in described
    )


def record_limit(settings: Settings, topic: Topic) -> int:
    """Return how many bytes a record on the topic may have, as the broker is configured.

    A producer that keeps this limit by itself loses one record to it. The broker's
    refusal would end kafka-python's idempotent producer, and all that comes after.

    Raises:
        BrokerError: the topic is not there, or no broker answers.
    """
    name = topic_name(topic, settings.topic_prefix)
    with connect_admin(settings) as admin:
        found = read_topics(admin, [name])
    if not found:
        raise BrokerError(f"no topic {name} on the broker: `crisiswire topics apply`")
    # empty where we may not read the configs
    return int(found[0].configs.get("max.message.bytes") or topic.max_message_bytes)


def plan(admin: KafkaAdminClient, settings: Settings) -> tuple[Change, ...]:
    """Return what `apply_changes` would do on this broker."""
    brokers = count_brokers(admin)
    wanted = wanted_topics(settings, brokers=brokers)
    actual = read_topics(admin, [topic.name for topic in wanted])
    return plan_topics(wanted, actual, brokers=brokers)


def apply_changes(admin: KafkaAdminClient, changes: Iterable[Change]) -> None:
    """Carry out the changes that can be; returns when new topics and partitions have leaders.

    Raises:
        BrokerError: the broker refuses one; those before it are done.
    """
    ready = []
    for change in changes:
        topic = change.topic
        try:
            if change.kind is Kind.CREATE:
                _create(admin, topic)
                ready.append(topic.name)
            elif change.kind is Kind.CONFIGURE:
                _configure(admin, topic)
            elif change.kind is Kind.ADD_PARTITIONS:
                admin.create_partitions({topic.name: topic.partitions})
                ready.append(topic.name)
        except KafkaError as error:
            raise BrokerError(f"{change.kind} of {topic.name} failed: {error}") from error
    if ready:
        _await_everywhere(admin, ready)


def _await_everywhere(admin: KafkaAdminClient, names: list[str]) -> None:
    """Return when every broker knows a leader for every partition of the topics.

    `KafkaAdminClient.wait_for_topics` asks one broker, any of them; the others may
    still answer a client that comes right after us with "unknown topic".
    """
    deadline = time.monotonic() + PROPAGATION_SECONDS
    manager = admin._manager
    brokers = admin.describe_cluster()["brokers"]
    waiting = [each["broker_id"] for each in brokers if not each.get("is_fenced", False)]
    while waiting:
        request = MetadataRequest(
            topics=[MetadataRequest.MetadataRequestTopic(name=name) for name in names],
            allow_auto_topic_creation=False,
        )
        try:
            known = manager.run(manager.send, request, waiting[0]).to_dict()["topics"]
        except KafkaError:
            known = []  # fenced, or gone meanwhile
        if len(known) == len(names) and all(map(_is_ready, known)):
            waiting.pop(0)
        elif time.monotonic() > deadline:
            raise BrokerError(f"broker {waiting[0]} does not know the new topics yet")
        else:
            time.sleep(0.05)


def _is_ready(topic: dict[str, Any]) -> bool:
    parts = topic["partitions"]
    return (
        topic["error_code"] == 0
        and bool(parts)
        and all(part["error_code"] == 0 and part["leader_id"] >= 0 for part in parts)
    )


def _create(admin: KafkaAdminClient, topic: TopicSpec) -> None:
    options = {
        "num_partitions": topic.partitions,
        "replication_factor": topic.replicas,
        "configs": topic.configs,
    }
    try:
        admin.create_topics({topic.name: options})
    except TopicAlreadyExistsError:
        return  # somebody else provisions the same topics at this moment


def _configure(admin: KafkaAdminClient, topic: TopicSpec) -> None:
    resource = ConfigResource("topic", topic.name, topic.configs)
    result = admin.alter_configs([resource])["topic"][topic.name]
    if result != "OK":  # kafka-python 3 returns a refusal as text and raises nothing
        raise BrokerError(f"configure of {topic.name} failed: {result}")


def provision(settings: Settings) -> tuple[Change, ...]:
    """Bring the broker's topics to what the settings want; return what was changed.

    Raises:
        BrokerError: no broker answers, or it refuses.
    """
    with connect_admin(settings) as admin:
        changes = plan(admin, settings)
        apply_changes(admin, changes)
    return changes
