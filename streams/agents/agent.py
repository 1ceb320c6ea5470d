"""One maker for every stage's agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from faust.types import EventT, StreamT

from streams.agents.app import App
from streams.agents.breaker import Breaker
from streams.agents.linker import Linker
from streams.agents.outbox import Outbox, record_of
from streams.agents.passage import Tracer
from streams.agents.pool import Pool
from streams.agents.sender import Sender
from streams.agents.series import SeriesKeeper
from streams.agents.signatures import SignatureReader
from streams.agents.window import Finished, OrderedWindow
from streams.metrics import Metrics
from streams.pipeline import Stage, Step
from streams.record import Outcome
from streams.settings import Settings
from streams.wire import Wire


@dataclass(frozen=True, slots=True)
class StageAgent:
    """A step that runs: its agent feeds the window."""

    stage: Step
    window: OrderedWindow[EventT]
    series: SeriesKeeper | None = None


def make_agent(
    app: App,
    stage: Step,
    *,
    pool: Pool,
    metrics: Metrics,
    settings: Settings,
    signatures: SignatureReader | None,
    wire: Wire,
    tracer: Tracer,
) -> StageAgent:
    """Register the stage's agent with the app.

    Bytes in, bytes out: what a record holds is the pool's business, so that nothing
    that a producer can send raises here, where Faust would acknowledge it. A stage whose
    outcomes have signatures needs the reader of their log. The series are no stage: their
    outputs depend on the records before, so they are made in order, at delivery.
    """
    outbox = Outbox(
        stage,
        producer=app.producer,
        settings=settings,
        breaker=Breaker(
            consecutive=settings.breaker_consecutive,
            ratio=settings.breaker_ratio,
            ratio_records=settings.breaker_ratio_records,
        ),
        wire=wire,
        tracer=tracer,
        metrics=metrics,
    )
    sender = Sender(
        app.producer, stage=stage.name, attempts=settings.produce_attempts, metrics=metrics
    )
    linker = (
        None
        if signatures is None
        else Linker(signatures, sender, prefix=settings.topic_prefix, metrics=metrics)
    )
    series = None if isinstance(stage, Stage) else SeriesKeeper(app, settings, metrics)
    streams: list[StreamT] = []

    async def enrich(event: EventT) -> Outcome:
        return Outcome() if series else await pool.run(stage.name, record_of(event))

    async def deliver(finished: Sequence[Finished[EventT]]) -> None:
        if series is not None:
            finished = await series.follow(finished)
        elif linker is not None:
            finished = await linker.link(finished)
        await outbox.deliver(finished)

    async def acknowledge(event: EventT) -> None:
        app.confirmed_consumer.confirm(event.message)
        # Not event.ack(): that goes past Faust's own book-keeping of streams.
        await streams[-1].ack(event)

    window: OrderedWindow[EventT] = OrderedWindow(
        limit=settings.window_records,
        enrich=enrich,
        deliver=deliver,
        acknowledge=acknowledge,
    )
    metrics.in_flight_limit.labels(stage.name).set(window.limit)
    consumed = metrics.messages_consumed.labels(stage.name)
    consumed_bytes = metrics.consumed_bytes.labels(stage.name)
    in_flight = metrics.in_flight.labels(stage.name)

    async def read(stream: StreamT) -> None:
        manual = stream.noack()
        streams.append(manual)
        async for event in manual.events():
            await window.put(event.message.tp, event)
            with metrics.flow:
                consumed.inc()
                consumed_bytes.inc(len(event.message.value or b""))
                in_flight.inc()

    app.agent(app.topic(settings.topic_prefix + stage.source.name), name=stage.name, concurrency=1)(
        read
    )
    return StageAgent(stage, window, series)
