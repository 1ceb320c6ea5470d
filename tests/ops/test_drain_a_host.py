"""All workers of one host are told to stop, while another host takes over."""

import datetime as dt
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.topics import ESCALATION
from streams.settings import Settings
from tests.support.broker import read_all
from tests.support.scene import FAST, Scene, feed, scene
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(500)]

SESSION_SECONDS = 12
# What a hand-over costs besides the wait for the session: the drain and a rebalance, on a
# machine that is busy with other tests.
HANDOVER_SECONDS = 20.0


@contextmanager
def load(stage: Scene, *, every_seconds: float = 0.5) -> Iterator[None]:
    """Feed a few articles every half second for the length of a `with`."""
    stop = threading.Event()

    def feeding() -> None:
        number = 0
        while not stop.is_set():
            stage.feed(feed(4, first=10_000 + 4 * number))
            number += 1
            stop.wait(every_seconds)

    thread = threading.Thread(target=feeding)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)


def latencies(settings: Settings, since: float) -> list[float]:
    """Seconds from the broker's receipt of an article to its last stage's output."""
    found = []
    for record in read_all(settings, ESCALATION):
        received = dt.datetime.fromisoformat(json.loads(record.value)["received_at"]).timestamp()
        if received >= since:
            found.append(record.timestamp / 1000 - received)
    return found


def leave_now(settings: Settings, members: list[str]) -> None:
    """Take static members out of the group, with the runbook's command."""
    given = [part for member in members for part in ("-i", member)]
    command = [sys.executable, "-m", "kafka.admin", "-b", settings.kafka_bootstrap_servers]
    command += ["groups", "remove-members", "-g", settings.group, *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("static", "removed"),
    [
        pytest.param(False, False, id="dynamic"),
        pytest.param(True, False, id="static"),
        pytest.param(True, True, id="static-and-removed"),
    ],
)
def test_a_host_is_drained(lone: Settings, tmp_path: Path, static: bool, removed: bool) -> None:
    def start(stage: Scene, name: str) -> WorkerProcess:
        member = {"CRISISWIRE_GROUP_INSTANCE_ID": name} if static else {}
        return stage.worker(
            ready=False, session_timeout_seconds=str(SESSION_SECONDS), environment=member
        )

    with scene(lone, tmp_path, defaults=FAST) as stage:
        hosts = {host: [start(stage, f"{host}-{n}") for n in range(2)] for host in ("a", "b")}
        for one in (*hosts["a"], *hosts["b"]):
            one.await_ready()
        with load(stage):
            stage.await_outputs(20)
            begun, moment = time.monotonic(), time.time()
            for one in hosts["a"]:
                one.process.send_signal(signal.SIGTERM)
            assert [one.process.wait(60) for one in hosts["a"]] == [0, 0]
            drained = time.monotonic() - begun
            if removed:
                leave_now(lone, ["a-0", "a-1"])
            time.sleep(SESSION_SECONDS + 3)
        stage.settle()
        stage.check(duplicates=0)
        assert not stage.ledger.letters
        assert [one.stop() for one in hosts["b"]] == [0, 0]
    longest = max(latencies(lone, moment))
    print(f"drained in {drained:.1f} s; the longest wait of an article: {longest:.1f} s")
    if static and not removed:
        assert longest > SESSION_SECONDS / 2, "nobody waited for the session: the runbook is wrong"
        assert longest < SESSION_SECONDS + HANDOVER_SECONDS
    else:
        assert longest < HANDOVER_SECONDS
