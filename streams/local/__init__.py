"""A real Apache Kafka on this machine, without Docker: one node for a demo, three for tests."""

from streams.local.cluster import LocalKafka
from streams.local.jars import LocalKafkaError
from streams.local.security import Security

__all__ = ["LocalKafka", "LocalKafkaError", "Security"]
