"""Writing to and reading whole topics, with kafka-python."""

import time
from collections.abc import Iterable

from kafka.consumer.fetcher import ConsumerRecord

from streams.broker.client import connect_consumer, connect_producer
from streams.broker.positions import partitions_of
from streams.settings import Settings


def produce(settings: Settings, topic: str, records: Iterable[tuple[str | None, bytes | None]]) -> int:
    """Write (key, value) pairs; return how many, every one confirmed."""
    producer = connect_producer(settings)
    try:
        futures = [
            producer.send(
                settings.topic_prefix + topic, key=None if key is None else key.encode(), value=value
            )
            for key, value in records
        ]
        for future in futures:
            future.get(timeout=60)
        return len(futures)
    finally:
        producer.close()


def read_all(
    settings: Settings, topics: Iterable[str], *, until: int | None = None, seconds: float = 60.0
) -> list[ConsumerRecord]:
    """Return everything on the topics; with `until`, wait until so many records are there.

    Raises:
        AssertionError: fewer than `until` came within `seconds`.
    """
    names = [settings.topic_prefix + topic for topic in topics]
    consumer = connect_consumer(settings)
    found: list[ConsumerRecord] = []
    deadline = time.monotonic() + seconds
    try:
        partitions = partitions_of(consumer, names)
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        while True:
            for records in consumer.poll(timeout_ms=200).values():
                found.extend(records)
            if until is None or len(found) >= until:
                ends = consumer.end_offsets(partitions)
                if all(consumer.position(tp) >= ends[tp] for tp in partitions):
                    return found
            assert time.monotonic() < deadline, f"{len(found)} records after {seconds} s"
    finally:
        consumer.close()
