"""Dead letters on the broker: read them, one or all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from pydantic import ValidationError

from schemas import DeadLetter, Reason
from schemas.deadletter import HEADER_PREFIX
from streams.broker.client import BrokerError
from streams.broker.positions import partitions_of, read_one, read_until_end
from streams.record import Record


@dataclass(frozen=True)
class StoredLetter:
    """A dead letter with its place on the dead-letter topic.

    `record` is the refused record as it was: its own key, value, headers and timestamp.
    `letter` is null where our headers are missing or malformed, and `problem` says so.
    """

    partition: int
    offset: int
    record: Record
    letter: DeadLetter | None
    problem: str | None

    @property
    def place(self) -> str:
        """How commands name it: `partition:offset`."""
        return f"{self.partition}:{self.offset}"

    @property
    def refused_at(self) -> datetime | None:
        """When this refusal was written."""
        if self.record.timestamp_ms is None:
            return None
        return datetime.fromtimestamp(self.record.timestamp_ms / 1000, tz=UTC)


@dataclass(frozen=True)
class Selection:
    """Which dead letters; an empty field selects all.

    `since` is compared with when the letter was written.
    """

    reasons: frozenset[Reason] = frozenset()
    stages: frozenset[str] = frozenset()
    since: datetime | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.reasons and not self.stages and self.since is None

    def takes(self, stored: StoredLetter) -> bool:
        """Tell whether the letter is selected; one that cannot be read only by everything."""
        if self.everything:
            return True
        letter = stored.letter
        if letter is None:
            return False
        return (
            (not self.reasons or letter.reason in self.reasons)
            and (not self.stages or letter.stage in self.stages)
            and (self.since is None or (stored.refused_at or self.since) >= self.since)
        )


def parse_letter(record: ConsumerRecord) -> StoredLetter:
    """Take a record of the dead-letter topic apart; never raises."""
    headers = [(name, value or b"") for name, value in record.headers]
    letter, problem = None, None
    try:
        letter = DeadLetter.from_headers(headers)
    except ValidationError as error:
        fields = sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]})
        problem = f"headers missing or malformed: {', '.join(fields)}"
    return StoredLetter(
        partition=record.partition,
        offset=record.offset,
        record=Record(
            value=record.value,
            key=record.key,
            headers=tuple(pair for pair in headers if not pair[0].startswith(HEADER_PREFIX)),
            timestamp_ms=record.timestamp,
        ),
        letter=letter,
        problem=problem,
    )


def read_letters(
    consumer: KafkaConsumer,
    topic: str,
    *,
    selection: Selection,
    starts: dict[TopicPartition, int] | None = None,
) -> Iterator[StoredLetter]:
    """Yield the dead letters that are on the topic now, partition by partition in order.

    Args:
        consumer: Of no group.
        topic: The dead-letter topic's name on the broker.
        selection: Which ones.
        starts: Offsets to begin at; the oldest where a partition is not given.

    Raises:
        BrokerError: the topic is not there, or the broker stops answering.
    """
    partitions = partitions_of(consumer, [topic])
    first = consumer.beginning_offsets(partitions)
    begin = {tp: max(first[tp], (starts or {}).get(tp, 0)) for tp in partitions}
    stored = (parse_letter(record) for record in read_until_end(consumer, begin))
    return (letter for letter in stored if selection.takes(letter))


def parse_place(place: str) -> tuple[int, int]:
    """Return partition and offset of `partition:offset`.

    Raises:
        ValueError: it is something else.
    """
    partition, colon, offset = place.partition(":")
    if not (colon and partition.isdecimal() and offset.isdecimal()):
        raise ValueError(f"{place!r} is not partition:offset, as `dlq list` shows it")
    return int(partition), int(offset)


def read_places(
    consumer: KafkaConsumer, topic: str, places: Iterable[tuple[int, int]]
) -> Iterator[StoredLetter]:
    """Yield the dead letters at these places.

    Raises:
        BrokerError: one is not there (any more).
    """
    for partition, offset in places:
        record = read_one(consumer, TopicPartition(topic, partition), offset)
        if record is None:
            raise BrokerError(f"no dead letter at {partition}:{offset}")
        yield parse_letter(record)
