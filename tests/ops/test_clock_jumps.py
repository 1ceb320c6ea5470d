"""The worker's clock jumps a day ahead and two days back while it works; producers' clocks lie."""

import datetime as dt
import json
import time
from pathlib import Path

import pytest

from schemas.topics import ESCALATION, RAW
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, produce, read_all
from tests.support.scene import FAST, Scene, feed, scene
from tests.support.worker import WorkerProcess

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
pytestmark = [
    pytest.mark.ops,
    pytest.mark.kafka,
    pytest.mark.timeout(400),
    pytest.mark.skipif(LIBRARY is None, reason="needs Debian's libfaketime: deploy/setup ops"),
]

BURST = 20
DAY_SECONDS = 86_400


class Clock:
    """A clock that a worker's processes are given; monotonic time goes on, as in a real jump."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.jump(0)
        self.environment = {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def jump(self, seconds: int) -> None:
        """Set it so far ahead of the true time."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self._file)


def wait_until_it_jumped(running: WorkerProcess, seconds: int) -> None:
    """Wait until the worker's own last commit is of that time."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        at = running.metric("crisiswire_last_commit_timestamp_seconds")
        if abs(at - time.time() - seconds) < DAY_SECONDS / 4:
            return
        time.sleep(0.2)
    raise AssertionError(f"its clock never went {seconds:+d} s\n{running.told()}")


def work(stage: Scene, running: WorkerProcess) -> None:
    stage.feed(feed(BURST, first=len(stage.fed) * 10))
    stage.settle()
    assert running.status("/health/live") == running.status("/health/ready") == 200


def test_nothing_but_the_gauges_follows_the_clock(lone: Settings, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with scene(lone, tmp_path, defaults=FAST) as stage:
        running = stage.worker(environment=clock.environment)
        work(stage, running)
        for seconds in (DAY_SECONDS, -2 * DAY_SECONDS, 0):
            clock.jump(seconds)
            work(stage, running)
            wait_until_it_jumped(running, seconds)
            assert 0 <= running.metric("crisiswire_oldest_unacked_age_seconds") < 60
        waited = running.metric("crisiswire_end_to_end_seconds_sum", stage="escalation")
        assert waited >= 0
        print(f"end to end, sum over {len(stage.fed)} articles: {waited:.0f} s")
        stage.check(duplicates=0)
        assert not stage.ledger.letters
        assert running.stop() == 0
    now = time.time()
    for record in read_all(lone, ESCALATION):
        received = dt.datetime.fromisoformat(json.loads(record.value)["received_at"]).timestamp()
        assert abs(received - now) < DAY_SECONDS / 4
        assert abs(record.timestamp / 1000 - now) < DAY_SECONDS / 4


def test_a_producers_clock_has_no_say(lone: Settings, tmp_path: Path) -> None:
    now = time.time()
    stamps = [0, round((now - 30 * DAY_SECONDS) * 1000), round((now + 30 * DAY_SECONDS) * 1000)]
    sent = [
        Sent(json.dumps(article(number)).encode(), timestamp_ms=stamp)
        for number, stamp in enumerate(stamps)
    ]
    produce(lone, RAW, sent)
    found = [record.timestamp / 1000 for record in read_all(lone, RAW)]
    assert len(found) == len(stamps)
    assert all(abs(stamp - now) < 600 for stamp in found)
