"""The worker: built from the settings, runs until it is told to stop, drains, and exits."""

import asyncio
import datetime as dt
import logging
import os
import signal
from collections.abc import Awaitable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from kafka.errors import KafkaError

from schemas import TOPICS, Reason
from schemas.topics import DEAD_LETTERS, SIGNATURES
from streams import PIPELINE_VERSION
from streams.agents.agent import StageAgent, make_agent
from streams.agents.app import App, make_app
from streams.agents.breaker import TooManyDeadLettersError
from streams.agents.child import Chosen, Loaded
from streams.agents.passage import Tracer
from streams.agents.pool import Pool, PoolBrokenError, PoolEvents
from streams.agents.preflight import TopicsMissingError, await_broker
from streams.agents.registry import RegistryError, make_wire
from streams.agents.sender import DeliveryError
from streams.agents.signatures import LogLostError, SignatureReader
from streams.agents.tracing import open_tracer
from streams.agents.watch import WatchingSensor, watch
from streams.health import STALL_TIMEOUT_SECONDS, Health, OpsServer
from streams.metrics import ListsLoad, Metrics, RestartCause
from streams.permissions import RightsMissingError, ask_missing, is_denial
from streams.pipeline import Stage, Step
from streams.resources import Limits
from streams.roles import worker_rights
from streams.settings import Settings, SettingsError
from streams.stages.modality_weights import parse_weights
from streams.wire import Wire

logger = logging.getLogger(__name__)

DEFAULT_METRICS_PORT = 9464
# After a failure nothing is drained; this is for leaving the group in good order.
ABORT_SECONDS = 10.0
# Failures that tell an operator all there is; others come with a traceback.
TOLD = (
    TooManyDeadLettersError,
    DeliveryError,
    LogLostError,
    PoolBrokenError,
    RegistryError,
    RightsMissingError,
    SettingsError,
    TopicsMissingError,
)


def run_worker(settings: Settings, stages: Sequence[Step]) -> int:
    """Run until SIGTERM or SIGINT.

    Args:
        settings: All settings.
        stages: What to run, in pipeline order.

    Returns:
        The exit code: 0 after a drain; 1 after a failure, with nothing lost: what was
        not confirmed is not committed.

    Raises:
        SettingsError: tracing is asked for and cannot be had.
    """
    tracer = open_tracer(settings)
    return asyncio.run(_Worker(settings, stages, tracer).run())


