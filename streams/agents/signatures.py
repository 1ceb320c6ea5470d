"""The register of signatures in this worker: read from the log, from its beginning, in order.

Every worker that runs the first stage reads the whole of `articles.signatures`, so each of
them has the same register and gives the same answers, whatever it has seen itself. There is
no state on disk: a worker that starts reads the log to its end before it takes in articles.
"""

import asyncio
import logging
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord
from pydantic import ValidationError

from schemas import ArticleSignature
from schemas.topics import SIGNATURES, topic_name
from streams.agents.preflight import RETRY_SECONDS, consumer_of_no_group, passes
from streams.agents.sender import DeliveryError
from streams.metrics import Metrics
from streams.settings import Settings
from streams.stages.duplicates import Answer, Register

logger = logging.getLogger(__name__)

POLL_MS = 1000
# At most so many between two turns of the event loop: some 70 ms of work.
POLL_RECORDS = 500


class LogLostError(Exception):
    """The log was begun anew while it was read; what is known is no longer what it says."""


class SignatureReader:
    """Reads the log into a register.

    Args:
        settings: Where the broker is, and how much is remembered.
        metrics: Told the register's size.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._register = Register(
            settings.duplicate_window_articles, settings.duplicate_window_hours
        )
        self._partition = TopicPartition(topic_name(SIGNATURES, settings.topic_prefix), 0)
        self._expected = 0
        self._waiting: dict[tuple[str, str], list[asyncio.Future[Answer]]] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._following: asyncio.Task[None] | None = None
        # The longest that a record may take to come back: what the sends before it may take.
        self._patience = settings.produce_timeout_seconds * settings.produce_attempts

    async def start(self) -> None:
        """Read the log to its end; then go on reading in the background.

        Raises:
            KafkaError: the broker refuses, such as for want of a right.
        """
        while True:
            try:
                consumer = await self._connect()
                end = (await consumer.end_offsets([self._partition]))[self._partition]
                while await consumer.position(self._partition) < end:
                    await self._poll(consumer)
                break
            except (KafkaError, OSError) as error:
                if not passes(error):
                    raise
                logger.warning(
                    "the log of signatures cannot be read yet",
                    extra={"fields": {"error": type(error).__name__}},
                )
                await self._disconnect()
                await asyncio.sleep(RETRY_SECONDS)
        self._following = asyncio.create_task(self._follow(consumer), name="signatures")

    async def stop(self) -> None:
        """Read no more; who still waits is let go."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await self._disconnect()
        for waiting in self._waiting.values():
            for future in waiting:
                future.cancel()

    async def failed(self) -> None:
        """Wait for ever, or raise what ended the reading.

        Raises:
            LogLostError: see there.
            KafkaError: the broker refuses.
        """
        if self._following is None:
            raise RuntimeError("not started")
        await asyncio.shield(self._following)

    def look_up(self, signature: ArticleSignature) -> Answer | None:
        """Return the answer for a signature that is on the log already, and was read."""
        return self._register.look_up(signature)

    async def answer(self, signature: ArticleSignature) -> Answer:
        """Return the answer for a signature that was written, when it has come back.

        Raises:
            DeliveryError: it does not come back.
        """
        known = self._register.look_up(signature)
        if known is not None:
            return known
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(_version(signature), []).append(future)
        try:
            return await asyncio.wait_for(future, self._patience)
        except TimeoutError:
            raise DeliveryError(
                f"{self._partition.topic}: a record was confirmed and is not read back"
            ) from None

    async def _connect(self) -> AIOKafkaConsumer:
        """Return a consumer of no group at the log's beginning, or where reading stopped."""
        self._consumer = consumer_of_no_group(self._settings)
        await self._consumer.start()
        self._consumer.assign([self._partition])
        if self._expected:
            self._consumer.seek(self._partition, self._expected)
        else:
            await self._consumer.seek_to_beginning(self._partition)
        return self._consumer

    async def _disconnect(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    async def _follow(self, consumer: AIOKafkaConsumer) -> None:
        while True:
            try:
                await self._poll(consumer)
            except (KafkaError, OSError) as error:
                if not passes(error):
                    raise
                await asyncio.sleep(RETRY_SECONDS)

    async def _poll(self, consumer: AIOKafkaConsumer) -> None:
        found = await consumer.getmany(
            self._partition, timeout_ms=POLL_MS, max_records=POLL_RECORDS
        )
        self._take(found.get(self._partition, ()))

    def _take(self, records: Iterable[ConsumerRecord]) -> None:
        for record in records:
            if record.offset < self._expected:
                raise LogLostError(
                    f"{self._partition.topic}: offset {record.offset} after {self._expected - 1}"
                )
            self._expected = record.offset + 1
            try:
                signature = ArticleSignature.model_validate_json(
                    record.value or b"", extra="ignore"
                )
                answer = self._register.add(signature, record.timestamp)
            except (ValidationError, ValueError) as error:
                # Of another version of crisiswire, or of nobody's: the same to every reader.
                logger.warning(
                    "a record on the log of signatures is passed over",
                    extra={"fields": {"offset": record.offset, "error": type(error).__name__}},
                )
                continue
            for future in self._waiting.pop(_version(signature), ()):
                if not future.done():
                    future.set_result(answer)
        self._metrics.register_articles.set(len(self._register))


def _version(signature: ArticleSignature) -> tuple[str, str]:
    return signature.article_id, signature.text_hash
