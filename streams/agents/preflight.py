"""Before anything is consumed: is the broker there, and are the topics? How to speak to it."""

import asyncio
import logging
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError, KafkaTimeoutError, UnknownTopicOrPartitionError
from kafka.errors import KafkaError as AdminError

from streams.connection import client_arguments
from streams.permissions import RightsMissingError, ask_missing
from streams.roles import Right
from streams.settings import Settings

logger = logging.getLogger(__name__)

RETRY_SECONDS = 2.0


class TopicsMissingError(Exception):
    """Topics that the worker reads or writes are not on the broker."""


async def await_broker(settings: Settings, topics: Iterable[str], rights: Iterable[Right]) -> None:
    """Wait until the broker answers, however long; then look for the topics and the rights.

    Args:
        settings: Where the broker is and how to speak to it.
        topics: Names on the broker, prefix included.
        rights: What the worker needs.

    Raises:
        TopicsMissingError: with the names, and with what to do.
        RightsMissingError: the same of rights.
    """
    while True:
        try:
            missing = await _missing(settings, topics)
            denied = await asyncio.to_thread(ask_missing, settings, rights)
        except (KafkaError, AdminError, OSError) as error:
            if not passes(error):
                raise
            logger.warning(
                "the broker does not answer",
                extra={
                    "fields": {
                        "servers": settings.kafka_bootstrap_servers,
                        "error": type(error).__name__,
                    }
                },
            )
            await asyncio.sleep(RETRY_SECONDS)
            continue
        if missing:
            raise TopicsMissingError(
                f"run `crisiswire topics apply`: not on the broker: {', '.join(sorted(missing))}"
            )
        if denied:
            raise RightsMissingError(denied, settings)
        return


async def _missing(settings: Settings, topics: Iterable[str]) -> set[str]:
    admin = AIOKafkaAdminClient(**client_arguments(settings))
    try:
        await admin.start()
        described = await admin.describe_topics(sorted(topics))
    except UnknownTopicOrPartitionError:
        return set(topics)
    finally:
        await admin.close()
    return {topic["topic"] for topic in described if topic["error_code"] == 3}


def passes(error: Exception) -> bool:
    """Say whether it passes by itself: one of several brokers is down, or a leader away."""
    return isinstance(error, OSError | KafkaTimeoutError) or bool(
        getattr(error, "retriable", False)
    )


def consumer_of_no_group(settings: Settings) -> AIOKafkaConsumer:
    """Return a consumer, not yet started, that reads a log for itself from its beginning."""
    return AIOKafkaConsumer(
        **client_arguments(settings),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
