"""One maker for every stage's agent."""

from dataclasses import dataclass

from faust.types import EventT, StreamT

from streams.agents.app import App
from streams.agents.breaker import Breaker
from streams.agents.outbox import Outbox, source_headers
from streams.agents.pool import Pool
from streams.agents.window import OrderedWindow
from streams.metrics import Metrics
from streams.pipeline import Stage
from streams.record import Outcome, Record
from streams.settings import Settings


@dataclass(frozen=True, slots=True)
class StageAgent:
    """A stage that runs: its agent feeds the window."""

    stage: Stage
    window: OrderedWindow[EventT]


def make_agent(
    app: App, stage: Stage, *, pool: Pool, metrics: Metrics, settings: Settings
) -> StageAgent:
    """Register the stage's agent with the app.

    Bytes in, bytes out: what a record holds is the pool's business, so that nothing
    that a producer can send raises here, where Faust would acknowledge it.
    """
    outbox = Outbox(
        stage,
        producer=app.producer,
        prefix=settings.topic_prefix,
        group=settings.group,
        attempts=settings.produce_attempts,
        breaker=Breaker(
            consecutive=settings.breaker_consecutive,
            ratio=settings.breaker_ratio,
            ratio_records=settings.breaker_ratio_records,
        ),
        metrics=metrics,
    )
    streams: list[StreamT] = []

    async def enrich(event: EventT) -> Outcome:
        return await pool.run(stage.name, record_of(event))

    async def acknowledge(event: EventT) -> None:
        app.confirmed_consumer.confirm(event.message)
        # Not event.ack(): that goes past Faust's own book-keeping of streams.
        await streams[-1].ack(event)

    window: OrderedWindow[EventT] = OrderedWindow(
        limit=settings.window_records,
        enrich=enrich,
        deliver=outbox.deliver,
        acknowledge=acknowledge,
    )
    metrics.in_flight_limit.labels(stage.name).set(window.limit)
    consumed = metrics.messages_consumed.labels(stage.name)

    async def read(stream: StreamT) -> None:
        manual = stream.noack()
        streams.append(manual)
        async for event in manual.events():
            consumed.inc()
            await window.put(event.message.tp, event)

    app.agent(app.topic(settings.topic_prefix + stage.source.name), name=stage.name, concurrency=1)(
        read
    )
    return StageAgent(stage, window)


def record_of(event: EventT) -> Record:
    """Return the Kafka record behind a Faust event."""
    message = event.message
    timestamp = message.timestamp
    return Record(
        value=message.value,
        key=message.key,
        headers=tuple(source_headers(message)),
        timestamp_ms=None if timestamp is None else round(timestamp * 1000),
    )
