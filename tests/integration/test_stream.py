"""A real worker on three real brokers: every article in comes out once, and the same as offline."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from confluent_kafka import Producer
from kafka.admin import ConfigResource

from schemas import DeadLetter, EnrichedArticle, EscalationEvent, Reason, SanctionsEvent
from schemas.topics import (
    DEAD_LETTERS,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS_EVENTS,
)
from streams.broker.client import connect_admin
from streams.inputs import Draft
from streams.offline import enrich
from streams.record import Record
from streams.resources import Resources
from streams.settings import Settings
from tests.support.articles import article, articles
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.worker import worker

pytestmark = pytest.mark.kafka

COUNT = 120
LONG = 20  # sentences repeated into articles that span several micro-batches


def values(count: int) -> list[tuple[str, bytes]]:
    """Short articles, and every tenth a long one."""
    made: list[tuple[str, bytes]] = []
    for key, value in articles(count):
        fields = json.loads(value)
        if len(made) % 10 == 0:
            fields["text"] = "\n\n".join([fields["text"]] * LONG)
        made.append((key, json.dumps(fields).encode()))
    return made


def keyed(records: list[tuple[str, bytes]]) -> list[Sent]:
    return [Sent(value, key.encode()) for key, value in records]


@pytest.fixture(scope="module")
def sent() -> list[tuple[str, bytes]]:
    return values(COUNT)


def without_received_at(value: bytes) -> dict[str, object]:
    fields: dict[str, object] = json.loads(value)
    assert fields.pop("received_at") is not None
    return fields


def test_every_article_comes_out_once_and_as_offline(
    provisioned: Settings, sent: list[tuple[str, bytes]], resources: Resources, tmp_path: Path
) -> None:
    with worker(provisioned.kafka_bootstrap_servers, provisioned.topic_prefix, tmp_path) as running:
        produce(provisioned, RAW, keyed(sent))
        enriched = await_records(provisioned, [ESCALATION], COUNT)
        assert running.stop() == 0
    assert read_all(provisioned, DEAD_LETTERS) == []
    assert len(read_all(provisioned, ESCALATION)) == COUNT
    assert Counter(record.key.decode() for record in enriched) == Counter(key for key, _ in sent)

    offline = {
        json.loads(result.value)["article_id"]: result.value
        for result in enrich((Draft(Record(value=v), k) for k, v in sent), resources)
        if result.value is not None
    }
    for record in enriched:
        there = json.loads(offline[record.key.decode()])
        assert there.pop("received_at") is None
        assert without_received_at(record.value) == there

    everything = [EnrichedArticle.model_validate_json(record.value) for record in enriched]
    assert sum(len(article.sanctions) for article in everything) > COUNT / 10
    assert sum(len(article.escalation) for article in everything) > COUNT / 2
    events_agree(provisioned, everything)


def events_agree(settings: Settings, everything: list[EnrichedArticle]) -> None:
    """The events topics hold the articles' mentions, no more, no less, under the same ids."""
    sanctions = read_all(settings, SANCTIONS_EVENTS)
    escalation = read_all(settings, ESCALATION_EVENTS)
    mentions = {m.id: (a.article_id, m) for a in everything for m in a.sanctions}
    indicators = {i.id: (a.article_id, i) for a in everything for i in a.escalation}
    assert len(sanctions) == len(mentions)
    assert len(escalation) == len(indicators)
    for record in sanctions:
        event = SanctionsEvent.model_validate_json(record.value)
        where, mention = mentions[event.id]
        assert event.article_id == where
        assert {**dict(event), **dict(mention)} == dict(event)
        assert record.key.decode() in {
            "-",
            *(party.country for party in event.targets),
            *(party.name for party in event.targets),
        }
    for record in escalation:
        indicator_event = EscalationEvent.model_validate_json(record.value)
        where, indicator = indicators[indicator_event.id]
        assert indicator_event.article_id == where
        assert {**dict(indicator_event), **dict(indicator)} == dict(indicator_event)
        assert ">" in record.key.decode()


