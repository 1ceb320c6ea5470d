"""The commonest faults, briefly; the rest is `make fault`."""

import os
import random
import signal
import time

import pytest

from streams.local import LocalKafka
from tests.support.scene import Scene, await_gone, feed

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600)]

COUNT = 120
DRAIN_SECONDS = 25.0
WINDOWS = 2 * 3 * 32  # of two workers, three stages


def test_sigterm_in_the_middle_drains_and_exits_with_0(stage: Scene) -> None:
    first = stage.worker()
    children = first.children()
    stage.feed(feed(COUNT))
    stage.await_outputs(10)
    begun = time.monotonic()
    assert first.stop() == 0, first.told()
    assert time.monotonic() - begun < DRAIN_SECONDS
    await_gone(children)
    assert stage.ledger.behind(stage.stages[0]) > 0, "nothing was left: not in the middle"
    second = stage.worker()
    stage.settle()
    stage.check(duplicates=0)
    assert second.stop() == 0


def test_a_killed_worker_and_a_killed_broker_lose_nothing(
    stage: Scene, cluster: LocalKafka
) -> None:
    victim = stage.worker()
    children = victim.children()
    stage.feed(feed(COUNT))
    stage.await_outputs(10)
    victim.kill()
    await_gone(children)
    other = stage.worker(ready=False)
    cluster.kill(cluster.node_ids[0])
    stage.feed(feed(COUNT, first=COUNT))
    cluster.start(cluster.node_ids[0])
    stage.settle()
    stage.check(duplicates=WINDOWS)
    assert other.stop() == 0


def test_a_killed_child_costs_no_article_its_life(stage: Scene) -> None:
    running = stage.worker(pool_size="2")
    os.kill(running.children()[0], signal.SIGKILL)  # while idle
    stage.feed(feed(COUNT))
    stage.await_outputs(10)
    os.kill(random.choice(running.children()), signal.SIGKILL)  # at work
    stage.settle()
    stage.check(duplicates=0)
    assert not stage.ledger.letters
    assert running.metric("crisiswire_pool_restarts_total", cause="child_died") >= 1
    assert running.stop() == 0
