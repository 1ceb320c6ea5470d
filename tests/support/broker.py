"""Records in and out of a real broker, as tests want them: all at once, with a deadline."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from kafka.consumer.fetcher import ConsumerRecord

from schemas import Topic, topic_name
from streams.broker.client import connect_consumer, connect_producer
from streams.broker.positions import partitions_of, read_until_end
from streams.broker.tail import tail
from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.settings import Settings, load_settings


@dataclass(frozen=True)
class Sent:
    """One record to produce."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None
    timestamp_ms: int | None = None


def provisioned_on(kafka: LocalKafka, prefix: str, *, partitions: int) -> Settings:
    """Return settings for the cluster, with topics of this prefix's own on it."""
    settings = load_settings(
        kafka_bootstrap_servers=kafka.bootstrap_servers,
        topic_prefix=prefix,
        topic_partitions=partitions,
        metrics_port=0,
    )
    provision(settings)
    return settings


def produce(settings: Settings, topic: Topic, records: Iterable[Sent], **options: Any) -> list[Any]:
    """Send the records and return the broker's confirmations, in order."""
    with closing(connect_producer(settings, **options)) as producer:
        futures = [
            producer.send(
                topic_name(topic, settings.topic_prefix),
                value=record.value,
                key=record.key,
                headers=list(record.headers),
                partition=record.partition,
                timestamp_ms=record.timestamp_ms,
            )
            for record in records
        ]
        return [future.get(timeout=60) for future in futures]


def read_all(settings: Settings, topic: Topic) -> list[ConsumerRecord]:
    """Return all that is on the topic now, partition by partition."""
    name = topic_name(topic, settings.topic_prefix)
    with closing(connect_consumer(settings)) as consumer:
        starts = consumer.beginning_offsets(partitions_of(consumer, [name]))
        return list(read_until_end(consumer, starts))


def await_records(
    settings: Settings, topics: Sequence[Topic], count: int, *, idle_seconds: float = 60.0
) -> list[ConsumerRecord]:
    """Return the first `count` records of the topics, awaited; fewer after an idle time."""
    names = [topic_name(topic, settings.topic_prefix) for topic in topics]
    found: list[ConsumerRecord] = []
    with closing(connect_consumer(settings)) as consumer:
        if count == 0:
            return found
        for record in tail(consumer, names, from_beginning=True, idle_seconds=idle_seconds):
            found.append(record)
            if len(found) == count:
                break
    return found
