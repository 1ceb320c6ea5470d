"""Ten times the load that a worker can bear: what it holds stays small, and it drains."""

import json
import threading
import time
from pathlib import Path

import psutil
import pytest

from schemas.topics import ESCALATION, RAW
from streams.settings import Settings
from tests.support.articles import long_article
from tests.support.broker import read_all
from tests.support.command import start_command
from tests.support.scene import FAST, feed, scene
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(580)]

WARM_UP, COUNT = 60, 300
PADDING_BYTES = 30_000  # what an article brings besides its text: heavy to hold, light to read
# What a worker may hold: three windows and the client's buffers, and each record more than once.
HELD_MB, GROWTH_MB = 100, 25
OVERLOAD = 10  # times what goes out
WINDOW = 32  # records of a stage in flight: CRISISWIRE_WINDOW_RECORDS
SAMPLE_SECONDS = 0.5


class Gauges:
    """Samples of a worker: the memory of all its processes, what is in flight, for how long."""

    def __init__(self, running: WorkerProcess) -> None:
        self._running = running
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.memory_mb: list[float] = []
        self.in_flight: list[float] = []
        self.oldest_seconds: list[float] = []
        self.lag: list[float] = []

    def __enter__(self) -> "Gauges":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)

    def _sample(self) -> None:
        parent = psutil.Process(self._running.process.pid)
        while not self._stop.wait(SAMPLE_SECONDS):
            try:
                metrics = self._running.metrics()
            except OSError:  # a machine so busy that a scrape takes more than 20 seconds
                continue
            family = [parent, *parent.children(recursive=True)]
            self.memory_mb.append(sum(one.memory_info().rss for one in family) / 2**20)
            for name, values in (
                ("crisiswire_in_flight", self.in_flight),
                ("crisiswire_oldest_unacked_age_seconds", self.oldest_seconds),
            ):
                values.append(max(value for (each, _), value in metrics.items() if each == name))
            self.lag.append(
                sum(
                    value
                    for (each, labels), value in metrics.items()
                    if each == "crisiswire_consumer_lag_records" and ("stage", "entities") in labels
                )
            )


def heavy(number: int) -> dict[str, object]:
    """A wire story's length: slow to read."""
    return {**long_article(number), "extra": {"padding": "x" * PADDING_BYTES}}


def rates(settings: Settings, since_ms: float) -> tuple[float, float]:
    """Return how many articles a second came in and went out, by the broker's clock."""
    came, went = (
        [record.timestamp for record in read_all(settings, topic) if record.timestamp > since_ms]
        for topic in (RAW, ESCALATION)
    )
    return (
        len(came) / max(0.001, (max(came) - min(came)) / 1000),
        len(went) / ((max(went) - min(came)) / 1000),
    )


def test_ten_times_the_load(lone: Settings, tmp_path: Path) -> None:
    file = tmp_path / "feed.jsonl"
    file.write_text("".join(f"{json.dumps(heavy(number))}\n" for number in range(COUNT)))
    fed_mb = file.stat().st_size / 2**20
    with scene(lone, tmp_path, defaults=FAST) as stage:
        running = stage.worker(profile="accurate")  # the slower one: it is soon overloaded
        stage.feed(feed(WARM_UP, first=COUNT))
        stage.settle()
        with Gauges(running) as quiet:
            time.sleep(3)
        warm_up_ms = time.time() * 1000
        with Gauges(running) as gauges:
            publishing = start_command(lone, "publish", str(file), "--json")
            out, told = publishing.communicate(timeout=120)
            assert json.loads(out)["confirmed"] == COUNT, told
            whole = COUNT + WARM_UP
            assert stage.watcher.wait_for(lambda: stage.ledger.count(RAW.name) == whole, 120)
            stage.settle(seconds=400)
        stage.check(duplicates=0)
        assert not stage.ledger.letters
        assert running.stop() == 0
    came, went = rates(lone, warm_up_ms)
    rest, peak = max(quiet.memory_mb), max(gauges.memory_mb)
    half = len(gauges.memory_mb) // 2
    late = max(gauges.memory_mb[half:]) - max(gauges.memory_mb[:half])
    print(
        f"{COUNT} articles, {fed_mb:.0f} MB, came at {came:.0f}/s and went at {went:.1f}/s; lag"
        f" {max(gauges.lag):.0f} at most, {gauges.lag[-1]:.0f} at the end; memory {rest:.0f} MB at"
        f" rest, {peak:.0f} MB at most, {late:+.0f} MB from the first half to the second; in flight"
        f" {max(gauges.in_flight):.0f} a stage, for {max(gauges.oldest_seconds):.1f} s at most"
    )
    assert came > OVERLOAD * went
    assert max(gauges.lag) > COUNT / 2
    assert max(gauges.in_flight) <= WINDOW
    assert peak - rest < HELD_MB, "it held what it could not do"
    assert late < GROWTH_MB, "it goes on growing"
    assert max(gauges.oldest_seconds) < 60
