"""`concurrency=2` instead of the window: a fast record overtakes a slow one."""

from faust.types import StreamT

from streams.agents.outbox import Outbox
from tests.fault.mutants.naive import Enrich, run


async def read(stream: StreamT, enrich: Enrich, outbox: Outbox) -> None:
    manual = stream.noack()
    async for event in manual.events():
        await outbox.deliver([await enrich(event)])
        await manual.ack(event)


if __name__ == "__main__":
    run(read, concurrency=2)
