"""A slice of articles.raw done again under another prefix: the same bytes, nothing live touched."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from schemas.deadletter import HEADER_PREFIX
from schemas.topics import (
    DEAD_LETTERS,
    ENTITIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS,
    SANCTIONS_EVENTS,
    SIGNATURES,
    TOPICS,
    topic_name,
)
from streams import PIPELINE_VERSION
from streams.broker.client import BrokerError, connect_admin, connect_consumer
from streams.broker.groups import read_committed
from streams.broker.positions import partitions_of, read_until_end
from streams.broker.slices import CHUNK_RECORDS, Slice
from streams.settings import Settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.command import ROOT, run_command, start_command
from tests.support.syndication import copy_of, original
from tests.support.worker import worker

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(500)]

# What a replay gives has to be what live gave, on all of these.
OUTPUTS = (ENTITIES, SANCTIONS, ESCALATION, SANCTIONS_EVENTS, ESCALATION_EVENTS)
OTHERS, MANY = 10, 30_000
EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


def under(settings: Settings, prefix: str) -> Settings:
    return settings.model_copy(update={"topic_prefix": prefix})


def feed() -> list[Sent]:
    """Articles of all kinds, copies of stories among them, and what is refused."""
    fields = [article(number) for number in range(30)]
    fields += [original(number) for number in range(4)]
    fields += [copy_of(number, kind) for number in range(4) for kind in range(3)]
    sent = [Sent(json.dumps(each).encode(), str(each["id"]).encode()) for each in fields]
    trace = (("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),)
    return [*sent, Sent(b"no article", b"broken", trace), Sent(None, b"nothing")]


def at(milliseconds: int) -> str:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC).isoformat()


def by_content(records: list[ConsumerRecord]) -> list[tuple[object, ...]]:
    """Key, value and headers, a dead letter's own headers apart; in no order."""
    return sorted(
        (
            record.key,
            record.value,
            tuple(h for h in record.headers if not h[0].startswith(HEADER_PREFIX)),
        )
        for record in records
    )


def as_they_stand(settings: Settings, begin: int = 0, end: int = 2**62) -> list[tuple[object, ...]]:
    """Every article of the time that a worker would read, in the order of each partition."""
    name = topic_name(RAW, settings.topic_prefix)
    with closing(connect_consumer(settings, isolation_level="read_committed")) as consumer:
        starts = dict.fromkeys(partitions_of(consumer, [name]), 0)
        found = sorted(
            read_until_end(consumer, starts), key=lambda record: (record.partition, record.offset)
        )
    return [
        (r.partition, r.key, r.value, tuple(r.headers), r.timestamp)
        for r in found
        if begin <= r.timestamp < end
    ]


def everything_live(settings: Settings) -> tuple[object, ...]:
    """Where the live topics end, and what the live group has committed."""
    names = [topic_name(topic, settings.topic_prefix) for topic in TOPICS]
    with (
        closing(connect_consumer(settings)) as consumer,
        closing(connect_admin(settings)) as admin,
    ):
        ends = consumer.end_offsets(partitions_of(consumer, names))
        return ends, read_committed(admin, settings.group)


def replay(settings: Settings, *options: str) -> dict[str, object]:
    done = run_command(settings, "replay", *options, "--json")
    assert done.returncode == 0, done.stderr
    summary: dict[str, object] = json.loads(done.stdout)
    return summary


def compare(settings: Settings, *prefixes: str) -> str:
    """Return what the example of the runbook prints."""
    command = [sys.executable, str(ROOT / "docs" / "examples" / "compare_versions.py"), *prefixes]
    environment = {**os.environ, "KAFKA": settings.kafka_bootstrap_servers}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=120
    ).stdout


@pytest.fixture
def live(lone: Settings, tmp_path: Path) -> Settings:
    """Three bursts, done by a live worker that has drained; `middle` is when the second came."""
    with worker(
        lone.kafka_bootstrap_servers, lone.topic_prefix, tmp_path, pool_size="1", profile="fast"
    ) as running:
        for burst in range(3):
            produce(lone, RAW, feed() if burst == 1 else others(burst))
            time.sleep(0.05)
        await_records(lone, [ESCALATION, DEAD_LETTERS], len(feed()) + 2 * OTHERS)
        assert running.stop() == 0
    return lone


