"""Where topics begin and end, and how to read a stretch of them without a group."""

import time
from collections.abc import Iterable, Iterator

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from streams.broker.client import BrokerError

POLL_MS = 500
STALL_SECONDS = 30.0  # a partition that gives nothing for so long will give nothing


def partitions_of(consumer: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """Return every partition of the topics.

    Raises:
        BrokerError: a topic is not on the broker.
    """
    found: list[TopicPartition] = []
    for topic in topics:
        partitions = consumer.partitions_for_topic(topic)
        if not partitions:
            raise BrokerError(f"no topic {topic} on the broker: `crisiswire topics apply`")
        found.extend(TopicPartition(topic, partition) for partition in sorted(partitions))
    return found


def read_until_end(
    consumer: KafkaConsumer,
    starts: dict[TopicPartition, int],
    ends: dict[TopicPartition, int] | None = None,
) -> Iterator[ConsumerRecord]:
    """Yield what is in the partitions now, from the given offsets on; then stop.

    Records that arrive meanwhile are not waited for. Order holds in a partition.

    Args:
        consumer: Of no group; what it is assigned is replaced.
        starts: The first offset of each partition.
        ends: The offset behind the last of each; None: where they end now.

    Raises:
        BrokerError: the broker stops answering.
    """
    try:
        ends = consumer.end_offsets(list(starts)) if ends is None else ends
        left = {tp for tp, start in starts.items() if start < ends[tp]}
        if not left:
            return
        consumer.assign(sorted(left))
        for tp in left:
            consumer.seek(tp, starts[tp])
        last_progress = time.monotonic()
        while left:
            polled = consumer.poll(timeout_ms=POLL_MS)
            for tp, records in polled.items():
                yield from (record for record in records if record.offset < ends[tp])
            # positions, not offsets seen: a compacted or transactional log has gaps
            done = {tp for tp in left if consumer.position(tp) >= ends[tp]}
            if done or polled:
                last_progress = time.monotonic()
            elif time.monotonic() - last_progress > STALL_SECONDS:
                raise BrokerError(f"the broker gave nothing for {STALL_SECONDS:.0f} s")
            for tp in done:
                consumer.pause(tp)
            left -= done
    except KafkaError as error:
        raise BrokerError(f"reading failed: {error}") from error


def read_one(consumer: KafkaConsumer, tp: TopicPartition, offset: int) -> ConsumerRecord | None:
    """Return the record at this offset, or None where retention has removed it.

    Raises:
        BrokerError: the broker does not answer, or has no such partition.
    """
    try:
        if tp.partition not in (consumer.partitions_for_topic(tp.topic) or ()):
            raise BrokerError(f"no partition {tp.partition} of {tp.topic} on the broker")
        first = consumer.beginning_offsets([tp])[tp]
        end = consumer.end_offsets([tp])[tp]
        if not first <= offset < end:
            return None
        consumer.assign([tp])
        consumer.seek(tp, offset)
        deadline = time.monotonic() + STALL_SECONDS
        while time.monotonic() < deadline:
            for record in consumer.poll(timeout_ms=POLL_MS, max_records=1).get(tp, ()):
                return record if record.offset == offset else None
    except KafkaError as error:
        raise BrokerError(f"reading {tp.topic}/{tp.partition} failed: {error}") from error
    raise BrokerError(f"the broker gave nothing of {tp.topic} for {STALL_SECONDS:.0f} s")
