"""The dashboards over a real worker on a real Kafka, scraped by a real Prometheus.

The same under failing, lagging and dead-letter load: tests/ops/test_dashboards_live.py.
"""

import time
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from schemas.topics import DEAD_LETTERS, ENTITIES, ESCALATION, RAW, SANCTIONS
from streams.local import LocalKafka
from streams.settings import Settings
from tests.support.articles import articles
from tests.support.dashboards import panel_queries, short_rules
from tests.support.exporter import lag_exporter
from tests.support.prometheus import installed, run_prometheus
from tests.support.worker import WorkerProcess, worker

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.skipif(
        not installed(), reason="Debian's package `prometheus` is missing: deploy/setup prometheus"
    ),
]

ARTICLES = 120
BROKEN = 30
DONE_SECONDS = 120
FLOW = (
    ("entities", RAW, ENTITIES),
    ("sanctions", ENTITIES, SANCTIONS),
    ("escalation", SANCTIONS, ESCALATION),
)


def publish(settings: Settings) -> None:
    """Push the articles, with broken ones among them, over some seconds."""
    with KafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers.split(",")) as producer:
        topic = settings.topic_prefix + RAW.name
        for number, (key, value) in enumerate(articles(ARTICLES)):
            producer.send(topic, value, key=key.encode())
            if number < BROKEN:
                producer.send(topic, b"{ not json", key=b"broken")
            time.sleep(0.05)


def records_on(settings: Settings, topic: str) -> int:
    """Return how many records a topic holds."""
    consumer = KafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers.split(","))
    try:
        name = settings.topic_prefix + topic
        partitions = [TopicPartition(name, one) for one in consumer.partitions_for_topic(name)]
        return sum(consumer.end_offsets(partitions).values())
    finally:
        consumer.close()


def await_done(process: WorkerProcess) -> None:
    """Wait until all has been read, and nothing is in flight or waits in a topic."""
    deadline = time.monotonic() + DONE_SECONDS
    while (
        process.metric("crisiswire_messages_consumed_total", stage="entities") < ARTICLES + BROKEN
        or process.metric("crisiswire_in_flight") > 0
        or process.metric("crisiswire_consumer_lag_records") > 0
    ):
        assert time.monotonic() < deadline, f"{flow_of(process)}\n{process.told()}"
        time.sleep(0.5)


def flow_of(process: WorkerProcess) -> str:
    names = ("consumed", "produced", "failed")
    shown = {f"crisiswire_messages_{name}_total" for name in names} | {
        "crisiswire_dead_letters_total",
        "crisiswire_in_flight",
        "crisiswire_consumer_lag_records",
        "crisiswire_partitions_assigned",
    }
    return "\n".join(
        f"{name} {dict(labels)} {value:g}"
        for (name, labels), value in process.metrics().items()
        if name in shown and value
    )


def test_every_panel_has_data_and_the_counts_agree_with_the_topics(
    cluster: LocalKafka, provisioned: Settings, tmp_path: Path
) -> None:
    with (
        lag_exporter(provisioned, tmp_path) as exporter,
        worker(cluster.bootstrap_servers, provisioned.topic_prefix, tmp_path) as process,
    ):
        assert process.url is not None
        jobs = {
            "crisiswire-worker": [process.url.removeprefix("http://")],
            "crisiswire-lag": [exporter.url.removeprefix("http://")],
        }
        with run_prometheus(tmp_path, jobs, rules=short_rules()) as prometheus:
            while prometheus.up() < 2:  # it takes some seconds to find its targets
                time.sleep(0.2)
            publish(provisioned)
            await_done(process)
            time.sleep(2)  # one more scrape, and the gauges' tick
            # The window spans the whole run: what flowed within it must show.
            empty = [
                f"{one.name}: {one.expr}"
                for one in panel_queries(rate_interval="10m")
                if not prometheus.over(one.expr, 10)
            ]
            assert empty == []

        for stage, source, sink in FLOW:
            consumed = process.metric("crisiswire_messages_consumed_total", stage=stage)
            produced = process.metric(
                "crisiswire_messages_produced_total", stage=stage, topic=sink.name
            )
            refused = process.metric("crisiswire_dead_letters_total", stage=stage)
            assert consumed == produced + refused == records_on(provisioned, source.name)
            assert produced == records_on(provisioned, sink.name)
        assert process.metric("crisiswire_dead_letters_total") == BROKEN
        assert process.metric("crisiswire_dead_letters_total", reason="not_json") == BROKEN
        assert records_on(provisioned, DEAD_LETTERS.name) == BROKEN
        assert process.metric("crisiswire_consumer_lag_records") == 0
        assert process.stop() == 0
