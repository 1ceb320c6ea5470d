"""How far the consumer groups are behind, in records and in seconds."""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from schemas.topics import DEAD_LETTERS, TOPICS, topic_name
from streams.broker.client import BrokerError
from streams.broker.groups import count_members, read_committed
from streams.broker.oldest import OldestUnread, Place
from streams.broker.partitions import Partition, read_partitions, read_retention
from streams.broker.replay import SOURCES, replay_group
from streams.broker.topics import count_brokers
from streams.settings import Settings

# The rest is read the next time; a reading of many thousand partitions takes several.
OLDEST_SECONDS = 20.0


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


@dataclass(frozen=True)
class Reading:
    """All that was read at one time, `at_seconds` since 1970.

    `retention_ms` is null for a topic that keeps its records for ever; a topic is missing
    where its configuration may not be read.
    """

    at_seconds: float
    brokers: int
    partitions: tuple[Partition, ...]
    members: Mapping[str, int]
    lags: tuple[PartitionLag, ...]
    retention_ms: Mapping[str, int | None]


def groups_and_topics(settings: Settings) -> dict[str, frozenset[str]]:
    """Return the deployment's own groups, each with the topics that it is there to read.

    The worker's group reads the stages' inputs; the replay's, the dead letters.
    """
    prefix = settings.topic_prefix
    return {
        settings.group: frozenset(prefix + name for name in SOURCES),
        replay_group(settings): frozenset({topic_name(DEAD_LETTERS, prefix)}),
    }


def all_topics(settings: Settings) -> tuple[str, ...]:
    """Return the names of the contract's topics on the broker."""
    return tuple(topic_name(topic, settings.topic_prefix) for topic in TOPICS)


def read_lag(
    admin: KafkaAdminClient,
    oldest: OldestUnread,
    *,
    groups: Mapping[str, Collection[str]],
    topics: Iterable[str],
) -> Reading:
    """Return the lag of every group in every partition of the topics that it reads.

    A topic counts as read by a group when it is among those given with the group, or once
    the group has committed in any of its partitions; a partition without a commit is then
    behind by all that it holds.

    Args:
        admin: Connected.
        oldest: Reads the ages.
        groups: Names, each with the topics that the group is known to read, or with none.
        topics: Those that are looked at; one that is not on the broker is left out.

    Raises:
        BrokerError: the broker does not answer.
    """
    try:
        brokers = count_brokers(admin)
        partitions = read_partitions(admin, topics)
        found: list[PartitionLag] = []
        for group in sorted(groups):
            # after the ends: what a quick group reads meanwhile is no lag
            committed = read_committed(admin, group)
            read = {tp.topic for tp in committed}.union(groups[group])
            found.extend(
                _measure(group, one, committed.get(TopicPartition(one.topic, one.number)))
                for one in partitions
                if one.topic in read and one.end is not None
            )
        return Reading(
            at_seconds=time.time(),
            brokers=brokers,
            partitions=partitions,
            members={group: count_members(admin, group) for group in groups},
            lags=_with_ages(found, oldest),
            retention_ms=read_retention(admin, (one.topic for one in partitions)),
        )
    except KafkaError as error:
        raise BrokerError(f"the lag cannot be read: {error}") from error


def _measure(group: str, partition: Partition, committed: int | None) -> PartitionLag:
    first, end = partition.first or 0, partition.end or 0
    lag = max(0, end - _next_offset(first, committed))
    return PartitionLag(group, partition.topic, partition.number, committed, first, end, lag, 0.0)


def _next_offset(first: int, committed: int | None) -> int:
    # behind the oldest: retention has removed records that the group never read
    return first if committed is None else max(first, committed)


def _with_ages(lags: Iterable[PartitionLag], oldest: OldestUnread) -> tuple[PartitionLag, ...]:
    places = {
        each: Place(
            TopicPartition(each.topic, each.partition), _next_offset(each.first, each.committed)
        )
        for each in lags
    }
    written = oldest.read(
        {place: each.end for each, place in places.items() if each.lag}, seconds=OLDEST_SECONDS
    )
    now = time.time()
    return tuple(
        _aged(each, now, written, place) if each.lag else each for each, place in places.items()
    )


def _aged(
    each: PartitionLag, now: float, written: Mapping[Place, float | None], place: Place
) -> PartitionLag:
    if place not in written:
        return replace(each, age_seconds=None)
    at = written[place]
    # only the marks of transactions are left: there is nothing to read
    return replace(each, lag=0) if at is None else replace(each, age_seconds=max(0.0, now - at))