def _other(burst: int, number: int) -> Sent:
    fields = article(number, seed=burst + 1)
    return Sent(json.dumps(fields).encode(), str(fields["id"]).encode())


def others(burst: int) -> list[Sent]:
    return [_other(burst, number) for number in range(OTHERS)]


@pytest.fixture
def middle(live: Settings) -> tuple[int, int]:
    """The times of the second burst's first record and of the third's first."""
    stamps = {record.key: record.timestamp for record in read_all(live, RAW)}
    second = [stamps[sent.key] for sent in feed()]
    third = [stamp for key, stamp in stamps.items() if key.startswith(b"a-3-")]
    first = [stamp for key, stamp in stamps.items() if key.startswith(b"a-1-")]
    assert max(first) < min(second)
    assert max(second) < min(third)
    return min(second), min(third)


def test_the_same_version_gives_the_same_bytes_and_nothing_live_is_touched(
    live: Settings, middle: tuple[int, int], tmp_path: Path
) -> None:
    into = f"{live.topic_prefix}v2."
    again = under(live, into)
    before = everything_live(live)
    begin, end = middle
    window = ("--from", at(begin), "--to", at(end), "--into", into)

    counted = replay(live, *window, "--dry-run")
    assert (counted["records"], counted["copied"]) == (len(feed()), 0)
    with closing(connect_admin(live)) as admin:
        assert not [name for name in admin.list_topics() if name.startswith(into)]

    summary = replay(live, *window)
    assert (summary["records"], summary["copied"]) == (len(feed()), len(feed()))
    slice_ = [r for r in read_all(live, RAW) if begin <= r.timestamp < end]
    assert as_they_stand(again) == as_they_stand(live, begin, end)
    repeated = replay(live, *window)
    assert (repeated["copied"], repeated["already_there"]) == (0, len(feed()))

    with worker(
        live.kafka_bootstrap_servers, into, tmp_path, pool_size="1", profile="fast"
    ) as running:
        await_records(again, [ESCALATION, DEAD_LETTERS], len(feed()))
        assert running.stop() == 0
    times = {record.timestamp for record in slice_}
    for topic in OUTPUTS:
        theirs = [r for r in read_all(live, topic) if _received_ms(r) in times]
        assert theirs
        assert by_content(read_all(again, topic)) == by_content(theirs), topic.name
    assert sum(_is_duplicate(record) for record in read_all(again, ESCALATION)) == 12
    assert by_content(read_all(again, DEAD_LETTERS)) == by_content(read_all(live, DEAD_LETTERS))
    assert everything_live(live) == before
    articles, *counts = compare(live, live.topic_prefix, into).splitlines()
    assert (
        articles
        == f"{len(feed()) - 2} articles; pipeline {PIPELINE_VERSION} and {PIPELINE_VERSION}"
    )
    assert counts
    assert all(line.endswith(" +0") for line in counts)


def test_a_later_stage_alone(live: Settings, middle: tuple[int, int], tmp_path: Path) -> None:
    into = f"{live.topic_prefix}v3."
    again = under(live, into)
    newest = max(record.timestamp for record in read_all(live, SANCTIONS))
    window = ("--from", at(middle[0] - 60_000), "--to", at(newest + 1), "--into", into)
    summary = replay(live, *window, "--stage", "escalation")
    assert summary["copied"] == len(read_all(live, SANCTIONS))
    assert summary["signatures"] == 0
    with worker(
        live.kafka_bootstrap_servers,
        into,
        tmp_path,
        "--stage",
        "escalation",
        pool_size="1",
        profile="fast",
    ) as running:
        await_records(again, [ESCALATION], len(read_all(live, ESCALATION)))
        assert running.stop() == 0
    for topic in (ESCALATION, SANCTIONS_EVENTS, ESCALATION_EVENTS):
        assert by_content(read_all(again, topic)) == by_content(read_all(live, topic))
    assert read_all(again, ENTITIES) == []


