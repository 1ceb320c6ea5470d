"""Offsets with gaps: transactions, and records that the broker removed unread."""

from collections.abc import Sequence

import pytest
from confluent_kafka import Producer
from kafka import TopicPartition

from schemas.topics import RAW, topic_name
from streams.broker.client import connect_admin
from streams.settings import Settings
from tests.support.broker import Sent
from tests.support.ledger import Place
from tests.support.scene import Scene, feed

pytestmark = [pytest.mark.fault, pytest.mark.kafka, pytest.mark.timeout(600)]


def produce_in_transactions(
    settings: Settings, transactions: Sequence[tuple[Sequence[Sent], bool]]
) -> None:
    """Write each batch in a transaction of its own; commit it or abort it."""
    producer = Producer(
        {
            "bootstrap.servers": settings.kafka_bootstrap_servers,
            "transactional.id": settings.topic_prefix + "test",
        }
    )
    producer.init_transactions(30)
    for records, commit in transactions:
        producer.begin_transaction()
        for record in records:
            producer.produce(
                topic_name(RAW, settings.topic_prefix), value=record.value, key=record.key
            )
        producer.flush(30)
        if commit:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)


def test_transactions_leave_gaps_and_what_was_aborted_never_happened(stage: Scene) -> None:
    running = stage.worker()
    good = [list(feed(15, first=start)) for start in (0, 100, 200)]
    aborted = list(feed(15, first=300))
    produce_in_transactions(
        stage.settings, [(good[0], True), (aborted, False), (good[1], True), (good[2], True)]
    )
    stage.feed(feed(15, first=400))
    stage.await_outputs(60)
    stage.settle()
    stage.check(duplicates=0)
    assert stage.ledger.count(stage.stages[-1].sink.name) == 60
    assert running.stop() == 0


def test_records_that_were_removed_unread_are_skipped(stage: Scene) -> None:
    first = stage.worker()
    stage.feed(feed(30))
    stage.settle()
    assert first.stop() == 0
    unread = stage.feed(feed(60, first=100))
    ends: dict[int, int] = {}
    for place in unread[:40]:
        ends[place.partition] = max(ends.get(place.partition, 0), place.offset + 1)
    name = topic_name(RAW, stage.settings.topic_prefix)
    stage.watcher.catch_up()
    with connect_admin(stage.settings) as admin:
        admin.delete_records({TopicPartition(name, part): end for part, end in ends.items()})
    removed = [p for p in unread if p.offset < ends.get(p.partition, 0)]
    assert len(removed) >= 40
    stage.ledger.forgive(Place(*place) for place in removed)
    second = stage.worker()
    stage.feed(feed(20, first=200))
    stage.settle()
    stage.check(duplicates=0)
    assert stage.ledger.count(stage.stages[-1].sink.name) == 110 - len(removed)
    assert second.stop() == 0
