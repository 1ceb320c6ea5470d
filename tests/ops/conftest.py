"""One broker for the tests of operations, where three are not the point."""

from collections.abc import Iterator

import pytest

from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.settings import Settings, load_settings


@pytest.fixture(scope="session")
def lone_kafka() -> Iterator[LocalKafka]:
    """One broker, shared; it is not killed or filled."""
    with LocalKafka(nodes=1) as kafka:
        yield kafka


@pytest.fixture
def lone(lone_kafka: LocalKafka, topic_prefix: str) -> Settings:
    """Settings for it, with topics of this test's own on the broker."""
    settings = load_settings(
        kafka_bootstrap_servers=lone_kafka.bootstrap_servers,
        topic_prefix=topic_prefix,
        topic_partitions=4,
        metrics_port=0,
    )
    provision(settings)
    return settings
