"""Series and alerts on real brokers: what the log says, whoever works on it, however often."""

import json
from pathlib import Path

import pytest

from schemas.topics import ALERTS, DEAD_LETTERS, DYAD_SERIES, ESCALATION_EVENTS
from streams.broker.client import connect_admin
from streams.settings import Settings
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.command import run_command
from tests.support.dyads import feed
from tests.support.scene import await_true
from tests.support.series import by_key, expected, publish, written
from tests.support.worker import WorkerProcess, worker

pytestmark = pytest.mark.kafka

DYADS = ("KE>UG", "PE>CL", "IN>PK", "RS>XK", "ET>ER", "GR>TR")


def await_written(settings: Settings) -> None:
    wanted = {record[:3] for record in expected(settings)}
    await_true(
        lambda: wanted <= {record[:3] for record in written(settings)}, 60, "not all is written"
    )


def idle(process: WorkerProcess) -> bool:
    return process.metric("crisiswire_consumer_lag_records") == 0


def test_one_worker_writes_what_the_log_says(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    with worker(servers, prefix, tmp_path, "--stage", "series") as running:
        assert running.children() == []  # it needs no model
        count = publish(provisioned, feed(DYADS, 40, rise_on=35))
        await_written(provisioned)
        assert by_key(written(provisioned)) == by_key(expected(provisioned))
        total = running.metric("crisiswire_series_events_total")
        assert total == count == running.metric("crisiswire_messages_consumed_total")
        assert running.metric("crisiswire_series_events_total", taken="duplicate") > 0
        assert running.metric("crisiswire_alerts_total", trend="escalatory") >= 1
        assert running.metric("crisiswire_series_dyads") == len(DYADS)
        assert running.stop() == 0
    alerts = [json.loads(record.value) for record in read_all(provisioned, ALERTS)]
    assert "KE>UG" in {alert["dyad"] for alert in alerts}
    shown = run_command(provisioned, "tail", "--alerts", "--from-beginning", "--limit", "1")
    assert "→" in shown.stdout
    assert "p = " in shown.stdout
    lines = run_command(provisioned, "tail", "--series", "--from-beginning", "--limit", "3")
    assert len(lines.stdout.splitlines()) == 3
    assert read_all(provisioned, DEAD_LETTERS) == []


def test_restarts_and_a_second_worker_change_nothing(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    events = list(feed(DYADS, 45, rise_on=40))
    third = len(events) // 3
    with worker(servers, prefix, tmp_path, "--stage", "series") as first:
        publish(provisioned, events[:third])
        await_written(provisioned)
        assert first.stop() == 0
    with worker(servers, prefix, tmp_path, "--stage", "series") as second:
        publish(provisioned, events[third : third + 20])
        with worker(servers, prefix, tmp_path, "--stage", "series") as joined:
            publish(provisioned, events[third + 20 : 2 * third])
            await_written(provisioned)
            assert joined.metric("crisiswire_partitions_assigned") > 0
            assert second.stop() == 0
            publish(provisioned, events[2 * third :])
            await_written(provisioned)
            assert joined.stop() == 0
    assert by_key(written(provisioned)) == by_key(expected(provisioned))
    # Drained and committed: nothing came twice.
    assert len(read_all(provisioned, DYAD_SERIES)) + len(read_all(provisioned, ALERTS)) == len(
        expected(provisioned)
    )


def test_a_replay_gives_the_same_bytes(provisioned: Settings, tmp_path: Path) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    publish(provisioned, feed(DYADS, 30, rise_on=25))
    for times in (1, 2):
        with worker(servers, prefix, tmp_path, "--stage", "series") as running:
            await_written(provisioned)
            count = times * len([r for r in expected(provisioned) if r[0] == DYAD_SERIES.name])
            assert len(await_records(provisioned, [DYAD_SERIES], count)) == count
            assert running.stop() == 0
        with connect_admin(provisioned) as admin:
            admin.delete_groups([provisioned.group])
    assert len(read_all(provisioned, DYAD_SERIES)) == count
    assert by_key(written(provisioned)) == by_key(expected(provisioned))


def test_what_is_no_event_is_a_dead_letter_and_changes_nothing(
    provisioned: Settings, tmp_path: Path
) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    produce(provisioned, ESCALATION_EVENTS, [Sent(b"{broken", b"KE>UG"), Sent(None, b"KE>UG")])
    publish(provisioned, feed(DYADS[:1], 3))
    with worker(servers, prefix, tmp_path, "--stage", "series") as running:
        letters = await_records(provisioned, [DEAD_LETTERS], 2)
        reasons = [dict(letter.headers)["dlq_reason"] for letter in letters]
        assert reasons == [b"bad_stage_record", b"tombstone"]
        await_written(provisioned)
        assert by_key(written(provisioned)) == by_key(expected(provisioned))
        assert running.stop() == 0
