"""Copy what came in between two points of time onto the topics of another prefix.

A worker with that prefix then enriches it as the live ones did, and touches nothing of theirs.
Key, value, headers, partition and timestamp are the source record's, so `received_at` is, too.
With articles the log of signatures is copied, all that is left of it, so that the copied articles
are near-duplicates of those that they were of.

Each chunk is one transaction together with how far it reaches: a copy that was killed goes on
from there, and nothing is there twice or missing. See docs/decisions/0021-replay.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from schemas import Topic, topic_name
from schemas.topics import ENTITIES, RAW, SANCTIONS, SIGNATURES
from streams.broker.client import BrokerError, connect_admin, connect_consumer, producing
from streams.broker.groups import read_marks
from streams.broker.positions import read_until_end
from streams.broker.stretches import Stretch, between, whole
from streams.broker.topics import (
    apply_changes,
    count_brokers,
    plan_topics,
    read_topics,
    wanted_topics,
)
from streams.roles import SLICE_GROUP
from streams.settings import Settings

# Where a slice enters: the stage that reads it first.
SOURCES: Mapping[str, Topic] = {"entities": RAW, "sanctions": ENTITIES, "escalation": SANCTIONS}
# A transaction: what is done again after a crash, and in our memory meanwhile.
CHUNK_RECORDS = 1_000
CHUNK_BYTES = 32 * 1024 * 1024
# The copies keep their sources' timestamps, for which the retention of the contract is too short:
# they would be a week old from the start.
_COPIED = {"message.timestamp.type": "CreateTime", "retention.ms": "-1"}


class Slice:
    """What came to one topic between two points of time.

    Args:
        settings: Of the deployment that it is read from.
        into: Prefix of the topics that it is copied to.
        stage: The stage that reads it first; see SOURCES.
        begin: The first record is the first of each partition that is not older.
        end: The last is the one before the first that is not older than this.

    Raises:
        BrokerError: the broker does not answer, the topic is not there, or the prefix already
            has another slice or other records.
    """

    def __init__(
        self, settings: Settings, *, into: str, stage: str, begin: datetime, end: datetime
    ) -> None:
        self._settings = settings
        self.into = into
        self._topic = SOURCES[stage]
        self._begin, self._end = begin, end
        self.group = into + settings.consumer_group + SLICE_GROUP
        with closing(self._consumer()) as consumer, closing(connect_admin(settings)) as admin:
            self._measure(consumer, admin)

    @property
    def topics(self) -> tuple[str, str]:
        """The names on the broker of what is read and of what is written."""
        return self._names(self._topic)

    def copy(self, on_copied: Callable[[int], None] = lambda records: None) -> None:
        """Provision the topics, and copy what is not there yet.

        Args:
            on_copied: Called with the number of a chunk's records, signatures included.

        Raises:
            BrokerError: something was refused. What was copied until then stays; the next copy
                of the same slice goes on behind it.
        """
        try:
            with (
                closing(connect_admin(self._settings)) as admin,
                closing(self._consumer()) as consumer,
                producing(self._settings, transactional_id=self.group) as producer,
            ):
                # Ends what a copy that was killed has left open, and shuts out one that still
                # runs: only now do we know how far they came.
                producer.init_transactions()
                self._measure(consumer, admin)
                _refuse_foreign(consumer, (*self.signatures, *self.stretches))
                self._provision(admin)
                # First the signatures: what comes of the articles depends on them.
                for stretches in (self.signatures, self.stretches):
                    starts = {part.source: part.next for part in stretches if part.left}
                    ends = {part.source: part.end for part in stretches if part.left}
                    for chunk in _chunks(read_until_end(consumer, starts, ends)):
                        self._write(producer, chunk, {part.source: part for part in stretches})
                        on_copied(len(chunk))
        except KafkaError as error:
            raise BrokerError(
                f"not copied: {error!r}; run it again, it goes on there, unless another copy of"
                " the same has begun meanwhile and does"
            ) from error

    def _measure(self, consumer: KafkaConsumer, admin: KafkaAdminClient) -> None:
        """Find the stretches, and how far each is copied."""
        marks = read_marks(admin, self.group)
        self.stretches = between(
            consumer, self._names(self._topic), begin=self._begin, end=self._end, marks=marks
        )
        self.signatures = (
            whole(consumer, self._names(SIGNATURES), marks=marks) if self._topic is RAW else ()
        )

    def _write(
        self,
        producer: KafkaProducer,
        chunk: list[ConsumerRecord],
        parts: Mapping[TopicPartition, Stretch],
    ) -> None:
        """Write one chunk and how far it reaches, both or neither."""
        reached: dict[TopicPartition, OffsetAndMetadata] = {}
        producer.begin_transaction()
        for record in chunk:
            part = parts[TopicPartition(record.topic, record.partition)]
            key = record.key
            if key is None and record.value is None:
                key = b""  # kafka-python sends no record without both; refused all the same
            producer.send(
                part.target.topic,
                value=record.value,
                key=key,
                headers=[(name, value or b"") for name, value in record.headers],
                partition=part.target.partition,
                timestamp_ms=record.timestamp,
            )
            reached[part.source] = OffsetAndMetadata(record.offset + 1, part.mark, -1)
        producer.send_offsets_to_transaction(reached, self.group)
        producer.commit_transaction()

    def _provision(self, admin: KafkaAdminClient) -> None:
        target = self._settings.model_copy(
            update={"topic_prefix": self.into, "topic_partitions": len(self.stretches)}
        )
        copied = {self.topics[1], self._names(SIGNATURES)[1]}
        brokers = count_brokers(admin)
        wanted = [
            replace(spec, configs={**spec.configs, **_COPIED}) if spec.name in copied else spec
            for spec in wanted_topics(target, brokers=brokers)
        ]
        actual = read_topics(admin, [spec.name for spec in wanted])
        apply_changes(admin, plan_topics(wanted, actual, brokers=brokers))

    def _names(self, topic: Topic) -> tuple[str, str]:
        return topic_name(topic, self._settings.topic_prefix), topic_name(topic, self.into)

    def _consumer(self) -> KafkaConsumer:
        return connect_consumer(self._settings, isolation_level="read_committed")


def _refuse_foreign(consumer: KafkaConsumer, parts: Iterable[Stretch]) -> None:
    """Make sure that a target of which nothing was copied yet is empty, or not there.

    Raises:
        BrokerError: it holds records.
    """
    fresh = [
        part.target
        for part in parts
        if part.next == part.start
        and part.target.partition in (consumer.partitions_for_topic(part.target.topic) or ())
    ]
    for record in read_until_end(consumer, dict.fromkeys(fresh, 0)):
        raise BrokerError(f"{record.topic} holds records of somebody else; take another prefix")


def _chunks(records: Iterable[ConsumerRecord]) -> Iterator[list[ConsumerRecord]]:
    """Yield the records in lists that are neither too long nor too large."""
    count = size = number = 0

    def chunk_of(record: ConsumerRecord) -> int:
        nonlocal count, size, number
        count, size = count + 1, size + len(record.value or b"")
        if count > CHUNK_RECORDS or size > CHUNK_BYTES:
            count, size, number = 1, len(record.value or b""), number + 1
        return number

    return (list(chunk) for _, chunk in groupby(records, chunk_of))
