"""kafka-python clients from the settings. For tools, never inside the worker's event loop."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError, KafkaTimeoutError

from schemas.topics import TOPICS
from streams.connection import client_arguments
from streams.settings import Settings

CONNECT_MS = 10_000
REQUEST_MS = 30_000
CLOSE_SECONDS = 5.0
# A producer refuses larger records by itself; the topics' own limits stay below it.
MAX_REQUEST_BYTES = max(topic.max_message_bytes for topic in TOPICS) + 1024 * 1024


class BrokerError(RuntimeError):
    """The broker cannot be reached or refuses; the message is for the person at the terminal."""


def _arguments(settings: Settings) -> dict[str, Any]:
    return {
        **client_arguments(settings),
        "bootstrap_timeout_ms": CONNECT_MS,
        "request_timeout_ms": REQUEST_MS,
    }


def connect_admin(settings: Settings) -> KafkaAdminClient:
    """Return an admin client, connected.

    Raises:
        BrokerError: no broker answers.
    """
    try:
        return KafkaAdminClient(**_arguments(settings))
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error


def connect_producer(settings: Settings, **options: Any) -> KafkaProducer:
    """Return an idempotent producer that waits for all in-sync replicas.

    Raises:
        BrokerError: no broker answers.
    """
    arguments = {
        "acks": "all",
        "enable_idempotence": True,
        "max_request_size": MAX_REQUEST_BYTES,
        "allow_auto_create_topics": False,
        "linger_ms": 5,
        **options,
    }
    try:
        return KafkaProducer(**_arguments(settings), **arguments)
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error


@contextmanager
def producing(settings: Settings, **options: Any) -> Iterator[KafkaProducer]:
    """Connect a producer for the length of a `with`; whoever sends awaits the confirmations.

    At the end nothing is waited for much longer: kafka-python's own `close` waits for ever for
    what a broker that has gone will never confirm.

    Raises:
        BrokerError: no broker answers.
    """
    producer = connect_producer(settings, **options)
    try:
        yield producer
    finally:
        with suppress(KafkaTimeoutError):
            producer.close(timeout=CLOSE_SECONDS)


def connect_consumer(settings: Settings, **options: Any) -> KafkaConsumer:
    """Return a consumer of no group, that commits nothing.

    Raises:
        BrokerError: no broker answers.
    """
    arguments = {
        "group_id": None,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        **options,
    }
    try:
        return KafkaConsumer(**_arguments(settings), **arguments)
    except (KafkaError, OSError) as error:
        raise unreachable(settings, error) from error


def unreachable(settings: Settings, error: BaseException) -> BrokerError:
    """Return the error to show when no broker answers; it holds no secret."""
    return BrokerError(
        f"no Kafka broker answers at {settings.kafka_bootstrap_servers}"
        f" ({settings.kafka_security_protocol}): {type(error).__name__}: {error}"
    )
