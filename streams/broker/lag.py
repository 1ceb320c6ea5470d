"""How far the consumer groups are behind, in records and in seconds."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec
from kafka.errors import KafkaError

from streams.broker.client import BrokerError
from streams.broker.groups import read_committed
from streams.broker.positions import read_one


@dataclass(frozen=True)
class PartitionLag:
    """One partition of one group.

    `committed` is the next offset that the group would read, null where it has never
    committed; `first` and `end` are the partition's oldest offset and the one after its
    newest. `lag` counts the records between, and `age_seconds` is how long the oldest of
    them has been on the broker: 0 without a lag, null where it could not be read.
    """

    group: str
    topic: str
    partition: int
    committed: int | None
    first: int
    end: int
    lag: int
    age_seconds: float | None


def read_lag(
    admin: KafkaAdminClient,
    consumer: KafkaConsumer,
    *,
    groups: Iterable[str],
    topics: Iterable[str],
) -> tuple[PartitionLag, ...]:
    """Return the lag of every group in every partition of the topics that it reads.

    A topic counts as read by a group once the group has committed in any of its
    partitions; a partition without a commit is then behind by all that it holds.

    Raises:
        BrokerError: the broker does not answer.
    """
    try:
        known = set(admin.list_topics())
        wanted = set(topics) & known
        found: list[PartitionLag] = []
        for group in sorted(groups):
            committed = read_committed(admin, group)
            read = sorted({tp.topic for tp in committed if tp.topic in wanted})
            partitions = [
                TopicPartition(topic["name"], part["partition_index"])
                for topic in (admin.describe_topics(read) if read else ())
                for part in topic["partitions"]
            ]
            if not partitions:
                continue
            ends = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
            firsts = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.EARLIEST))
            for tp in sorted(partitions):
                found.append(
                    _measure(
                        group,
                        tp,
                        committed=committed.get(tp),
                        first=firsts[tp].offset,
                        end=ends[tp].offset,
                        consumer=consumer,
                    )
                )
    except KafkaError as error:
        raise BrokerError(f"the lag cannot be read: {error}") from error
    return tuple(found)


def _measure(
    group: str,
    tp: TopicPartition,
    *,
    committed: int | None,
    first: int,
    end: int,
    consumer: KafkaConsumer,
) -> PartitionLag:
    # behind the oldest: retention has removed records that the group never read
    next_offset = first if committed is None else max(first, committed)
    lag = max(0, end - next_offset)
    age: float | None = 0.0
    if lag:
        oldest = read_one(consumer, tp, next_offset)
        age = None if oldest is None else max(0.0, time.time() - oldest.timestamp / 1000)
    return PartitionLag(group, tp.topic, tp.partition, committed, first, end, lag, age)