def test_one_worker_a_stage(
    provisioned: Settings, sent: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    servers, prefix = provisioned.kafka_bootstrap_servers, provisioned.topic_prefix
    some = sent[:30]
    with (
        worker(servers, prefix, tmp_path, "--stage", "entities", pool_size="1") as first,
        worker(servers, prefix, tmp_path, "--stage", "sanctions", pool_size="1") as second,
        worker(servers, prefix, tmp_path, "--stage", "escalation", pool_size="1") as third,
    ):
        produce(provisioned, RAW, keyed(some))
        enriched = await_records(provisioned, [ESCALATION], len(some))
        assert [w.stop() for w in (first, second, third)] == [0, 0, 0]
    keys = Counter(record.key.decode() for record in enriched)
    assert keys == Counter(key for key, _ in some)


@pytest.mark.parametrize("codec", ["gzip", "snappy", "lz4", "zstd"])
def test_other_clients_and_codecs(provisioned: Settings, codec: str, tmp_path: Path) -> None:
    """librdkafka and aiokafka, compressed batches, headers, keys that are no ids."""
    topic = provisioned.topic_prefix + "articles.raw"
    servers = provisioned.kafka_bootstrap_servers
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    leave_batches_as_they_come(provisioned, topic)
    confluent = Producer({"bootstrap.servers": servers, "compression.type": codec})
    for number in range(10):
        confluent.produce(
            topic,
            key=f"feed-{number % 3}",
            value=json.dumps(article(number, seed=1)).encode(),
            headers=[("traceparent", trace.encode()), ("feed", None)],
        )
    assert confluent.flush(30) == 0
    asyncio.run(send_with_aiokafka(servers, topic, codec))
    with worker(servers, provisioned.topic_prefix, tmp_path) as running:
        enriched = await_records(provisioned, [ESCALATION], 20)
        assert running.stop() == 0
    assert {record.key.decode() for record in enriched} == {
        f"a-{seed}-{number}" for seed in (1, 2) for number in range(10)
    }
    traced = [r for r in enriched if r.key.decode().startswith("a-1-")]
    for record in traced:
        headers = dict(record.headers)
        assert headers["traceparent"] == trace.encode()
        assert headers["ce_specversion"] == b"1.0"
        assert headers["schema"] == b"escalation/1.0"
        assert headers["content-type"] == b"application/json"
        assert "feed" not in headers


def test_a_record_with_neither_key_nor_value(provisioned: Settings, tmp_path: Path) -> None:
    """kafka-python and aiokafka send none such, librdkafka and Java do; no client writes it on."""
    topic = provisioned.topic_prefix + RAW.name
    producer = Producer({"bootstrap.servers": provisioned.kafka_bootstrap_servers})
    producer.produce(topic, partition=0, headers=[("dlq_attempt", b"9" * 5000)])
    producer.produce(topic, value=json.dumps(article(7)).encode(), partition=0)
    assert producer.flush(30) == 0
    with worker(provisioned.kafka_bootstrap_servers, provisioned.topic_prefix, tmp_path) as running:
        await_records(provisioned, [ESCALATION], 1)
        assert running.stop() == 0
    (letter,) = read_all(provisioned, DEAD_LETTERS)
    facts = DeadLetter.from_headers(letter.headers)
    assert facts.reason is Reason.TOMBSTONE
    assert facts.original_sha256 is None
    assert facts.attempt == 1
    assert not letter.value


def leave_batches_as_they_come(settings: Settings, topic: str) -> None:
    """Set the topic up as another team may have done: our own would be unpacked by the broker."""
    with connect_admin(settings) as admin:
        resource = ConfigResource("topic", topic, {"compression.type": "producer"})
        assert admin.alter_configs([resource])["topic"][topic] == "OK"


async def send_with_aiokafka(servers: str, topic: str, codec: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers, compression_type=codec)
    await producer.start()
    try:
        for number in range(10):
            fields = article(number, seed=2)
            await producer.send_and_wait(
                topic, json.dumps(fields).encode(), key=str(fields["id"]).encode()
            )
    finally:
        await producer.stop()
