"""The window, but acknowledging before the broker has confirmed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from faust.types import EventT

from streams.__main__ import main
from streams.agents import agent
from streams.agents.window import Finished, OrderedWindow


class AckFirst(OrderedWindow[EventT]):
    def __init__(
        self,
        *,
        limit: int,
        enrich: Any,
        deliver: Callable[[Sequence[Finished[EventT]]], Awaitable[None]],
        acknowledge: Callable[[EventT], Awaitable[None]],
    ) -> None:
        async def acknowledge_and_deliver(finished: Sequence[Finished[EventT]]) -> None:
            for item in finished:
                await acknowledge(item.source)
            await deliver(finished)

        async def nothing(_: EventT) -> None:
            return

        super().__init__(
            limit=limit, enrich=enrich, deliver=acknowledge_and_deliver, acknowledge=nothing
        )


if __name__ == "__main__":
    agent.OrderedWindow = AckFirst  # type: ignore[attr-defined]
    main()
