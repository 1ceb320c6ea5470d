"""The ordered window: many records in the pool at once, acknowledged strictly in order.

For each partition the records stand in a queue in the order in which they came.
One task a queue takes the finished ones from its head, delivers them in that
order, waits until the broker has confirmed every output, and only then
acknowledges them, in that order. So a committed offset never stands behind an
unconfirmed record, and a key's outputs come in its inputs' order.

Knows neither Faust nor Kafka: a source record, a way to enrich it, to deliver
what came of it, and to acknowledge it are all it needs.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar

from streams.record import Outcome

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Finished(Generic[Source]):
    """A source record, what came of it, and since when (monotonic) the window had it."""

    source: Source
    outcome: Outcome
    since: float = field(default_factory=monotonic)


@dataclass(slots=True)
class _Entry(Generic[Source]):
    source: Source
    outcome: "asyncio.Task[Outcome]"
    since: float = field(default_factory=monotonic)


class OrderedWindow(Generic[Source]):
    """Between one stage's input and its outputs.

    Args:
        limit: Records in flight at most; `put` waits while there are so many.
        enrich: Return the outcome of a source record; runs for many at once.
        deliver: Write the outputs of consecutive records, in order; returns when every
            one of them is confirmed.
        acknowledge: Mark a source record as done with; called in order.
    """

    def __init__(
        self,
        *,
        limit: int,
        enrich: Callable[[Source], Awaitable[Outcome]],
        deliver: Callable[[Sequence[Finished[Source]]], Awaitable[None]],
        acknowledge: Callable[[Source], Awaitable[None]],
    ) -> None:
        self.limit = limit
        self._enrich = enrich
        self._deliver = deliver
        self._acknowledge = acknowledge
        self._free = asyncio.Semaphore(limit)
        self._queues: dict[Hashable, deque[_Entry[Source]]] = {}
        self._drains: dict[Hashable, asyncio.Task[None]] = {}
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def put(self, partition: Hashable, source: Source) -> None:
        """Take in the partition's next record; waits while the window is full."""
        await self._free.acquire()
        queue = self._queues.setdefault(partition, deque())
        queue.append(_Entry(source, asyncio.ensure_future(self._enrich(source))))
        if partition not in self._drains:
            drain = asyncio.create_task(self._drain(partition, queue))
            self._drains[partition] = drain
            drain.add_done_callback(self._note_failure)

    async def failed(self) -> None:
        """Wait for ever, or raise what stopped the window.

        Raises:
            Exception: whatever `enrich`, `deliver` or `acknowledge` raised; the records
                in flight are not acknowledged.
        """
        await asyncio.shield(self._failed)  # whoever stops waiting does not end it for others

    @property
    def in_flight(self) -> int:
        """Records taken in and not acknowledged."""
        return sum(len(queue) for queue in self._queues.values())

    @property
    def oldest_age_seconds(self) -> float:
        """Since when the oldest record in flight is here; 0 when none is."""
        begun = [queue[0].since for queue in self._queues.values() if queue]
        return monotonic() - min(begun) if begun else 0.0

    def abandon(self) -> None:
        """Drop everything in flight without acknowledging it."""
        for drain in self._drains.values():
            drain.cancel()
        for queue in self._queues.values():
            for entry in queue:
                entry.outcome.cancel()

    async def _drain(self, partition: Hashable, queue: "deque[_Entry[Source]]") -> None:
        while queue:
            await asyncio.wait([queue[0].outcome])
            ready: list[_Entry[Source]] = []
            for entry in queue:
                if not entry.outcome.done():
                    break
                ready.append(entry)
            await self._deliver(
                [Finished(entry.source, entry.outcome.result(), entry.since) for entry in ready]
            )
            for entry in ready:
                await self._acknowledge(entry.source)
                queue.popleft()
                self._free.release()
        # No await since the queue was found empty: `put` sees either this drain or none.
        del self._drains[partition]
        del self._queues[partition]

    def _note_failure(self, drain: "asyncio.Task[None]") -> None:
        if drain.cancelled() or (error := drain.exception()) is None:
            return
        if not self._failed.done():
            self._failed.set_exception(error)
