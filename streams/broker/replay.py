"""Put dead letters back where they came from: the stage that refused them tries again."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from schemas import DeadLetter
from schemas.deadletter import HEADER_PREFIX
from streams.broker.client import BrokerError
from streams.broker.deadletters import StoredLetter
from streams.broker.groups import commit, read_committed
from streams.broker.positions import read_one
from streams.roles import REPLAY_GROUP, STAGE_SOURCES
from streams.settings import Settings

CONFIRM_SECONDS = 130.0
MAX_ATTEMPTS = 5  # a letter that was refused so often is not helped by one more try
SOURCES = frozenset(topic.name for topic in STAGE_SOURCES.values())  # what a stage reads
# A worker that refuses the record again goes on from these.
_CARRIED = ("attempt", "first_failed_at")


class Fate(StrEnum):
    """What became of one letter."""

    REPLAYED = "replayed"
    WOULD_REPLAY = "would_replay"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class Replayed:
    """One letter's fate; `detail` says where it went, or why it did not."""

    stored: StoredLetter
    fate: Fate
    detail: str


class _SkippedError(Exception):
    """The letter is left where it is; the message says why."""


@dataclass(frozen=True)
class Replayer:
    """What a replay needs.

    `consumer` fetches values that were cut; it is not the one that reads the letters,
    since its assignment changes. `rate` is letters a second, 0 without a limit.
    """

    producer: KafkaProducer
    consumer: KafkaConsumer
    settings: Settings
    max_attempts: int = MAX_ATTEMPTS
    rate: float = 0.0
    dry_run: bool = False
    sleep: Callable[[float], None] = time.sleep

    def replay(self, letters: Iterable[StoredLetter]) -> Iterable[Replayed]:
        """Yield each letter's fate, as it is settled; one is sent and confirmed at a time.

        The dead letter itself stays on its topic.
        """
        for stored in letters:
            yield self._replay_one(stored)

    def _replay_one(self, stored: StoredLetter) -> Replayed:
        try:
            letter = self._accept(stored)
            topic = self.settings.topic_prefix + letter.original_topic
            partitions = self.consumer.partitions_for_topic(topic) or set()
            if not partitions:
                raise BrokerError(f"no topic {topic} on the broker")
            # its own partition keeps the order with others of its key, whoever made it
            original = letter.original_partition
            partition = original if original in partitions else None
            if letter.value_truncated and partition is None:
                raise _SkippedError(f"its value was cut, and there is no partition {original}")
            value = self._whole_value(stored, letter, topic)
        except BrokerError as error:
            return Replayed(stored, Fate.FAILED, str(error))
        except _SkippedError as skipped:
            return Replayed(stored, Fate.SKIPPED, str(skipped))
        place = topic if partition is None else f"{topic}/{partition}"
        if self.dry_run:
            return Replayed(stored, Fate.WOULD_REPLAY, place)
        try:
            confirmed = self.producer.send(
                topic,
                value=value,
                key=stored.record.key,
                headers=[*stored.record.headers, *_carried(letter)],
                partition=partition,
                # No timestamp: an old one may be past the topic's retention before it is read.
            ).get(timeout=CONFIRM_SECONDS)
        except KafkaError as error:
            return Replayed(stored, Fate.FAILED, f"{place}: {error}")
        if self.rate > 0:
            self.sleep(1 / self.rate)
        return Replayed(stored, Fate.REPLAYED, f"{place} at offset {confirmed.offset}")

    def _accept(self, stored: StoredLetter) -> DeadLetter:
        letter = stored.letter
        if letter is None:
            raise _SkippedError(stored.problem or "no dead letter of ours")
        if letter.attempt >= self.max_attempts:
            raise _SkippedError(f"refused {letter.attempt} times; the cap is {self.max_attempts}")
        if letter.original_topic not in SOURCES:
            raise _SkippedError(f"no stage reads {letter.original_topic!r}")
        return letter

    def _whole_value(self, stored: StoredLetter, letter: DeadLetter, topic: str) -> bytes | None:
        if not letter.value_truncated:
            if letter.original_sha256 is None and stored.record.key is None:
                # kafka-python 3 sends no record without both, and nobody misses a tombstone
                raise _SkippedError("a tombstone without a key")
            return stored.record.value
        place = TopicPartition(topic, letter.original_partition)
        original = read_one(self.consumer, place, letter.original_offset)
        if original is None or original.value is None:
            raise _SkippedError("its value was cut, and the original has expired on its topic")
        value: bytes = original.value
        if hashlib.sha256(value).hexdigest() != letter.original_sha256:
            raise _SkippedError("its value was cut, and another record is in the original's place")
        return value


def _carried(letter: DeadLetter) -> list[tuple[str, bytes]]:
    return [pair for pair in letter.to_headers() if pair[0].removeprefix(HEADER_PREFIX) in _CARRIED]


# --- which letters have been dealt with --------------------------------------------------


def replay_group(settings: Settings) -> str:
    """Return the group whose committed offsets say up to where letters have been replayed.

    Its lag is the number of dead letters that wait.
    """
    return settings.group + REPLAY_GROUP


def read_settled(admin: KafkaAdminClient, settings: Settings) -> dict[TopicPartition, int]:
    """Return, for each partition, the offset up to which dead letters have been dealt with."""
    return read_committed(admin, replay_group(settings))


def settle(admin: KafkaAdminClient, settings: Settings, offsets: dict[TopicPartition, int]) -> None:
    """Remember that the letters below these offsets have been dealt with."""
    commit(admin, replay_group(settings), offsets)


def settled_by(topic: str, replays: Iterable[Replayed]) -> dict[TopicPartition, int]:
    """Return, for each partition, the offset after the last letter before any that failed.

    Args:
        topic: The dead-letter topic's name on the broker.
        replays: In the order of their offsets, without gaps in what was read.
    """
    settled: dict[TopicPartition, int] = {}
    stuck: set[int] = set()
    for replay in replays:
        stored = replay.stored
        if replay.fate is Fate.FAILED:
            stuck.add(stored.partition)
        elif stored.partition not in stuck:
            settled[TopicPartition(topic, stored.partition)] = stored.offset + 1
    return settled