class _Worker:
    def __init__(self, settings: Settings, stages: Sequence[Step], tracer: Tracer) -> None:
        self._settings = settings
        self._stages = stages
        self._tracer = tracer
        self._wire = Wire()
        # What the pool computes; the series need no child, no model and no lists.
        self._pooled = [stage.name for stage in stages if isinstance(stage, Stage)]
        # A stall is longer than the slowest legal way through: a batch that times out, then each
        # of its records alone.
        slowest = (settings.batch_records + 2) * settings.article_timeout_seconds
        self._health = Health(stall_timeout_seconds=max(STALL_TIMEOUT_SECONDS, slowest))
        self._metrics = Metrics(
            [stage.name for stage in stages],
            {"version": PIPELINE_VERSION, "model": "", "lists": ""},
            inputs={stage.name: stage.source.name for stage in stages},
        )
        signing = any(stage.name == SIGNATURES.written_by for stage in stages)
        self._signatures = SignatureReader(settings, self._metrics) if signing else None
        self._rights = worker_rights(
            [stage.name for stage in stages],
            prefix=settings.topic_prefix,
            group=settings.consumer_group,
        )
        self._stop = asyncio.Event()
        self._stuck = False
        self._exit_code = 0

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        try:
            server = self._ops_server()
        except OSError as error:
            logger.critical("no port for metrics and health", extra={"fields": {"why": str(error)}})
            return 1
        with server:
            pool = self._make_pool()
            try:
                return await self._run(pool)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                await self._tell(error)
                return 1
            finally:
                try:
                    if self._signatures is not None:
                        await self._signatures.stop()
                finally:
                    await pool.stop()
                self._tracer.close()
                if self._stuck:  # Faust's threads would keep the process alive
                    _leave_now(self._exit_code)

    async def _tell(self, error: Exception) -> None:
        """Log why the worker stops; of a right that was denied, which, and who grants it how."""
        if is_denial(error):
            # The client's error names the topic or the group at best: the broker tells it all.
            with suppress(KafkaError, OSError):
                denied = await asyncio.to_thread(ask_missing, self._settings, self._rights)
                error = RightsMissingError(denied, self._settings) if denied else error
        if isinstance(error, TOLD):
            fields: dict[str, object] = {"why": f"{type(error).__name__}: {error}"}
            if isinstance(error, RightsMissingError):
                fields |= {"missing": [str(each) for each in error.missing]}
                fields |= {"grant": error.commands}
            logger.critical("the worker stops", extra={"fields": fields})
        else:
            logger.critical("the worker stops", exc_info=error)

    async def _run(self, pool: Pool) -> int:
        """Start, run, drain; raise what makes going on pointless."""
        if await self._until_stopped(self._start(pool)):
            return 0
        app = make_app(self._settings)
        app.sensors.add(WatchingSensor(self._metrics))
        agents = [
            make_agent(
                app,
                stage,
                pool=pool,
                metrics=self._metrics,
                settings=self._settings,
                signatures=self._signatures if stage.name == SIGNATURES.written_by else None,
                wire=self._wire,
                tracer=self._tracer,
            )
            for stage in self._stages
        ]
        failures = [*(agent.window.failed for agent in agents), pool.crashed]
        if self._signatures is not None:
            failures.append(self._signatures.failed)
        try:
            refused = app.confirmed_consumer.group_refused
            if await self._until_stopped(app.start(), refused()):
                self._stuck = not await _stop_within(app, ABORT_SECONDS)
                return 0
            self._health.started = True
            logger.info("running", extra={"fields": {"stages": [s.name for s in self._stages]}})
            await self._until_stopped(
                *(failure() for failure in failures),
                refused(),
                _crashed(app),
                watch(
                    app,
                    agents,
                    pool,
                    prefix=self._settings.topic_prefix,
                    metrics=self._metrics,
                    health=self._health,
                ),
            )
            await self._drain(app, *(failure() for failure in failures))
        except BaseException:
            self._exit_code = 1
            await self._abort(app, agents)
            raise
        return 0

    async def _start(self, pool: Pool) -> None:
        starting = [asyncio.create_task(pool.start()), asyncio.create_task(self._prepare_broker())]
        try:
            await asyncio.gather(*starting)
        finally:
            for each in starting:  # what the other waits for comes to nothing
                each.cancel()
            await asyncio.gather(*starting, return_exceptions=True)
        if self._pooled:
            if pool.loaded is None:
                raise PoolBrokenError("the pool has no child")
            self._tell_loaded(pool.loaded)
        self._health.resources_loaded = True

    def _tell_loaded(self, loaded: Loaded) -> None:
        self._metrics.build.info(
            {
                "version": PIPELINE_VERSION,
                "model": loaded.provenance.model,
                "lists": loaded.provenance.lists_version,
            }
        )
        self._metrics.track_lists(
            {
                name: dt.datetime.combine(dated, dt.time(), dt.UTC)
                for name, dated in loaded.list_dates.items()
            }
        )

    def _lists_changed(self, loaded: Loaded | None) -> None:
        """Count what a child said of a new snapshot of the lists; None: it was refused."""
        self._metrics.lists_loads.labels(
            ListsLoad.REFUSED if loaded is None else ListsLoad.TAKEN_UP
        ).inc()
        if loaded is not None:
            self._tell_loaded(loaded)
            logger.info(
                "a child has taken up new lists",
                extra={"fields": {"lists": loaded.provenance.lists_version}},
            )

    async def _prepare_broker(self) -> None:
        names = {self._settings.topic_prefix + name for name in _topics(self._stages)}
        await await_broker(self._settings, names, self._rights)
        self._wire = await make_wire(self._settings, [stage.name for stage in self._stages])
        if self._signatures is not None:
            await self._signatures.start()

    async def _until_stopped(self, *work: Coroutine[Any, Any, object]) -> bool:
        """Run until the first piece of work ends or a signal comes; tell whether one came.

        Raises:
            Exception: whatever a piece of work raised.
        """
        await _race(self._stop.wait(), *work)
        return self._stop.is_set()

    async def _drain(self, app: App, *failures: Coroutine[Any, Any, object]) -> None:
        """Finish what is in flight, commit, leave the group.

        Raises:
            Exception: what made it pointless to go on.
        """
        logger.info("draining")
        self._health.draining = True
        stopping = asyncio.create_task(_stop_within(app, self._settings.drain_seconds))
        self._stuck = True  # until Faust says otherwise
        await _race(asyncio.shield(stopping), *failures)
        self._stuck = not stopping.result()
        if self._stuck:
            # Not committed, so the next worker has it; staying longer would only be killed.
            logger.warning("the drain's deadline has passed; the next worker takes what is left")
        else:
            logger.info("stopped")

    async def _abort(self, app: App, agents: Sequence[StageAgent]) -> None:
        """Leave the group without waiting for what is in flight; none of it is committed."""
        for agent in agents:
            agent.window.abandon()
        app.conf.stream_wait_empty = False
        try:
            stopped = await _stop_within(app, ABORT_SECONDS)
        except Exception:
            logger.error("Faust did not stop in order", exc_info=True)
            stopped = False
        self._stuck = self._stuck or not stopped

    def _make_pool(self) -> Pool:
        settings, metrics = self._settings, self._metrics
        size = settings.pool_size if self._pooled else 0
        metrics.pool_size.set(size)
        return Pool(
            self._pooled,
            size=size,
            batch_records=settings.batch_records,
            batch_bytes=settings.batch_bytes,
            timeout_seconds=settings.article_timeout_seconds,
            chosen=Chosen(
                model=settings.model,
                limits=Limits(
                    settings.article_max_bytes,
                    settings.article_max_characters,
                    parse_weights(settings.modality_weights),
                    settings.sanctions_threshold,
                ),
                lists=settings.lists,
                profile=settings.profile,
            ),
            events=PoolEvents(
                queue_wait=lambda stage, seconds: metrics.queue_wait.labels(stage).observe(seconds),
                busy=metrics.pool_busy.set,
                restarted=lambda reason: metrics.pool_restarts.labels(_CAUSES[reason]).inc(),
                lists=self._lists_changed,
            ),
        )

    def _ops_server(self) -> OpsServer:
        host, port = self._settings.metrics_host, self._settings.metrics_port
        registry = self._metrics.registry
        if port is not None:
            return OpsServer(self._health, registry, host=host, port=port)
        try:
            return OpsServer(self._health, registry, host=host, port=DEFAULT_METRICS_PORT)
        except OSError:  # another worker has it
            return OpsServer(self._health, registry, host=host, port=0)


