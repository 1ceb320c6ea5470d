"""A worker that starts before its broker or its topics are there."""

from pathlib import Path

import pytest

from streams.settings import Settings
from tests.support.worker import worker

pytestmark = pytest.mark.kafka


def test_topics_that_are_missing_are_named(settings: Settings, tmp_path: Path) -> None:
    with worker(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        tmp_path,
        ready=False,
        pool_size="1",
    ) as process:
        assert process.process.wait(90) == 1
    (told,) = [line for line in process.log_lines() if line["level"] == "CRITICAL"]
    why = str(told["fields"])
    assert f"{settings.topic_prefix}articles.deadletter" in why
    assert "crisiswire topics apply" in why


def test_a_broker_that_is_away_is_waited_for_and_sigterm_is_heard(tmp_path: Path) -> None:
    with worker("127.0.0.1:9", "x.", tmp_path, ready=False, pool_size="1") as process:
        for _ in range(600):
            if "the broker does not answer" in process.told():
                break
            assert process.process.poll() is None, process.told()
            process.pause()
        assert process.status("/health/live") == 200
        assert process.status("/health/ready") == 503
        assert process.stop() == 0
