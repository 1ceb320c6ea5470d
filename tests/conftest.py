"""A real Apache Kafka for the tests that need one, started once."""

import os
import uuid
from collections.abc import Iterator

import pytest

# As `streams.__main__` does for the command, and like it before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.resources import Limits, Resources, load_resources
from streams.settings import Settings, load_settings


@pytest.fixture(scope="session")
def _cluster() -> Iterator[LocalKafka]:
    with LocalKafka(nodes=3) as kafka:
        yield kafka


@pytest.fixture
def cluster(_cluster: LocalKafka) -> Iterator[LocalKafka]:
    """Three brokers, shared by all tests; a broker that a test has ended is started again."""
    yield _cluster
    for node in _cluster.node_ids:
        if not _cluster.running(node):
            _cluster.start(node)


@pytest.fixture
def topic_prefix() -> str:
    """A prefix of topics and consumer groups that no other test has."""
    return f"t{uuid.uuid4().hex[:10]}."


@pytest.fixture
def settings(cluster: LocalKafka, topic_prefix: str) -> Settings:
    """Settings for the cluster, with topics of this test's own (not yet created)."""
    return load_settings(
        kafka_bootstrap_servers=cluster.bootstrap_servers,
        topic_prefix=topic_prefix,
        topic_partitions=4,
        metrics_port=0,
    )


@pytest.fixture
def provisioned(settings: Settings) -> Settings:
    """The same settings, with the topics on the broker."""
    provision(settings)
    return settings


@pytest.fixture(scope="session")
def resources() -> Resources:
    """The shipped model, lists and lexicons, loaded once."""
    return load_resources(model=None, limits=Limits(4 * 1024 * 1024, 100_000))
