"""Reading what is there: the groups' lag, and a topic as it grows."""

import json
import threading
import time
from contextlib import closing
from typing import Any

import pytest
from kafka import KafkaConsumer, TopicPartition

from schemas.topics import DEAD_LETTERS, ENTITIES, RAW, topic_name
from streams.broker.client import (
    BrokerError,
    connect_admin,
    connect_consumer,
    connect_producer,
)
from streams.broker.groups import commit
from streams.broker.lag import PartitionLag, read_lag
from streams.broker.oldest import OldestUnread
from streams.broker.tail import tail
from streams.settings import Settings
from tests.support.broker import Sent, await_records, produce
from tests.support.command import run_command

pytestmark = pytest.mark.kafka


def _commit(settings: Settings, group: str, offsets: dict[int, int]) -> None:
    name = topic_name(RAW, settings.topic_prefix)
    with connect_admin(settings) as admin:
        commit(
            admin,
            group,
            {TopicPartition(name, partition): offset for partition, offset in offsets.items()},
        )


def _lag(settings: Settings, *groups: str) -> dict[int, PartitionLag]:
    with closing(connect_admin(settings)) as admin, closing(OldestUnread(settings)) as oldest:
        reading = read_lag(
            admin,
            oldest,
            groups=dict.fromkeys(groups, ()),
            topics=[topic_name(RAW, settings.topic_prefix)],
        )
    return {each.partition: each for each in reading.lags}


def test_lag_in_records_and_seconds(provisioned: Settings) -> None:
    produce(provisioned, RAW, [Sent(b"x", partition=0)] * 5 + [Sent(b"x", partition=1)] * 2)
    _commit(provisioned, provisioned.group, {0: 3, 2: 0})
    time.sleep(1.1)
    produce(provisioned, RAW, [Sent(b"x", partition=0)])
    lags = _lag(provisioned, provisioned.group)
    assert {
        partition: (each.committed, each.end, each.lag) for partition, each in lags.items()
    } == {
        0: (3, 6, 3),
        1: (None, 2, 2),
        2: (0, 0, 0),
        3: (None, 0, 0),
    }
    # the oldest unread record counts, not the newest
    assert all(1.1 <= (lags[partition].age_seconds or 0) < 60 for partition in (0, 1))
    assert lags[2].age_seconds == 0.0


def test_records_that_expired_unread_do_not_count_twice(provisioned: Settings) -> None:
    produce(provisioned, RAW, [Sent(b"x", partition=0)] * 5)
    _commit(provisioned, provisioned.group, {0: 1})
    with connect_admin(provisioned) as admin:
        name = topic_name(RAW, provisioned.topic_prefix)
        admin.delete_records({TopicPartition(name, 0): 4})
    lag = _lag(provisioned, provisioned.group)[0]
    assert (lag.committed, lag.first, lag.lag) == (1, 4, 1)


def test_groups_at_different_offsets_of_one_partition(provisioned: Settings) -> None:
    name = topic_name(ENTITIES, provisioned.topic_prefix)
    for _ in range(3):
        produce(provisioned, ENTITIES, [Sent(b"x", partition=0)])
        time.sleep(0.3)
    groups = {f"{provisioned.group}-{offset}": offset for offset in range(3)}
    with closing(connect_admin(provisioned)) as admin, closing(OldestUnread(provisioned)) as oldest:
        for group, offset in groups.items():
            commit(admin, group, {TopicPartition(name, 0): offset})
        for _ in range(2):  # the second time from memory
            reading = read_lag(admin, oldest, groups=dict.fromkeys(groups, ()), topics=[name])
            lags = [each for each in reading.lags if each.partition == 0]
            assert [each.lag for each in lags] == [3, 2, 1]
            first, second, third = (each.age_seconds or 0 for each in lags)
            assert first > second + 0.2 > third + 0.4 > 0.4


def test_the_mark_of_a_transaction_is_no_lag(provisioned: Settings) -> None:
    name = topic_name(RAW, provisioned.topic_prefix)
    with closing(connect_producer(provisioned, transactional_id=f"{name}-t")) as producer:
        producer.init_transactions()
        producer.begin_transaction()
        for _ in range(2):
            producer.send(name, b"x", partition=0)
        producer.commit_transaction()
    # two records and their mark: the group has read both, and the end is one further
    _commit(provisioned, provisioned.group, {0: 2})
    lag = _lag(provisioned, provisioned.group)[0]
    assert (lag.committed, lag.end, lag.lag, lag.age_seconds) == (2, 3, 0, 0.0)


def test_a_group_that_never_committed_has_no_lag_to_show(provisioned: Settings) -> None:
    assert _lag(provisioned, provisioned.group + "-nobody") == {}


