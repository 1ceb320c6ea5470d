"""`take()` instead of the window: on an exception Faust acknowledges the whole batch."""

import asyncio

from faust.types import StreamT

from streams.agents.outbox import Outbox
from tests.fault.mutants.naive import Enrich, run


async def read(stream: StreamT, enrich: Enrich, outbox: Outbox) -> None:
    async for events in stream.take_events(16, within=0.5):
        await outbox.deliver(await asyncio.gather(*map(enrich, events)))


if __name__ == "__main__":
    run(read)
