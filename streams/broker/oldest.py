"""When the records at given offsets were written: Kafka tells it only with the record."""

import time
from collections.abc import Iterable
from typing import NamedTuple

from kafka import KafkaConsumer, TopicPartition

from streams.broker.client import connect_consumer
from streams.settings import Settings

POLL_MS = 250
# One record of a partition is wanted; a larger one comes all the same (KIP-74).
FETCH_BYTES = 64 * 1024


class Place(NamedTuple):
    """Where a record is."""

    partition: TopicPartition
    offset: int


class OldestUnread:
    """Reads the timestamps of records, and remembers them for as long as they are asked for.

    A group that stands still asks for the same records again and again, and nothing is
    fetched for that.
    """

    def __init__(self, settings: Settings) -> None:
        self._consumer: KafkaConsumer = connect_consumer(
            settings, max_partition_fetch_bytes=FETCH_BYTES
        )
        self._known: dict[Place, float] = {}

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()

    def read(self, places: Iterable[Place], *, seconds: float) -> dict[Place, float]:
        """Return the timestamps, in seconds since 1970, of the first records from there on.

        What is not read within the time is missing from the answer, and is tried first the
        next time.

        Raises:
            KafkaError: the broker refuses.
        """
        wanted = set(places)
        self._known = {place: at for place, at in self._known.items() if place in wanted}
        deadline = time.monotonic() + seconds
        missing = sorted(wanted - self._known.keys())
        while missing and time.monotonic() < deadline:
            # two groups may stand at two offsets of a partition: one after the other
            round_ = {place.partition: place for place in reversed(missing)}
            self._read_round(round_, deadline)
            missing = [place for place in missing if place not in round_.values()]
        self._consumer.unsubscribe()
        return dict(self._known)

    def _read_round(self, places: dict[TopicPartition, Place], deadline: float) -> None:
        self._consumer.assign(sorted(places))
        for tp, place in places.items():
            self._consumer.seek(tp, place.offset)
        left = set(places)
        while left and time.monotonic() < deadline:
            for tp, records in self._consumer.poll(timeout_ms=POLL_MS).items():
                # the offset itself may be a gap: compacted, or a transaction's mark
                if tp in left and records:
                    self._known[places[tp]] = records[0].timestamp / 1000
                    self._consumer.pause(tp)
                    left.remove(tp)
