"""Publishing: every article is confirmed by the broker, or told to be missing."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka.admin import ConfigResource

from schemas.topics import RAW, topic_name
from streams.broker.client import connect_admin, connect_producer
from streams.broker.publish import IN_FLIGHT_RECORDS, Published, publish
from streams.broker.topics import record_limit
from streams.cli.publish import OVERHEAD_BYTES
from streams.inputs import Draft, read_drafts
from streams.local import LocalKafka
from streams.local.ports import free_ports
from streams.record import Record
from streams.settings import Settings
from tests.support.broker import read_all
from tests.support.command import run_command, start_command

pytestmark = pytest.mark.kafka


def _drafts(count: int) -> Iterator[Draft]:
    for number in range(count):
        value = json.dumps({"id": f"a{number}", "text": f"Report {number}."}).encode()
        yield Draft(Record(value=value, key=f"a{number % 7}".encode()), f"made:{number}")


def _publish(settings: Settings, drafts: Iterator[Draft]) -> Published:
    limit = record_limit(settings, RAW)
    with closing(connect_producer(settings, max_request_size=limit)) as producer:
        return publish(drafts, producer, topic=topic_name(RAW, settings.topic_prefix))


def test_all_are_there_and_in_order_by_key(provisioned: Settings) -> None:
    count = 2 * IN_FLIGHT_RECORDS + 17
    assert _publish(provisioned, _drafts(count)) == Published(count, 0, ())
    records = read_all(provisioned, RAW)
    assert len(records) == count
    by_key: dict[bytes, list[int]] = {}
    for record in records:
        by_key.setdefault(record.key, []).append(int(json.loads(record.value)["id"][1:]))
    assert len(by_key) == 7
    assert all(numbers == sorted(numbers) for numbers in by_key.values())


def test_one_that_is_too_large_harms_no_neighbour(provisioned: Settings) -> None:
    limit = RAW.max_message_bytes
    sizes = (10, limit, 10, limit - OVERHEAD_BYTES, 2 * limit, 10)
    drafts = (
        Draft(Record(value=b"x" * size, key=b"k"), f"made:{number}")
        for number, size in enumerate(sizes)
    )
    result = _publish(provisioned, drafts)
    assert (result.confirmed, result.failed) == (4, 2)
    assert {failure.origin for failure in result.failures} == {"made:1", "made:4"}
    found = [len(record.value) for record in read_all(provisioned, RAW)]
    assert found == [10, 10, limit - OVERHEAD_BYTES, 10]


def test_the_command_keeps_the_limit_that_the_topic_has(
    provisioned: Settings, tmp_path: Path
) -> None:
    name = topic_name(RAW, provisioned.topic_prefix)
    with connect_admin(provisioned) as admin:
        admin.alter_configs([ConfigResource("topic", name, {"max.message.bytes": "5000"})])
    lines = [json.dumps({"id": "k", "text": "x" * size}) for size in (10, 6_000, 20)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    done = run_command(provisioned, "publish", str(tmp_path), "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["confirmed"], told["failed"]) == (2, 1)
    assert told["failures"][0]["origin"].endswith("a.jsonl:2")
    assert [record.value.decode() for record in read_all(provisioned, RAW)] == lines[::2]


def test_a_topic_that_is_missing_takes_nothing(settings: Settings) -> None:
    with closing(connect_producer(settings, max_block_ms=2_000)) as producer:
        result = publish(_drafts(3), producer, topic=settings.topic_prefix + "absent")
    assert (result.confirmed, result.failed) == (0, 1)
    assert result.stopped_before == "made:1"


def test_a_broker_that_dies_meanwhile_loses_nothing(
    cluster: LocalKafka, provisioned: Settings
) -> None:
    def with_a_death() -> Iterator[Draft]:
        for number, draft in enumerate(_drafts(300)):
            if number == 100:
                cluster.kill(cluster.node_ids[0])
            yield draft

    result = _publish(provisioned, with_a_death())
    assert (result.confirmed, result.failed) == (300, 0)
    ids = [json.loads(record.value)["id"] for record in read_all(provisioned, RAW)]
    assert sorted(ids) == sorted(f"a{number}" for number in range(300))  # idempotent: once


def test_the_command_publishes_files_of_every_kind(provisioned: Settings, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Fiji and Tonga signed a fishing treaty.")
    (tmp_path / "two.html").write_text("<p>Ghana recalled its envoy.</p>")
    (tmp_path / "three.jsonl").write_text('{"id": "x", "text": "a"}\n{broken\n')
    (tmp_path / "four.json").write_text('[{"text": "b"}, {"text": "c"}]')
    done = run_command(provisioned, "publish", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    told = {"confirmed": 6, "failed": 0, "failures": [], "stopped_before": None}
    assert json.loads(done.stdout) == told
    assert done.stderr == ""  # no terminal, no progress
    expected = {draft.record.value for draft in read_drafts([str(tmp_path)])}
    assert {record.value for record in read_all(provisioned, RAW)} == expected
    assert b"{broken" in expected


def test_the_command_reads_standard_input_as_it_comes(provisioned: Settings) -> None:
    process = start_command(provisioned, "publish", "-")
    assert process.stdin is not None
    process.stdin.write(b'{"id": "1", "text": "a"}\n')
    process.stdin.flush()
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not read_all(provisioned, RAW):
        time.sleep(0.5)
    assert len(read_all(provisioned, RAW)) == 1  # before the input has ended
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"1 confirmed" in errors


@pytest.mark.parametrize("name", ["missing.txt", "picture.png"])
def test_the_command_names_the_file_that_it_cannot_read(
    provisioned: Settings, tmp_path: Path, name: str
) -> None:
    (tmp_path / "picture.png").touch()
    done = run_command(provisioned, "publish", str(tmp_path / name))
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_no_broker_is_one_line_and_exit_code_1(settings: Settings, tmp_path: Path) -> None:
    (port,) = free_ports(1)
    nowhere = settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:{port}"})
    file = tmp_path / "a.txt"
    file.write_text("Something happened.")
    done = run_command(nowhere, "publish", str(file))
    assert done.returncode == 1
    assert done.stderr.startswith("crisiswire: no Kafka broker answers at 127.0.0.1:")
    assert len(done.stderr.splitlines()) == 1
