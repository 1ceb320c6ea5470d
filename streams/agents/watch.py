"""What the worker tells of itself: gauges, health, rebalances, commits."""

import asyncio
from collections.abc import Sequence
from time import monotonic, time
from typing import Any

import faust
from faust.types import TP, AppT, ConsumerT

from streams.agents.agent import StageAgent
from streams.agents.app import App
from streams.agents.pool import Pool
from streams.agents.transport import ConfirmedConsumer
from streams.health import Health
from streams.metrics import Metrics

TICK_SECONDS = 1.0


class WatchingSensor(faust.Sensor):
    """Turns Faust's signals into metrics; everything else of its sensors is left alone."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        super().__init__()

    def on_rebalance_start(self, app: AppT) -> dict[str, float]:
        """Count; return when it began."""
        self._metrics.rebalances.inc()
        return {"begun": monotonic()}

    def on_rebalance_end(self, app: AppT, state: dict[str, float]) -> None:
        """Time it."""
        self._metrics.rebalance_time.observe(monotonic() - state["begun"])

    def on_commit_initiated(self, consumer: ConsumerT) -> Any:
        """Return what was committed before, and when this began."""
        return _counts(consumer), monotonic()

    def on_commit_completed(self, consumer: ConsumerT, state: Any) -> None:
        """Note when; time it where there was anything to commit."""
        (commits, failures), begun = state
        commits_now, failures_now = _counts(consumer)
        if commits_now > commits:
            self._metrics.commit_time.observe(monotonic() - begun)
        if failures_now == failures:
            self._metrics.last_commit_timestamp.set(time())


def _counts(consumer: ConsumerT) -> tuple[int, int]:
    """Return the commits that the broker answered, and those that it refused."""
    if isinstance(consumer, ConfirmedConsumer):
        return consumer.commits, consumer.commit_failures
    return 0, 0


async def watch(
    app: App,
    agents: Sequence[StageAgent],
    pool: Pool,
    *,
    prefix: str,
    metrics: Metrics,
    health: Health,
) -> None:
    """Keep gauges and health up to date, once a second, for ever."""
    stages = {prefix + agent.stage.source.name: agent.stage for agent in agents}
    series = {prefix + agent.stage.source.name: agent.series for agent in agents}
    held: set[TP] = set()
    commit_failures = 0
    while True:
        begun = monotonic()
        await asyncio.sleep(TICK_SECONDS)
        metrics.event_loop_lag.set(max(0.0, monotonic() - begun - TICK_SECONDS))
        health.tick()
        for agent in agents:
            name = agent.stage.name
            metrics.oldest_unacked_age.labels(name).set(agent.window.oldest_age_seconds)
        metrics.observe_pool(pool.pids())
        consumer = app.confirmed_consumer
        health.broker_reachable(consumer.connected)
        metrics.commit_failures.inc(consumer.commit_failures - commit_failures)
        commit_failures = consumer.commit_failures
        assigned = {tp for tp in consumer.assignment() if tp.topic in stages}
        for topic, stage in stages.items():
            count = sum(tp.topic == topic for tp in assigned)
            metrics.partitions_assigned.labels(stage.source.name).set(count)
        for tp in held - assigned:
            stage = stages[tp.topic]
            metrics.forget_lag(stage.name, stage.source.name, tp.partition)
        held = assigned
        if app.consumer_generation_id > 0:  # the group has dealt at least once, if only to others
            health.partitions_held({f"{tp.topic}-{tp.partition}" for tp in assigned})
        for tp in assigned:
            lag, position = consumer.lag(tp), consumer.position_of(tp)
            if lag is None or position is None:
                continue
            stage = stages[tp.topic]
            metrics.consumer_lag.labels(stage.name, stage.source.name, str(tp.partition)).set(lag)
            # A partition that is read anew stands still, and is not stalled.
            keeper = series[tp.topic]
            read_anew = 0 if keeper is None else keeper.read_anew
            health.partition_at(f"{tp.topic}-{tp.partition}", position + read_anew, lag)
