"""Series and alerts when workers and brokers die: the bytes are those of a run without faults."""

import signal
import time
from pathlib import Path

import pytest

from schemas.topics import ALERTS, DYAD_SERIES
from streams.local import LocalKafka
from streams.settings import Settings
from tests.support.broker import read_all
from tests.support.dyads import feed
from tests.support.scene import await_exit, await_true
from tests.support.series import by_key, expected, publish, written
from tests.support.worker import WorkerProcess, worker

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]

DYADS = ("KE>UG", "PE>CL", "IN>PK", "RS>XK", "ET>ER", "GR>TR")
SESSION_SECONDS = 6  # what tests/support/worker.py sets
WINDOW = 32
OUTPUTS_A_RECORD = 4  # three windows and an alert


def settle(settings: Settings) -> None:
    wanted = {record[:3] for record in expected(settings)}
    await_true(
        lambda: wanted <= {record[:3] for record in written(settings)}, 120, "not all is written"
    )


def check(settings: Settings, *, deaths: int) -> None:
    wanted = expected(settings)
    assert by_key(written(settings)) == by_key(wanted)
    alerts = [record for record in wanted if record[0] == ALERTS.name]
    assert alerts
    copies = len(read_all(settings, DYAD_SERIES)) + len(read_all(settings, ALERTS)) - len(wanted)
    # What was in flight, and what was confirmed since the last commit, half a second before.
    assert copies <= deaths * 20 * WINDOW * OUTPUTS_A_RECORD


def start(settings: Settings, folder: Path, module: str = "streams") -> WorkerProcess:
    return WorkerProcess(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        folder,
        options=("--stage", "series"),
        module=module,
    )


def test_a_worker_that_dies_behind_its_outputs(provisioned: Settings, tmp_path: Path) -> None:
    publish(provisioned, feed(DYADS, 40, rise_on=35))
    victim = start(provisioned, tmp_path, module="tests.fault.killed_after")
    assert await_exit(victim, 120) == -9
    before = len(read_all(provisioned, DYAD_SERIES))
    assert before > 0
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    with worker(servers, prefix, tmp_path, "--stage", "series") as other:
        settle(provisioned)
        assert other.stop() == 0
    check(provisioned, deaths=1)


def test_workers_and_a_broker_die_under_load(
    provisioned: Settings, cluster: LocalKafka, tmp_path: Path
) -> None:
    events = list(feed(DYADS, 60, rise_on=50))
    quarter = len(events) // 4
    workers = [start(provisioned, tmp_path), start(provisioned, tmp_path)]
    try:
        for each in workers:
            each.await_ready()
        publish(provisioned, events[:quarter])
        workers[0].kill()
        publish(provisioned, events[quarter : 2 * quarter])
        workers.append(start(provisioned, tmp_path))
        cluster.kill(cluster.node_ids[1])
        publish(provisioned, events[2 * quarter : 3 * quarter])
        cluster.start(cluster.node_ids[1])
        workers[1].kill()
        publish(provisioned, events[3 * quarter :])
        settle(provisioned)
        assert workers[2].stop() == 0
    finally:
        for each in workers:
            if each.process.poll() is None:
                each.kill()
    check(provisioned, deaths=2)


def test_a_worker_that_slept_writes_nothing_else(provisioned: Settings, tmp_path: Path) -> None:
    """It wakes with series that another worker has led on; the log tells it where they are."""
    events = list(feed(DYADS, 60, rise_on=50))
    third = len(events) // 3
    sleeper, other = start(provisioned, tmp_path), start(provisioned, tmp_path)
    try:
        sleeper.await_ready()
        other.await_ready()
        publish(provisioned, events[:third])
        sleeper.process.send_signal(signal.SIGSTOP)
        publish(provisioned, events[third : 2 * third])
        time.sleep(2 * SESSION_SECONDS)
        sleeper.process.send_signal(signal.SIGCONT)
        publish(provisioned, events[2 * third :])
        settle(provisioned)
        assert other.stop() == 0
    finally:
        for each in (sleeper, other):
            if each.process.poll() is None:
                each.process.send_signal(signal.SIGCONT)
                each.kill()
    check(provisioned, deaths=2)
