"""The compose file's broker: a real Apache Kafka of that version starts on its properties."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from schemas import TOPICS
from schemas.topics import RAW
from streams.broker.topics import provision
from streams.local.jars import KAFKA_VERSION, fetch_jars, find_java
from streams.local.node import Node
from streams.local.ports import HOST, free_ports
from streams.local.properties import Address
from streams.local.ready import wait_until_ready
from streams.settings import load_settings
from tests.deploy.test_compose import COMPOSE, interpolate

pytestmark = pytest.mark.kafka

START_SECONDS = 90.0


def kafka_service() -> dict[str, Any]:
    document = yaml.safe_load(interpolate(COMPOSE.read_text("utf-8")))
    service: dict[str, Any] = document["services"]["kafka"]
    return service


def as_properties(environment: dict[str, Any]) -> dict[str, str]:
    """Return what the image makes of its environment: KAFKA_LOG_DIRS is log.dirs."""
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value)
        for name, value in environment.items()
        if name.startswith("KAFKA_")
    }


def on_loopback(properties: dict[str, str], ports: tuple[int, ...], data: Path) -> dict[str, str]:
    """Return the properties with this machine's address, free ports and folder in them."""
    internal, external, controller = ports
    moved = {
        "INTERNAL://:19092": f"INTERNAL://{HOST}:{internal}",
        "INTERNAL://kafka:19092": f"INTERNAL://{HOST}:{internal}",
        "EXTERNAL://:9092": f"EXTERNAL://{HOST}:{external}",
        "EXTERNAL://127.0.0.1:9092": f"EXTERNAL://{HOST}:{external}",
        "CONTROLLER://:9093": f"CONTROLLER://{HOST}:{controller}",
        "1@kafka:9093": f"1@{HOST}:{controller}",
        "/var/lib/kafka/data": str(data),
    }
    return {
        name: ",".join(moved.get(part, part) for part in value.split(","))
        for name, value in properties.items()
    }


@pytest.fixture
def listeners(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The broker's internal and external port."""
    environment = kafka_service()["environment"]
    ports = free_ports(3)
    properties = on_loopback(as_properties(environment), ports, tmp_path / "data")
    config = tmp_path / "server.properties"
    config.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    run = (find_java(), "-Xmx384m", "-XX:TieredStopAtLevel=1", "-cp", f"{fetch_jars()}/*")
    format_storage = ("kafka.tools.StorageTool", "format", "-t", environment["CLUSTER_ID"])
    done = subprocess.run(
        [*run, *format_storage, "-c", config.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    node = Node(tmp_path, (*run, "kafka.Kafka", config.name))
    try:
        node.start()
        deadline = time.monotonic() + START_SECONDS
        wait_until_ready(Address(1, ports[0], ports[2]), {1}, node=node, deadline=deadline)
        yield ports[0], ports[1]
    finally:
        node.kill()


def test_the_broker_starts_and_a_record_goes_through_a_group(listeners: tuple[int, int]) -> None:
    internal, external = (f"{HOST}:{port}" for port in listeners)
    provision(load_settings(kafka_bootstrap_servers=internal, topic_partitions=2))
    with KafkaProducer(bootstrap_servers=external) as producer:
        producer.send(RAW.name, b"{}").get(30)
    # A group needs the offsets topic, of which one broker cannot hold three replicas.
    consumer = KafkaConsumer(
        RAW.name, bootstrap_servers=internal, group_id="crisiswire", auto_offset_reset="earliest"
    )
    try:
        assert {topic.name for topic in TOPICS} <= consumer.topics()
        record = next(iter(consumer))
        assert record.value == b"{}"
        consumer.commit()
        assert consumer.committed(TopicPartition(RAW.name, record.partition)) == 1
        consumer.partitions_for_topic("no.such.topic")
        assert "no.such.topic" not in consumer.topics()
    finally:
        consumer.close()


def test_the_image_is_of_the_version_that_the_tests_run() -> None:
    assert kafka_service()["image"] == f"apache/kafka:{KAFKA_VERSION}"
