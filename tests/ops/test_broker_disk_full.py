"""The broker's disk fills up, for real: who says what, and nothing confirmed is lost."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.topics import RAW
from streams.local import LocalKafka
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import provisioned_on, read_all
from tests.support.command import run_command, start_command
from tests.support.scene import FAST, await_true, feed, scene

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(600)]

DISK_MB = 200
LEFT_BYTES = 1024 * 1024  # what the filler leaves
COUNT = 60
MORE = 4_000  # articles of 4 kB: more than is left


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small filesystem of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "none", str(folder)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a filesystem cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def kafka(disk: Path) -> Iterator[LocalKafka]:
    with LocalKafka(nodes=1, properties={"log.dirs": str(disk / "data")}) as broker:
        yield broker


@pytest.fixture
def small(kafka: LocalKafka, topic_prefix: str) -> Settings:
    return provisioned_on(kafka, topic_prefix, partitions=2)


def fill(disk: Path) -> Path:
    """Take all that is left of the disk but LEFT_BYTES; return the file that has it."""
    filler = disk / "filler"
    left = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_frsize - LEFT_BYTES)
    return filler


def test_nothing_confirmed_is_lost(
    small: Settings, kafka: LocalKafka, disk: Path, tmp_path: Path
) -> None:
    feed_file = tmp_path / "feed.jsonl"
    with feed_file.open("w") as file:
        for number in range(MORE):
            fields = {**article(number, seed=7), "extra": {"padding": "x" * 3_500}}
            file.write(json.dumps(fields) + "\n")
    with scene(small, tmp_path, defaults=FAST) as stage:
        first = stage.worker()
        stage.feed(feed(COUNT))
        stage.settle()
        filler = fill(disk)
        publishing = start_command(small, "publish", str(feed_file), "--json")
        await_true(lambda: not kafka.running(1), 120, "the broker stands a full disk")
        assert "No space left on device" in kafka.log_tail(1, lines=400)
        doctor = run_command(small, "doctor")
        assert doctor.returncode == 1
        assert "no Kafka broker answers" in " ".join(doctor.stdout.split())
        try:
            out, told = publishing.communicate(timeout=240)
        finally:
            publishing.kill()
        assert publishing.returncode == 1, told
        published = json.loads(out)
        assert published["failed"] > 0
        assert published["stopped_before"].startswith(f"{feed_file}:")
        print(f"published: {published['confirmed']} confirmed, {published['failed']} failed")
        code = first.process.poll()
        assert code in {None, 1}, first.told()
        assert code == 1 or first.status("/health/live") == 200
        print(f"the worker's exit code: {code}")

        filler.unlink()
        kafka.start(1)
        running = first if code is None else stage.worker(ready=False)
        stage.feed(feed(COUNT, first=10_000))
        stage.settle(seconds=240)
        stage.check()
        assert not stage.ledger.letters
        there = {record.key for record in read_all(small, RAW)}
        assert sum(key.startswith(b"a-7-") for key in there) >= published["confirmed"]
        assert running.stop() == 0