def test_a_copy_that_is_killed_goes_on_where_it_stopped(lone: Settings) -> None:
    padding = b" " * 2_000
    produce(lone, RAW, (Sent(b'{"n": %d}' % n + padding, b"%d" % n) for n in range(MANY)))
    produce(lone, SIGNATURES, [Sent(b"{}", b"of another version", partition=0)])
    source = read_all(lone, RAW)
    into = f"{lone.topic_prefix}v2."
    end = max(record.timestamp for record in source) + 1
    window = ("replay", "--from", at(source[0].timestamp - 60_000), "--to", at(end), "--into", into)

    codes = []
    for end_it in (signal.SIGKILL, signal.SIGINT):
        copying = start_command(lone, *window)
        there = _records_there(under(lone, into))
        while copying.poll() is None and _records_there(under(lone, into)) < there + MANY // 5:
            time.sleep(0.02)
        copying.send_signal(end_it)
        copying.communicate(timeout=60)
        codes.append(copying.returncode)
    assert codes == [-signal.SIGKILL, 130], "it was done before it could be ended"
    last = start_command(lone, *window)
    _, told = last.communicate(timeout=200)
    assert last.returncode == 0, told
    assert as_they_stand(under(lone, into)) == as_they_stand(lone)


def test_a_copy_that_was_overtaken_by_another_writes_nothing_twice(lone: Settings) -> None:
    produce(lone, RAW, [Sent(b"{}", partition=0)] * 3 * CHUNK_RECORDS)
    newest = max(record.timestamp for record in read_all(lone, RAW))
    into = f"{lone.topic_prefix}v2."

    def the_slice() -> Slice:
        end = dt.datetime.fromtimestamp((newest + 1) / 1000, dt.UTC)
        return Slice(lone, into=into, stage="entities", begin=EPOCH, end=end)

    def interrupt(_records: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        the_slice().copy(interrupt)
    slower, quicker, late = the_slice(), the_slice(), the_slice()
    assert sum(part.left for part in slower.stretches) == 2 * CHUNK_RECORDS

    def overtake(_records: int) -> None:
        quicker.copy()

    with pytest.raises(BrokerError, match="ProducerFencedError"):
        slower.copy(overtake)
    assert as_they_stand(under(lone, into)) == as_they_stand(lone)
    late.copy()
    assert as_they_stand(under(lone, into)) == as_they_stand(lone)


def test_what_is_there_already_is_refused(lone: Settings) -> None:
    for burst in range(2):
        produce(lone, RAW, others(burst))
        time.sleep(0.05)  # records of one batch have one time
    stamps = sorted(record.timestamp for record in read_all(lone, RAW))
    into = f"{lone.topic_prefix}v2."
    window = ["--from", at(stamps[0]), "--to", at(stamps[-1] + 1), "--into", into]
    replay(lone, *window)
    other = run_command(lone, "replay", *window[:3], at(stamps[-1]), *window[4:])
    assert other.returncode == 1
    assert "has another slice" in other.stderr

    taken = under(lone, f"{lone.topic_prefix}v4.")
    window[-1] = taken.topic_prefix
    assert replay(lone, *window, "--dry-run")["copied"] == 0
    run_command(taken, "topics", "apply")
    produce(taken, RAW, [_other(2, 0)])
    foreign = run_command(lone, "replay", *window)
    assert foreign.returncode == 1
    assert "holds records of somebody else" in foreign.stderr
    assert run_command(taken, "topics", "diff").returncode == 0  # and left as it was


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--from", "2024-05-02", "--to", "2024-05-01", "--into", "v2."), "has to be before"),
        (("--from", "2024-05-02", "--to", "2999-01-01", "--into", "v2."), "lies ahead"),
        (("--from", "yesterday", "--to", "2024-05-01", "--into", "v2."), "is not like"),
        (("--from", "2024-05-01", "--to", "2024-05-02", "--into", ""), "prefix of the live"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(options: tuple[str, ...], message: str) -> None:
    done = run_command(Settings(), "replay", *options)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


def _records_there(settings: Settings) -> int:
    """How far the copy has come: the transactions' markers count."""
    name = topic_name(RAW, settings.topic_prefix)
    with closing(connect_consumer(settings)) as consumer:
        found = consumer.partitions_for_topic(name) or set()
        ends = consumer.end_offsets([TopicPartition(name, partition) for partition in found])
        return sum(ends.values())


def _received_ms(record: ConsumerRecord) -> int:
    received = dt.datetime.fromisoformat(json.loads(record.value)["received_at"])
    return round(received.timestamp() * 1000)


def _is_duplicate(record: ConsumerRecord) -> bool:
    return json.loads(record.value)["duplicate_of"] is not None
