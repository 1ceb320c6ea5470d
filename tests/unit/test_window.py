"""The ordered window, without Kafka: order, confirmation before acknowledgement, backpressure."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from streams.agents.window import Finished, OrderedWindow
from streams.record import Outcome

Source = tuple[int, int]  # partition, offset


@dataclass
class Ledger:
    """What happened, in order."""

    delivered: list[Source] = field(default_factory=list)
    confirmed: list[Source] = field(default_factory=list)
    acknowledged: list[Source] = field(default_factory=list)
    most_in_flight: int = 0

    async def deliver(self, finished: Sequence[Finished[Source]]) -> None:
        self.delivered.extend(item.source for item in finished)
        await asyncio.sleep(random.random() / 500)
        self.confirmed.extend(item.source for item in finished)

    async def acknowledge(self, source: Source) -> None:
        assert source in self.confirmed, "acknowledged before it was confirmed"
        self.acknowledged.append(source)


def window_over(
    ledger: Ledger, enrich: Callable[[Source], Awaitable[Outcome]], limit: int = 8
) -> OrderedWindow[Source]:
    return OrderedWindow(
        limit=limit, enrich=enrich, deliver=ledger.deliver, acknowledge=ledger.acknowledge
    )


async def settle(ledger: Ledger, count: int) -> None:
    async with asyncio.timeout(20):
        while len(ledger.acknowledged) < count:
            await asyncio.sleep(0.005)


def by_partition(sources: Sequence[Source]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for partition, offset in sources:
        found[partition].append(offset)
    return found


def test_partitions_keep_their_order_though_work_finishes_in_any() -> None:
    async def scenario() -> Ledger:
        ledger = Ledger()
        running = 0

        async def enrich(source: Source) -> Outcome:
            nonlocal running
            running += 1
            ledger.most_in_flight = max(ledger.most_in_flight, running)
            await asyncio.sleep(random.random() / 100)
            running -= 1
            return Outcome()

        window = window_over(ledger, enrich, limit=16)
        for offset in range(100):
            for partition in range(3):
                await window.put(partition, (partition, offset))
        await settle(ledger, 300)
        assert window.in_flight == 0
        assert window.oldest_age_seconds == 0
        return ledger

    ledger = asyncio.run(scenario())
    in_order = {partition: list(range(100)) for partition in range(3)}
    assert by_partition(ledger.delivered) == in_order
    assert by_partition(ledger.acknowledged) == in_order
    assert 2 < ledger.most_in_flight <= 16


def test_a_slow_head_holds_back_its_partition_alone() -> None:
    async def scenario() -> None:
        ledger = Ledger()
        release = asyncio.Event()

        async def enrich(source: Source) -> Outcome:
            if source == (0, 0):
                await release.wait()
            return Outcome()

        window = window_over(ledger, enrich)
        for offset in range(3):
            await window.put(0, (0, offset))
            await window.put(1, (1, offset))
        await settle(ledger, 3)
        await asyncio.sleep(0.05)
        assert by_partition(ledger.acknowledged) == {1: [0, 1, 2]}
        assert window.in_flight == 3
        release.set()
        await settle(ledger, 6)

    asyncio.run(scenario())


def test_put_waits_while_the_window_is_full() -> None:
    async def scenario() -> None:
        ledger = Ledger()
        release = asyncio.Event()

        async def enrich(source: Source) -> Outcome:
            await release.wait()
            return Outcome()

        window = window_over(ledger, enrich, limit=4)
        for offset in range(4):
            await window.put(0, (0, offset))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(window.put(0, (0, 4)), 0.05)
        release.set()
        await settle(ledger, 4)
        await asyncio.wait_for(window.put(0, (0, 4)), 1)
        await settle(ledger, 5)

    asyncio.run(scenario())


def test_a_record_put_while_the_last_drain_ends_is_not_forgotten() -> None:
    async def scenario() -> None:
        ledger = Ledger()

        async def enrich(source: Source) -> Outcome:
            return Outcome()

        window = window_over(ledger, enrich)
        for offset in range(500):  # each put meets the drain at another point of its end
            await window.put(0, (0, offset))
            for _ in range(offset % 12):
                await asyncio.sleep(0)
        await settle(ledger, 500)

    asyncio.run(scenario())


def test_a_failed_delivery_acknowledges_nothing_and_is_told() -> None:
    class RefusedByBrokerError(Exception):
        pass

    async def scenario() -> None:
        ledger = Ledger()

        async def enrich(source: Source) -> Outcome:
            return Outcome()

        async def deliver(finished: Sequence[Finished[Source]]) -> None:
            raise RefusedByBrokerError

        window: OrderedWindow[Source] = OrderedWindow(
            limit=8, enrich=enrich, deliver=deliver, acknowledge=ledger.acknowledge
        )
        for offset in range(3):
            await window.put(0, (0, offset))
        with pytest.raises(RefusedByBrokerError):
            await asyncio.wait_for(window.failed(), 1)
        assert ledger.acknowledged == []
        assert window.in_flight == 3

    asyncio.run(scenario())


def test_abandon_acknowledges_nothing() -> None:
    async def scenario() -> None:
        ledger = Ledger()

        async def enrich(source: Source) -> Outcome:
            await asyncio.sleep(30)
            return Outcome()

        window = window_over(ledger, enrich)
        await window.put(0, (0, 0))
        window.abandon()
        await asyncio.sleep(0.05)
        assert ledger.acknowledged == []
        assert ledger.delivered == []

    asyncio.run(scenario())
