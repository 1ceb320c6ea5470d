"""`crisiswire lag --serve` on a real Kafka, in a process of its own, against counts of our own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from schemas.topics import DEAD_LETTERS, ENTITIES, RAW, topic_name
from streams.broker.client import connect_admin
from streams.broker.groups import commit
from streams.local import LocalKafka
from streams.settings import Settings, load_settings
from tests.support.broker import Sent, produce, provisioned_on
from tests.support.exporter import lag_exporter

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(560)]

SECONDS = 120.0


@pytest.fixture(scope="module")
def kafka() -> Iterator[LocalKafka]:
    with LocalKafka(nodes=1) as cluster:
        yield cluster


@pytest.fixture
def settings(kafka: LocalKafka, topic_prefix: str) -> Settings:
    return provisioned_on(kafka, topic_prefix, partitions=3)


def consume(settings: Settings, topic: str, records: int) -> KafkaConsumer:
    """Return a member of the worker's group that has read and committed so many records."""
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=settings.kafka_bootstrap_servers,
        group_id=settings.group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        max_poll_records=1,
    )
    read, deadline = 0, time.monotonic() + SECONDS
    while read < records and time.monotonic() < deadline:
        read += sum(map(len, consumer.poll(timeout_ms=500).values()))
    assert read == records
    consumer.commit()
    return consumer


def test_the_lag_agrees_with_the_offsets(settings: Settings, tmp_path: Path) -> None:
    raw, entities = (
        topic_name(RAW, settings.topic_prefix),
        topic_name(ENTITIES, settings.topic_prefix),
    )
    letters = topic_name(DEAD_LETTERS, settings.topic_prefix)
    produce(settings, RAW, [Sent(b"x", partition=number % 3) for number in range(30)])
    produce(settings, ENTITIES, [Sent(b"x", b"k")] * 4)  # a stage that nobody runs
    produce(settings, DEAD_LETTERS, [Sent(b"x", b"k")] * 5)
    with lag_exporter(settings, tmp_path) as exporter:
        exporter.await_up()
        # before any group exists
        assert exporter.one("kafka_consumergroup_members", consumergroup=settings.group) == 0
        assert exporter.one("kafka_consumergroup_lag_sum", topic=raw) == 30
        with closing(consume(settings, raw, 12)) as consumer:
            mine = {tp: consumer.committed(tp) for tp in consumer.assignment()}
            ends = consumer.end_offsets(list(mine))
            exporter.wait_for(
                lambda: (
                    exporter.one("kafka_consumergroup_lag_sum", topic=raw) == 18
                    and exporter.one("kafka_consumergroup_members", consumergroup=settings.group)
                    == 1
                )
            )
            for tp, committed in mine.items():
                place = {"topic": tp.topic, "partition": str(tp.partition)}
                assert (
                    exporter.one("kafka_topic_partition_current_offset", **place) == ends[tp] == 10
                )
                assert exporter.one("kafka_consumergroup_lag", **place) == ends[tp] - (
                    committed or 0
                )
                if committed is not None:
                    assert exporter.one("kafka_consumergroup_current_offset", **place) == committed
        assert exporter.one("kafka_consumergroup_lag_sum", topic=entities) == 4
        assert exporter.one("crisiswire_lag_dead_letters_waiting") == 5
        assert exporter.one("kafka_topic_partitions", topic=raw) == 3
        assert exporter.one("kafka_brokers") == 1
        # the oldest unread one, by its own timestamp
        place = {"topic": letters, "partition": str(_partition_with_records(settings, letters))}
        written = _timestamp(settings, letters, int(place["partition"]), 0)
        assert exporter.one("crisiswire_lag_oldest_age_seconds", **place) == pytest.approx(
            time.time() - written, abs=30
        )
        age = exporter.one("crisiswire_lag_oldest_age_seconds", **place)
        share = exporter.one("crisiswire_lag_retention_used_ratio", **place)
        assert share == pytest.approx(age * 1000 / DEAD_LETTERS.retention_ms, rel=0.5)
        with connect_admin(settings) as admin:
            commit(admin, f"{settings.group}-replay", _ends(settings, letters))
        exporter.wait_for(lambda: exporter.one("crisiswire_lag_dead_letters_waiting") == 0)


def test_a_broker_that_goes_away_and_comes_back(
    kafka: LocalKafka, settings: Settings, tmp_path: Path
) -> None:
    raw = topic_name(RAW, settings.topic_prefix)
    produce(settings, RAW, [Sent(b"x", partition=0)] * 3)
    with lag_exporter(settings, tmp_path) as exporter:
        exporter.await_up()
        assert exporter.status("/health/ready") == 200
        kafka.kill(1)
        try:
            exporter.wait_for(lambda: exporter.one("crisiswire_lag_up") == 0)
            success = exporter.one("crisiswire_lag_last_success_timestamp_seconds")
            assert 0 < time.time() - success < SECONDS
            assert exporter.one("crisiswire_lag_read_failures_total") >= 1
            # told on, with its age beside it
            assert exporter.one("kafka_consumergroup_lag_sum", topic=raw) == 3
            assert exporter.status("/health/ready") == 503
            assert exporter.status("/health/live") == 200
        finally:
            kafka.start(1)
        exporter.wait_for(lambda: exporter.one("crisiswire_lag_up") == 1)
        produce(settings, RAW, [Sent(b"x", partition=0)])
        exporter.wait_for(lambda: exporter.one("kafka_consumergroup_lag_sum", topic=raw) == 4)
        assert exporter.stop() == 0
        told = exporter.log.read_text()
        # one line when they go, one when they are back, and no traceback
        assert told.count('"message": "the lag cannot be read"') == 1
        assert told.count('"message": "the lag is read"') == 2
        assert "Traceback" not in told


def test_it_starts_without_a_broker_and_sigterm_ends_it(tmp_path: Path) -> None:
    nowhere = load_settings(kafka_bootstrap_servers="127.0.0.1:1")
    with lag_exporter(nowhere, tmp_path) as exporter:
        exporter.wait_for(lambda: exporter.one("crisiswire_lag_read_failures_total") >= 1)
        assert exporter.one("crisiswire_lag_up") == 0
        assert exporter.status("/health/startup") == 503
        begun = time.monotonic()
        assert exporter.stop() == 0
        assert time.monotonic() - begun < 20


def test_a_port_that_is_taken_is_said(settings: Settings, tmp_path: Path) -> None:
    with lag_exporter(settings, tmp_path) as exporter:
        port = exporter.port()
        other = subprocess.run(
            exporter.command(port=port),
            env=exporter.environment,
            cwd=exporter.folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert other.returncode == 1
        assert f"port {port}" in other.stderr


def _partition_with_records(settings: Settings, topic: str) -> int:
    return min(int(tp.partition) for tp, end in _ends(settings, topic).items() if end)


def _ends(settings: Settings, topic: str) -> dict[TopicPartition, int]:
    with closing(KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers)) as consumer:
        partitions = [TopicPartition(topic, one) for one in consumer.partitions_for_topic(topic)]
        ends: dict[TopicPartition, int] = consumer.end_offsets(partitions)
        return ends


def _timestamp(settings: Settings, topic: str, partition: int, offset: int) -> float:
    with closing(KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers)) as consumer:
        tp = TopicPartition(topic, partition)
        consumer.assign([tp])
        consumer.seek(tp, offset)
        while not (polled := consumer.poll(timeout_ms=1000)):
            pass
        stamp: float = polled[tp][0].timestamp / 1000
        return stamp