_CAUSES = {Reason.CHILD_DIED: RestartCause.CHILD_DIED, Reason.TIMEOUT: RestartCause.TIMEOUT}


def _topics(stages: Sequence[Step]) -> set[str]:
    """Return the names of all topics that the stages read or write, without prefix."""
    written = {topic.name for stage in stages for topic in TOPICS if topic.written_by == stage.name}
    return {stage.source.name for stage in stages} | written | {DEAD_LETTERS.name}


async def _race(*work: Awaitable[object]) -> None:
    """Wait for the first to end, and cancel the others.

    Raises:
        Exception: what the first raised.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _crashed(app: App) -> None:
    """Wait until Faust gives up.

    Raises:
        BaseException: why it did.
    """
    await app.wait_until_stopped()
    raise app.crash_reason or RuntimeError("Faust stopped by itself")


async def _stop_within(app: App, seconds: float) -> bool:
    """Stop Faust; return whether that is done in time.

    Not with `wait_for`, which cancels and then waits: Faust swallows the cancellation
    where it waits for what is in flight, and would never return.
    """
    stopping = asyncio.create_task(app.stop())
    done, _ = await asyncio.wait([stopping], timeout=seconds)
    for task in done:
        task.result()
    return bool(done)


def _leave_now(code: int) -> NoReturn:
    """End the process with no further ado; the pool's children die with it."""
    logging.shutdown()
    os._exit(code)
