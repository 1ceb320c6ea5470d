"""Sends records in order and waits until the broker has confirmed every one."""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from aiokafka.errors import KafkaError, KafkaTimeoutError
from faust.exceptions import ProducerSendError

from streams.metrics import Metrics

logger = logging.getLogger(__name__)

BACKOFF_SECONDS = (0.2, 5.0)


class DeliveryError(Exception):
    """The broker does not take a record, and trying again does not help."""


class Producer(Protocol):
    """Faust's producer, as far as it is used here."""

    async def send(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        partition: int | None,
        timestamp: float | None,
        headers: list[tuple[str, bytes]] | None,
    ) -> "asyncio.Future[object]":
        """Enqueue; the future is done when the broker has confirmed."""
        ...


@dataclass(frozen=True, slots=True)
class Letter:
    """One record on its way out; the topic with its prefix, the partition by key where None."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]
    partition: int | None = None


class Sender:
    """A stage's way to the broker.

    Args:
        producer: Where the records go.
        stage: Whose they are, for the metrics.
        attempts: Sends of one record, at most.
        metrics: Count failed and repeated sends.
    """

    def __init__(self, producer: Producer, *, stage: str, attempts: int, metrics: Metrics) -> None:
        self._producer = producer
        self._stage = stage
        self._attempts = attempts
        self._metrics = metrics

    async def send(self, letters: Sequence[Letter]) -> None:
        """Send in order and await every confirmation; resend from the first failure on.

        Raises:
            DeliveryError: the broker does not take a record.
        """
        waiting = list(letters)
        begun = monotonic()
        for attempt in range(1, self._attempts + 1):
            failed_at, error = await self._try(waiting)
            if error is None:
                if letters:
                    self._metrics.produce_time.labels(self._stage).observe(monotonic() - begun)
                return
            self._metrics.produce_errors.labels(self._stage).inc()
            letter = waiting[failed_at]
            if attempt == self._attempts or not _is_transient(error):
                raise DeliveryError(
                    f"{letter.topic}: {type(error).__name__}, after {attempt} attempts"
                ) from error
            logger.warning(
                "a send failed and is tried again",
                extra={
                    "fields": {
                        "topic": letter.topic,
                        "error": type(error).__name__,
                        "attempt": attempt,
                    }
                },
            )
            self._metrics.retries.labels(self._stage).inc()
            waiting = waiting[failed_at:]
            least, most = BACKOFF_SECONDS
            pause = min(most, least * 2**attempt)
            await asyncio.sleep(pause * (0.5 + random.random() / 2))  # noqa: S311 - jitter

    async def _try(self, letters: Sequence[Letter]) -> tuple[int, BaseException | None]:
        """Return the first failure and where, or None."""
        sent: list[asyncio.Future[object]] = []
        failure: tuple[int, BaseException | None] = (len(letters), None)
        try:
            for letter in letters:
                sent.append(
                    await self._producer.send(
                        letter.topic,
                        letter.key,
                        letter.value,
                        letter.partition,
                        None,
                        letter.headers,
                    )
                )
        except (KafkaError, ProducerSendError) as error:
            failure = (len(sent), error)
        for index, result in enumerate(await asyncio.gather(*sent, return_exceptions=True)):
            if isinstance(result, BaseException):
                return index, result
        return failure


def _is_transient(error: BaseException) -> bool:
    cause = error.__cause__ if isinstance(error, ProducerSendError) else error
    # A timeout is one of the client's own, with no word from the broker.
    return isinstance(cause, KafkaTimeoutError) or bool(getattr(cause, "retriable", False))
