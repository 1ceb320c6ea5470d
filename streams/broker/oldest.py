"""When the records at given offsets were written: Kafka tells it only with the record."""

import time
from collections.abc import Iterator, Mapping
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

    def read(self, places: Mapping[Place, int], *, seconds: float) -> dict[Place, float | None]:
        """Return when the first records from there on were written, in seconds since 1970.

        Args:
            places: Where to look, each with its partition's end.
            seconds: What is not read by then is missing from the answer; the next time it is
                tried before the others.

        Returns:
            None for a place that no record follows up to the end: the marks of transactions
            have offsets too.

        Raises:
            KafkaError: the broker refuses.
        """
        self._known = {place: at for place, at in self._known.items() if place in places}
        found: dict[Place, float | None] = dict(self._known)
        deadline = time.monotonic() + seconds
        while (missing := sorted(places.keys() - found.keys())) and time.monotonic() < deadline:
            # two groups may stand at two offsets of a partition: one after the other
            round_ = {place.partition: place for place in reversed(missing)}
            for place, written in self._read_round(round_, places, deadline):
                found[place] = written
                if written is not None:
                    self._known[place] = written
        self._consumer.unsubscribe()
        return found

    def _read_round(
        self, round_: dict[TopicPartition, Place], ends: Mapping[Place, int], deadline: float
    ) -> Iterator[tuple[Place, float | None]]:
        self._consumer.assign(sorted(round_))
        self._consumer.resume(*round_)  # the last round may have paused one
        for tp, place in round_.items():
            self._consumer.seek(tp, place.offset)
        left = dict(round_)
        while left and time.monotonic() < deadline:
            polled = self._consumer.poll(timeout_ms=POLL_MS)
            for tp, place in list(left.items()):
                # the offset itself may be a gap: compacted, or a transaction's mark
                records = polled.get(tp)
                if records:
                    yield place, records[0].timestamp / 1000
                elif self._consumer.position(tp) >= ends[place]:
                    yield place, None
                else:
                    continue
                self._consumer.pause(tp)
                del left[tp]
