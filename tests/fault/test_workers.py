"""Workers that die, sleep, come and go."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.broker.topics import provision
from streams.pipeline import stage_named
from streams.settings import Settings
from tests.support.scene import Scene, await_gone, feed, scene

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

SESSION_SECONDS = 6  # what tests/support/worker.py sets
WINDOW = 3 * 32  # one worker, three stages
COUNT = 150


@pytest.fixture
def lone(settings: Settings, tmp_path: Path) -> Iterator[Scene]:
    """One stage on one partition: a second worker has nothing to do."""
    single = settings.model_copy(update={"topic_partitions": 1})
    provision(single)
    with scene(single, tmp_path, stages=(stage_named("entities"),)) as set_up:
        yield set_up


def test_two_workers_are_killed_in_turn(stage: Scene) -> None:
    one, two = stage.worker(ready=False), stage.worker()
    stage.feed(feed(COUNT))
    stage.await_outputs(20)
    for victim in (one, two):
        children = victim.children()
        victim.kill()
        await_gone(children)
        stage.worker()
        stage.feed(feed(COUNT, first=COUNT * len(stage.fed)))
    stage.settle()
    stage.check(duplicates=2 * WINDOW)


def test_a_worker_that_slept_for_two_sessions_does_no_harm(stage: Scene) -> None:
    sleeper, other = stage.worker(ready=False), stage.worker()
    stage.feed(feed(COUNT))
    stage.await_outputs(20)
    sleeper.process.send_signal(signal.SIGSTOP)
    time.sleep(2 * SESSION_SECONDS)
    stage.feed(feed(COUNT, first=1000))
    sleeper.process.send_signal(signal.SIGCONT)
    stage.settle()
    stage.check(duplicates=2 * WINDOW)
    assert other.stop() == 0
    # It may go on or stop with 1, as long as somebody does the work.
    code = sleeper.process.poll()
    assert code in {None, 1}
    if code is None:
        stage.feed(feed(20, first=2000))
        stage.settle()
        stage.check(duplicates=2 * WINDOW)


def test_workers_join_and_leave(stage: Scene) -> None:
    first = stage.worker()
    stage.feed(feed(COUNT))
    stage.await_outputs(10)
    others = [stage.worker(ready=False), stage.worker(ready=False)]
    for other in others:
        other.await_ready()
    stage.feed(feed(COUNT, first=1000))
    stage.await_outputs(COUNT + 20)
    for other in (first, others[0]):
        assert other.stop() == 0, other.told()
    stage.feed(feed(20, first=2000))
    stage.settle()
    stage.check(duplicates=0)
    assert others[1].stop() == 0


def test_a_spare_worker_takes_over(lone: Scene) -> None:
    busy = lone.worker()
    spare = lone.worker(ready=False)
    lone.feed(feed(COUNT))
    lone.await_outputs(20)
    time.sleep(SESSION_SECONDS)
    assert spare.process.poll() is None
    busy.kill()
    lone.feed(feed(20, first=1000))
    lone.settle()
    lone.check(duplicates=2 * WINDOW)
    assert spare.stop() == 0
