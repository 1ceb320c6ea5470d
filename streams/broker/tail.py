"""Follow topics: what arrives from now on, or from the beginning."""

import time
from collections.abc import Iterable, Iterator

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from streams.broker.client import BrokerError
from streams.broker.positions import partitions_of

POLL_MS = 250


def tail(
    consumer: KafkaConsumer,
    topics: Iterable[str],
    *,
    from_beginning: bool = False,
    last: int = 0,
    idle_seconds: float | None = None,
) -> Iterator[ConsumerRecord]:
    """Return the records as they arrive, from where the topics end at this call.

    Args:
        consumer: Of no group; what it is assigned is replaced.
        topics: Names on the broker.
        from_beginning: Start at the oldest record instead of at the end.
        last: Start so many records before the end, in every partition.
        idle_seconds: Stop when nothing has arrived for so long; None: never.

    Raises:
        BrokerError: a topic is not there, or the broker stops answering.
    """
    try:
        partitions = partitions_of(consumer, topics)
        consumer.assign(partitions)
        _seek(consumer, partitions, from_beginning=from_beginning, last=last)
    except KafkaError as error:
        raise BrokerError(f"the topics cannot be read: {error}") from error
    return _follow(consumer, idle_seconds)


def _follow(consumer: KafkaConsumer, idle_seconds: float | None) -> Iterator[ConsumerRecord]:
    last_arrival = time.monotonic()
    try:
        while idle_seconds is None or time.monotonic() - last_arrival < idle_seconds:
            polled = consumer.poll(timeout_ms=POLL_MS)
            # across partitions by time: a person reads them as they happened
            for record in sorted(
                (record for records in polled.values() for record in records),
                key=lambda record: record.timestamp,
            ):
                yield record
                last_arrival = time.monotonic()
    except KafkaError as error:
        raise BrokerError(f"reading failed: {error}") from error


def _seek(
    consumer: KafkaConsumer, partitions: list[TopicPartition], *, from_beginning: bool, last: int
) -> None:
    first = consumer.beginning_offsets(partitions)
    if from_beginning:
        starts = first
    else:
        ends = consumer.end_offsets(partitions)
        starts = {tp: max(first[tp], ends[tp] - last) for tp in partitions}
    for tp, offset in starts.items():
        consumer.seek(tp, offset)
