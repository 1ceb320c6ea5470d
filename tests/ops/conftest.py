"""One broker for the tests of operations, where three are not the point."""

from collections.abc import Iterator

import pytest

from streams.local import LocalKafka
from streams.settings import Settings
from tests.support.broker import provisioned_on


@pytest.fixture(scope="session")
def lone_kafka() -> Iterator[LocalKafka]:
    """One broker, shared; it is not killed or filled."""
    with LocalKafka(nodes=1) as kafka:
        yield kafka


@pytest.fixture
def lone(lone_kafka: LocalKafka, topic_prefix: str) -> Settings:
    """Settings for it, with topics of this test's own on the broker."""
    return provisioned_on(lone_kafka, topic_prefix, partitions=4)
