"""The partitions of topics as the cluster tells them: where they begin and end, who holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kafka import TopicPartition
from kafka.admin import ConfigResource, KafkaAdminClient, OffsetSpec

NO_LEADER = -1


@dataclass(frozen=True)
class Partition:
    """One partition of a topic.

    `first` and `end` are its oldest offset and the one after its newest; both null while no
    broker leads it, for then nobody can tell.
    """

    topic: str
    number: int
    leader: int
    replicas: tuple[int, ...]
    in_sync: tuple[int, ...]
    first: int | None
    end: int | None

    @property
    def led_as_preferred(self) -> bool:
        """Whether the first of its replicas leads it."""
        return self.replicas[:1] == (self.leader,)

    @property
    def under_replicated(self) -> bool:
        """Whether a replica is behind or away."""
        return len(self.in_sync) < len(self.replicas)


def read_partitions(admin: KafkaAdminClient, topics: Iterable[str]) -> tuple[Partition, ...]:
    """Return the partitions of those of the topics that the broker has, in order.

    Raises:
        KafkaError: the broker does not answer, or refuses.
    """
    known = sorted(set(topics) & set(admin.list_topics()))
    described = {
        TopicPartition(topic["name"], part["partition_index"]): part
        for topic in (admin.describe_topics(known) if known else ())
        for part in topic["partitions"]
    }
    led = [tp for tp, part in described.items() if part["leader_id"] != NO_LEADER]
    firsts = _offsets(admin, led, OffsetSpec.EARLIEST)
    ends = _offsets(admin, led, OffsetSpec.LATEST)
    return tuple(
        Partition(
            topic=tp.topic,
            number=tp.partition,
            leader=part["leader_id"],
            replicas=tuple(part["replica_nodes"]),
            in_sync=tuple(part["isr_nodes"]),
            first=firsts.get(tp),
            end=ends.get(tp),
        )
        for tp, part in sorted(described.items(), key=lambda item: item[0])
    )


def read_retention(admin: KafkaAdminClient, topics: Iterable[str]) -> dict[str, int | None]:
    """Return each topic's `retention.ms`; null: its records are kept for ever.

    A topic is missing where its configuration may not be read.

    Raises:
        KafkaError: the broker does not answer.
    """
    resources = [ConfigResource("topic", name) for name in sorted(set(topics))]
    if not resources:
        return {}
    configs = admin.describe_configs(resources, config_filter="all").get("topic", {})
    found: dict[str, int | None] = {}
    for name, entries in configs.items():
        if "retention.ms" in entries:
            retention = int(entries["retention.ms"]["value"])
            found[name] = None if retention < 0 else retention
    return found


def _offsets(
    admin: KafkaAdminClient, partitions: list[TopicPartition], spec: Any
) -> dict[TopicPartition, int]:
    if not partitions:
        return {}
    answer = admin.list_partition_offsets(dict.fromkeys(partitions, spec))
    return {tp: entry.offset for tp, entry in answer.items()}
