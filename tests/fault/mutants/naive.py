"""What the mutants without our window share: Faust's own consumer, an agent's parts."""

from collections.abc import Awaitable, Callable

from faust.transport.drivers import aiokafka as driver
from faust.types import EventT, StreamT

from streams import worker
from streams.__main__ import main
from streams.agents.agent import StageAgent
from streams.agents.agent import make_agent as make_real_agent
from streams.agents.app import App
from streams.agents.breaker import Breaker
from streams.agents.outbox import Outbox, record_of
from streams.agents.passage import Tracer
from streams.agents.pool import Pool
from streams.agents.signatures import SignatureReader
from streams.agents.transport import ConfirmedConsumer, Transport
from streams.agents.window import Finished, OrderedWindow
from streams.metrics import Metrics
from streams.pipeline import Stage, Step
from streams.settings import Settings
from streams.wire import Wire

Enrich = Callable[[EventT], Awaitable[Finished[EventT]]]
Read = Callable[[StreamT, Enrich, Outbox], Awaitable[None]]


class PlainConsumer(ConfirmedConsumer):
    """Faust's, as it is; ours by type alone."""

    ack = driver.Consumer.ack
    _filter_committable_offsets = driver.Consumer._filter_committable_offsets
    on_partitions_revoked = driver.Consumer.on_partitions_revoked


def run(read: Read, *, concurrency: int = 1) -> None:
    """Run the command with such agents."""

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
        if not isinstance(stage, Stage):  # the series are not what is mutated
            return make_real_agent(
                app,
                stage,
                pool=pool,
                metrics=metrics,
                settings=settings,
                signatures=signatures,
                wire=wire,
                tracer=tracer,
            )
        outbox = Outbox(
            stage,
            producer=app.producer,
            settings=settings,
            breaker=Breaker(consecutive=100, ratio=1, ratio_records=1000),
            wire=wire,
            tracer=tracer,
            metrics=metrics,
        )

        async def enrich(event: EventT) -> Finished[EventT]:
            return Finished(event, await pool.run(stage.name, record_of(event)))

        async def read_stream(stream: StreamT) -> None:
            await read(stream, enrich, outbox)

        topic = app.topic(settings.topic_prefix + stage.source.name)
        app.agent(topic, name=stage.name, concurrency=concurrency)(read_stream)
        return StageAgent(stage, _unused())

    Transport.Consumer = PlainConsumer
    worker.make_agent = make_agent  # type: ignore[attr-defined]
    main()


def _unused() -> OrderedWindow[EventT]:
    async def refuse(_: object) -> None:
        raise NotImplementedError

    return OrderedWindow(limit=1, enrich=refuse, deliver=refuse, acknowledge=refuse)  # type: ignore[arg-type]
