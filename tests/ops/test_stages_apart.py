"""One worker a stage, as the Kubernetes overlay `production` runs them: one group, static names.

The four subscribe to different topics of one consumer group. Each must get its own topic's
partitions and no other's, a restart under the same name must move none, and nothing may be lost
(docs/decisions/0019-kubernetes.md).
"""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from schemas.topics import DYAD_SERIES, ESCALATION_EVENTS
from streams.broker.client import connect_admin
from streams.broker.groups import read_committed
from streams.pipeline import STEPS, Step
from streams.settings import Settings
from tests.support.broker import read_all
from tests.support.scene import Scene, await_true, feed, scene
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.timeout(560)]

FED = 40
SETTLE_SECONDS = 180.0
# Well above the restart of a worker on a loaded machine.
SESSION_SECONDS = "180"


def start(stage: Scene, step: Step, number: int = 0) -> WorkerProcess:
    """Start what the pod of that number runs."""
    return stage.worker(
        "--stage",
        step.name,
        profile="fast",
        group_instance_id=f"crisiswire-worker-{step.name}-{number}",
        session_timeout_seconds=SESSION_SECONDS,
    )


def held(process: WorkerProcess) -> int:
    return int(process.metric("crisiswire_partitions_assigned"))


def rebalances(process: WorkerProcess) -> int:
    return int(process.metric("crisiswire_rebalances_total"))


def await_all_held(workers: Mapping[str, WorkerProcess], partitions: int) -> None:
    """Wait until each worker has all partitions of its own topic."""
    await_true(
        lambda: all(held(each) == partitions for each in workers.values()),
        SETTLE_SECONDS,
        f"each was to hold {partitions}",
    )


def test_a_worker_a_stage_in_one_group(lone: Settings, tmp_path: Path) -> None:
    with scene(lone, tmp_path) as stage:
        whole = stage.worker(profile="fast")
        stage.feed(feed(FED))
        stage.settle(SETTLE_SECONDS)
        assert whole.stop() == 0

        # Apart they go on where it stopped: the offsets are the group's.
        workers = {step.name: start(stage, step) for step in STEPS}
        await_all_held(workers, lone.topic_partitions)
        stage.feed(feed(FED, first=500))
        stage.settle(SETTLE_SECONDS)
        stage.check(duplicates=0)

        # Each under its own name again while articles come in, as `kubectl rollout restart` does.
        for number, step in enumerate(reversed(STEPS), start=1):
            others = {name: each for name, each in workers.items() if name != step.name}
            before = {name: rebalances(each) for name, each in others.items()}
            stage.feed(feed(10, first=1000 * number))
            assert workers[step.name].stop() == 0
            workers[step.name] = start(stage, step)
            # Within the session nobody else is disturbed.
            assert {name: rebalances(each) for name, each in others.items()} == before
        await_all_held(workers, lone.topic_partitions)
        stage.settle(SETTLE_SECONDS)
        stage.check()
        await_series(lone)
        assert read_all(lone, DYAD_SERIES)

        # A second pod of one stage shares that stage's partitions. It is one group: the partitions
        # of all stages are dealt out anew, and come to rest where they were.
        before = {name: rebalances(each) for name, each in workers.items()}
        second = start(stage, STEPS[0], 1)
        await_true(lambda: held(second) == 2, SETTLE_SECONDS, "the second has not got its half")
        await_true(lambda: held(workers["entities"]) == 2, SETTLE_SECONDS, "the first has all")
        del workers["entities"]
        await_all_held(workers, lone.topic_partitions)
        for name, each in workers.items():
            assert rebalances(each) == before[name] + 1
        stage.feed(feed(FED, first=9000))
        stage.settle(SETTLE_SECONDS)
        stage.check()


def await_series(settings: Settings) -> None:
    """Wait until the series have taken in every event, and have committed that."""
    events = len(read_all(settings, ESCALATION_EVENTS))
    assert events
    name = settings.topic_prefix + ESCALATION_EVENTS.name
    with closing(connect_admin(settings)) as admin:
        await_true(
            lambda: (
                sum(
                    offset
                    for tp, offset in read_committed(admin, settings.group).items()
                    if tp.topic == name
                )
                == events
            ),
            SETTLE_SECONDS,
            "the series are behind",
        )
