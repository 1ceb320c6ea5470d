"""Which offsets of each partition are a slice, and how far an earlier copy of it came."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from streams.broker.client import BrokerError
from streams.broker.positions import partitions_of

Marks = Mapping[TopicPartition, tuple[int, str]]  # what a copy has committed: see `groups`


@dataclass(frozen=True)
class Stretch:
    """A partition's part of a slice: offsets from `start` up to, not including, `end`.

    `next` is the first offset that has not been copied yet. `cut` says that the partition begins
    with it, and not with its first record ever: what was before has expired.
    """

    source: TopicPartition
    target: TopicPartition
    start: int
    end: int
    next: int
    cut: bool

    @property
    def records(self) -> int:
        """How many there are; where producers write transactions, their markers count."""
        return self.end - self.start

    @property
    def left(self) -> int:
        """How many of them are still to be copied."""
        return self.end - self.next

    @property
    def mark(self) -> str:
        """The text that is committed with every offset: of which slice it is."""
        return f"{self.start}-{self.end}"


def between(
    consumer: KafkaConsumer,
    names: tuple[str, str],
    *,
    begin: datetime,
    end: datetime,
    marks: Marks,
) -> tuple[Stretch, ...]:
    """Return each partition's part, from the first record not older than `begin` up to `end`.

    Args:
        consumer: Of no group.
        names: On the broker: of the topic that is read, and of the one that it is copied to.
        begin: See `Slice`.
        end: The same.
        marks: How far an earlier copy came, and of what.

    Raises:
        BrokerError: the topic is not there or cannot be read, or the copy was of another slice.
    """
    source, target = names
    partitions = partitions_of(consumer, [source])
    try:
        oldest = consumer.beginning_offsets(partitions)
        behind = consumer.end_offsets(partitions)
        starts, ends = (
            consumer.offsets_for_times(dict.fromkeys(partitions, round(at.timestamp() * 1000)))
            for at in (begin, end)
        )
    except KafkaError as error:
        raise BrokerError(f"{source} cannot be read: {error}") from error
    found = []
    for tp in partitions:
        # None: no record is so young, so the slice ends with the log
        start, stop = (at[tp].offset if at[tp] else behind[tp] for at in (starts, ends))
        cut = 0 < oldest[tp] == start
        part = Stretch(tp, TopicPartition(target, tp.partition), start, stop, start, cut)
        found.append(_resume(part, marks))
    return tuple(found)


def _resume(part: Stretch, marks: Marks) -> Stretch:
    """Return the stretch with how far an earlier copy came.

    Raises:
        BrokerError: that was another slice.
    """
    if part.source not in marks:
        return part
    offset, mark = marks[part.source]
    if mark != part.mark:
        raise BrokerError(
            f"{part.target.topic} has another slice of {part.source.topic}/{part.source.partition}:"
            f" offsets {mark}, and not {part.mark}; take another prefix"
        )
    return replace(part, next=offset)


def whole(
    consumer: KafkaConsumer,
    names: tuple[str, str],
    *,
    marks: Marks,
) -> tuple[Stretch, ...]:
    """Return all of a log of one partition; where it was begun before, what it was then.

    Args and Raises: as of `between`.
    """
    source, target = (TopicPartition(name, 0) for name in names)
    partitions_of(consumer, [source.topic])
    if source in marks:
        offset, mark = marks[source]
        start, end = map(int, mark.split("-"))
        return (Stretch(source, target, start, end, offset, cut=False),)
    try:
        start, end = (
            at([source])[source] for at in (consumer.beginning_offsets, consumer.end_offsets)
        )
    except KafkaError as error:
        raise BrokerError(f"{source.topic} cannot be read: {error}") from error
    return (Stretch(source, target, start, end, start, cut=False),)