def test_a_live_groups_lag_falls_to_zero(provisioned: Settings) -> None:
    produce(provisioned, RAW, [Sent(b"x")] * 20)
    consumer = KafkaConsumer(
        topic_name(RAW, provisioned.topic_prefix),
        bootstrap_servers=provisioned.kafka_bootstrap_servers,
        group_id=provisioned.group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    with closing(consumer):
        read = 0
        deadline = time.monotonic() + 60
        while read < 20 and time.monotonic() < deadline:
            read += sum(map(len, consumer.poll(timeout_ms=500).values()))
        consumer.commit()
        assert sum(each.lag for each in _lag(provisioned, provisioned.group).values()) == 0


def test_the_lag_command(provisioned: Settings) -> None:
    nothing = run_command(provisioned, "lag", "--group", "nobody")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "nobody" in nothing.stderr
    # what the worker is there to read is behind by all that it holds, even if none ever ran
    produce(provisioned, RAW, [Sent(b"x", partition=1)] * 3)
    name = topic_name(RAW, provisioned.topic_prefix)
    for committed, lag in ((None, 3), (1, 2)):
        if committed is not None:
            _commit(provisioned, provisioned.group, {1: committed})
        lines = run_command(provisioned, "lag", "--json").stdout.splitlines()
        (behind,) = [each for each in map(json.loads, lines) if each["lag"]]
        assert (behind["group"], behind["topic"]) == (provisioned.group, name)
        assert (behind["partition"], behind["committed"], behind["lag"]) == (1, committed, lag)
    assert name in run_command(provisioned, "lag").stdout


def test_two_readings_tell_the_time_to_drain(provisioned: Settings) -> None:
    produce(provisioned, RAW, [Sent(b"x", partition=1)] * 1000)
    _commit(provisioned, provisioned.group, {1: 100})
    done = threading.Event()

    def work() -> None:
        """Commit two records a second, or fewer on a busy machine."""
        committed = 100
        while not done.wait(0.5):
            committed += 1
            _commit(provisioned, provisioned.group, {1: committed})

    working = threading.Thread(target=work)
    working.start()
    try:
        shown = run_command(provisioned, "lag", "--json", "--over", "5").stdout
    finally:
        done.set()
        working.join()
    (behind,) = [each for each in map(json.loads, shown.splitlines()) if each["lag"]]
    assert 800 < behind["lag"] < 900
    assert 300 < behind["topic_drains_in_seconds"] < 6000
    # nothing is committed, and nothing that is unread is old: too early to tell
    produce(provisioned, RAW, [Sent(b"x", partition=1)] * 3)
    _commit(provisioned, provisioned.group, {1: 1000})
    stands = run_command(provisioned, "lag", "--over", "1").stdout.splitlines()
    (line,) = [line for line in stands if "1003" in line.split()]
    assert line.split()[-1] == "?"


def test_a_tail_starts_where_it_is_called(provisioned: Settings) -> None:
    name = topic_name(ENTITIES, provisioned.topic_prefix)
    produce(provisioned, ENTITIES, [Sent(b"old", b"k")])
    with closing(connect_consumer(provisioned)) as consumer:
        arrivals = tail(consumer, [name], idle_seconds=60)
        produce(provisioned, ENTITIES, [Sent(b"new", b"k")])  # before the first is taken
        assert next(arrivals).value == b"new"


def test_a_tail_from_the_beginning_and_from_the_last(provisioned: Settings) -> None:
    produce(
        provisioned,
        ENTITIES,
        [Sent(b"%d" % number, partition=0, timestamp_ms=1_000 + number) for number in range(5)],
    )
    name = topic_name(ENTITIES, provisioned.topic_prefix)
    cases: tuple[tuple[dict[str, Any], list[bytes]], ...] = (
        ({"from_beginning": True}, [b"0", b"1", b"2", b"3", b"4"]),
        ({"last": 2}, [b"3", b"4"]),
        ({}, []),
    )
    for options, values in cases:
        with closing(connect_consumer(provisioned)) as consumer:
            found = [each.value for each in tail(consumer, [name], idle_seconds=3, **options)]
        assert found == values


def test_a_tail_follows_what_comes_later(provisioned: Settings) -> None:
    later = threading.Timer(2.0, produce, (provisioned, DEAD_LETTERS, [Sent(b"late", b"k")]))
    later.start()
    try:
        (record,) = await_records(provisioned, [ENTITIES, DEAD_LETTERS], 1)
    finally:
        later.join()
    assert record.value == b"late"


def test_a_topic_that_is_not_there_names_itself(settings: Settings) -> None:
    with closing(connect_consumer(settings)) as consumer, pytest.raises(BrokerError, match="nope"):
        tail(consumer, [settings.topic_prefix + "nope"])


def test_the_tail_command(provisioned: Settings) -> None:
    produce(
        provisioned,
        RAW,
        [
            Sent(b'{"text": "a"}', b"k", (("h", b"v"),)),
            Sent(b"\xff broken\x1b[2J", b"k"),
            Sent(None, b"k"),
        ],
    )
    shown = run_command(
        provisioned, "tail", "--topic", "articles.raw", "--from-beginning", "--json", "--limit", "3"
    )
    first, second, third = map(json.loads, shown.stdout.splitlines())
    assert first["value"] == {"text": "a"}
    assert (first["topic"], first["key"], first["headers"]) == ("articles.raw", "k", {"h": "v"})
    assert second["value"] == "\\xff broken\x1b[2J"
    assert "\x1b" not in shown.stdout  # JSON has it escaped
    assert third["value"] is None
    plain = run_command(
        provisioned, "tail", "--topic", "articles.raw", "--last", "3", "--limit", "3"
    )
    assert plain.returncode == 0
    assert "\\xff broken" in plain.stdout
    assert "\x1b" not in plain.stdout
    wrong = run_command(provisioned, "tail", "--topic", "articles.rwa")
    assert wrong.returncode == 2
    assert "articles.raw" in wrong.stderr


def test_a_record_of_another_version_is_said_to_be(provisioned: Settings) -> None:
    produce(
        provisioned,
        DEAD_LETTERS,
        [Sent(b"x", b"k")],
    )
    shown = run_command(
        provisioned, "tail", "--topic", "articles.deadletter", "--from-beginning", "--limit", "1"
    )
    assert "headers missing or malformed" in shown.stdout
