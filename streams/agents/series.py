"""The series of the partitions that this worker holds: followed event by event, or read anew.

What an event gives is a function of its partition's log (`PartitionSeries`), and the log is
the only state. In memory are the series and the offset that they stand at. When the next
record stands there, they go on. When it does not, the partition has come from another
worker, after a death or a rebalance, or was wound back: then the log is read from where it is
needed up to the record, and nothing is written for that. There is no table, no state topic
and no hook for rebalances that could be missed.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic, perf_counter

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from faust.types import EventT

from streams.agents.app import App
from streams.agents.outbox import record_of
from streams.agents.preflight import RETRY_SECONDS, consumer_of_no_group, passes
from streams.agents.window import Finished
from streams.metrics import Metrics
from streams.pipeline import remember_event, run_series
from streams.record import Record
from streams.settings import Settings
from streams.stages.series import PartitionSeries, first_needed_ms

logger = logging.getLogger(__name__)

POLL_MS = 1000
# At most so many between two turns of the event loop: some 50 ms of work.
POLL_RECORDS = 500


@dataclass(slots=True)
class _Place:
    """The series of one partition, and the offset of the record that they expect."""

    series: PartitionSeries
    next_offset: int


class SeriesKeeper:
    """Makes the outputs of events, in the order of each partition.

    Args:
        app: Tells which partitions are held.
        settings: Where the broker is; what the series are set to.
        metrics: Told how many dyads there are, and how long reading anew takes.

    `read_anew` counts the events that were read anew: it goes on while no offset does.
    """

    def __init__(self, app: App, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._parameters = settings.series
        self._metrics = metrics
        self._places: dict[TopicPartition, _Place] = {}
        self.read_anew = 0

    async def follow(self, finished: Sequence[Finished[EventT]]) -> list[Finished[EventT]]:
        """Return consecutive records of a partition with their outputs.

        Raises:
            KafkaError: the log cannot be read.
        """
        followed = []
        for item in finished:
            message = item.source.message
            record = record_of(item.source)
            partition = TopicPartition(message.topic, message.partition)
            place = await self._place(partition, message.offset, record.timestamp_ms or 0)
            begun = perf_counter()
            outcome = run_series(place.series, record)
            place.next_offset = message.offset + 1
            outcome = replace(outcome, seconds=perf_counter() - begun)
            followed.append(replace(item, outcome=outcome))
        self._metrics.series_dyads.set(sum(each.series.dyads for each in self._places.values()))
        return followed

    async def _place(self, partition: TopicPartition, offset: int, logged_ms: int) -> _Place:
        """Return the series as the records before the offset left them."""
        place = self._places.get(partition)
        if place is not None and place.next_offset == offset:
            return place
        begun = monotonic()
        while True:
            try:
                place = await self._read(partition, offset, logged_ms)
                break
            except (KafkaError, OSError) as error:
                if not passes(error):
                    raise
                logger.warning(
                    "the log of events cannot be read yet",
                    extra={"fields": {"error": type(error).__name__}},
                )
                await asyncio.sleep(RETRY_SECONDS)
        held = {TopicPartition(tp.topic, tp.partition) for tp in self._app.consumer.assignment()}
        self._places = {tp: kept for tp, kept in self._places.items() if tp in held}
        self._places[partition] = place
        self._metrics.series_rebuild.observe(monotonic() - begun)
        return place

    async def _read(self, partition: TopicPartition, offset: int, logged_ms: int) -> _Place:
        consumer = consumer_of_no_group(self._settings)
        place = _Place(PartitionSeries(self._parameters), offset)
        try:
            await consumer.start()
            consumer.assign([partition])
            first = await self._first_needed(consumer, partition, logged_ms)
            if first is None or first >= offset:
                return place
            consumer.seek(partition, first)
            while await consumer.position(partition) < offset:
                found = await consumer.getmany(
                    partition, timeout_ms=POLL_MS, max_records=POLL_RECORDS
                )
                self.read_anew += len(found.get(partition, ()))
                for record in found.get(partition, ()):
                    if record.offset < offset:
                        remember_event(
                            place.series, Record(record.value, timestamp_ms=record.timestamp)
                        )
        finally:
            await consumer.stop()
        return place

    async def _first_needed(
        self, consumer: AIOKafkaConsumer, partition: TopicPartition, logged_ms: int
    ) -> int | None:
        needed_ms = first_needed_ms(logged_ms, self._parameters)
        found = (await consumer.offsets_for_times({partition: needed_ms}))[partition]
        if found is None:
            return None
        beginning = (await consumer.beginning_offsets([partition]))[partition]
        if 0 < beginning == found.offset:
            logger.warning(
                "the log of events may begin later than the series need",
                extra={"fields": {"topic": partition.topic, "partition": partition.partition}},
            )
        return int(found.offset)
