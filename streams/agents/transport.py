"""Faust's Kafka transport, made to commit only what the window has confirmed.

Four things are mended here, each found in faust-streaming 0.15.3, which is
pinned for that reason (see docs/decisions/0003-faust-transport.md):

- In a rebalance and at a stop, Faust acknowledges messages that it skips
  unprocessed (`streams.py`, `skipped_value`), and may commit past them.
- Its arithmetic of committable offsets jumps over an unacknowledged head
  (`consumer.py`, `_new_offset`).
- It forgets acknowledged offsets of revoked partitions before it commits them.
- Its producer is idempotent only under `exactly_once`, and its fetches block
  for 1.5 s, whatever waits in another partition meanwhile.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import aiokafka
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, Message

FETCH_MAX_WAIT_MS = 100
GROUP_CHECK_SECONDS = 1.0


class ConfirmedConsumer(driver.Consumer):
    """Commits offsets that were confirmed, and nothing that Faust itself believes to be done."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._confirmed: dict[TP, int] = {}
        self.commits = 0
        self.commit_failures = 0

    @property
    def connected(self) -> bool:
        """Whether any broker is connected at this moment."""
        client = self._thread._ensure_consumer()._client
        return any(connection.connected() for connection in list(client._conns.values()))

    async def group_refused(self) -> None:
        """Wait for ever, or raise an error of the group that aiokafka keeps to itself.

        aiokafka tells it to whoever fetches next; a worker that never got a partition
        fetches nothing, and would idle for ever.

        Raises:
            KafkaError: such as a missing right to read with this group.
        """
        while True:
            await asyncio.sleep(GROUP_CHECK_SECONDS)
            consumer = self._thread._consumer if self._thread is not None else None
            coordinator = consumer._coordinator if consumer is not None else None
            if coordinator is not None and coordinator._pending_exception is not None:
                raise coordinator._pending_exception

    def confirm(self, message: Message) -> None:
        """Note that the message's outputs are on the broker; called in offset order."""
        self._confirmed[message.tp] = message.offset + 1

    def position_of(self, tp: TP) -> int | None:
        """Return the offset behind the last confirmed message; None where nothing is known."""
        confirmed = self._confirmed.get(tp)
        return self._committed_offset[tp] if confirmed is None else confirmed

    def lag(self, tp: TP) -> int | None:
        """Return how many messages lie behind the confirmed ones; None where it is not known."""
        position = self.position_of(tp)
        try:
            end = self.highwater(tp)
        except (AssertionError, AttributeError):  # the partition has gone this very moment
            return None
        return None if end is None or position is None else max(0, end - position)

    def ack(self, message: Message) -> bool:
        """Let go of a message, if it was confirmed; Faust's own acknowledgements do not count."""
        if message.offset >= self._confirmed.get(message.tp, -1):
            return False
        return bool(super().ack(message))

    def _filter_committable_offsets(self, tps: Iterable[TP]) -> dict[TP, int]:
        for tp in list(tps):
            self._acked[tp].clear()  # Faust's own account; ours is `_confirmed`
            self._acked_index[tp].clear()
        return {
            tp: offset
            for tp, offset in self._confirmed.items()
            if offset > (self._committed_offset[tp] or 0)
        }

    async def _commit_offsets(
        self, offsets: Mapping[TP, int], start_new_transaction: bool = True
    ) -> bool:
        committed = await super()._commit_offsets(offsets, start_new_transaction)
        self.commits += 1
        self.commit_failures += not committed
        return bool(committed)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commit before Faust forgets; then let it drain the window and commit the rest."""
        await self.commit()
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            self._confirmed.pop(tp, None)

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _ConsumerThread(self, loop=self.loop, beacon=self.beacon)


class _ConsumerThread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # Both are hard-wired in Faust: 1500, and to see what a transaction has aborted.
        consumer._fetch_max_wait_ms = FETCH_MAX_WAIT_MS
        consumer._isolation_level = "read_committed"
        return consumer

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Go back to what is committed; what Faust dropped in a rebalance is fetched again."""
        offsets: Mapping[TP, int] = await self.call_thread(seek_back, self._ensure_consumer())
        return offsets


async def seek_back(consumer: aiokafka.AIOKafkaConsumer) -> Mapping[TP, int]:
    """Seek each partition to its committed offset, and to its beginning where there is none.

    aiokafka leaves a partition without a committed offset where it is: behind what was
    fetched and then dropped.
    """
    offsets: Mapping[TP, int] = await consumer.seek_to_committed()
    fresh = [tp for tp, offset in offsets.items() if not offset]
    if fresh:
        await consumer.seek_to_beginning(*fresh)
    return offsets


class IdempotentProducer(driver.Producer):
    """A retry inside the client writes nothing twice and changes no order."""

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class Transport(driver.Transport):
    """The transport with both."""

    Consumer = ConfirmedConsumer
    Producer = IdempotentProducer
