"""Brokers that die and come back, one after the other."""

import pytest

from streams.local import LocalKafka
from tests.support.scene import Scene, feed

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

COUNT = 60
WINDOW = 3 * 32


def test_each_broker_dies_and_comes_back(stage: Scene, cluster: LocalKafka) -> None:
    running = stage.worker()
    for number, broker in enumerate(cluster.node_ids):
        stage.feed(feed(COUNT, first=1000 * number))
        stage.await_outputs(COUNT * number + 5)
        cluster.kill(broker)
        stage.feed(feed(COUNT // 2, first=1000 * number + 500))
        cluster.start(broker)
    stage.settle(180)
    stage.check(duplicates=len(cluster.node_ids) * WINDOW)
    assert running.process.poll() is None, running.told()
    assert running.stop() == 0
