"""Writes what the stages made, and waits until the broker has confirmed it."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from faust.types import EventT, Message

from schemas import TOPICS, DeadLetter, Reason
from schemas.deadletter import HEADER_PREFIX, MESSAGE_CHARACTERS
from schemas.topics import DEAD_LETTERS
from streams import PIPELINE_VERSION
from streams.agents.breaker import Breaker
from streams.agents.passage import Passage, Tracer
from streams.agents.sender import Letter, Producer, Sender
from streams.agents.window import Finished
from streams.metrics import Metrics
from streams.pipeline import Step
from streams.record import Headers, Output, Record, Refusal
from streams.settings import Settings
from streams.wire import Wire

# Sound articles that are not for us: a feed may be full of them, and nothing is wrong.
NOT_OURS = frozenset(
    {Reason.NOT_ENGLISH, Reason.EMPTY_TEXT, Reason.TEXT_TOO_LONG, Reason.TOO_LARGE}
)
MAX_BYTES = {topic.name: topic.max_message_bytes for topic in TOPICS}
# What Kafka adds to key, value and headers, generously.
RECORD_OVERHEAD_BYTES = 1024
HEADER_OVERHEAD_BYTES = 8
MAX_DIGITS = 10  # of a count in a header, which anybody may have written


@dataclass(frozen=True, slots=True)
class _Passed:
    """A record that a stage is done with: its outputs in their form on the wire, or a refusal."""

    item: Finished[EventT]
    passage: Passage
    outputs: list[Output]
    refusal: Refusal | None


class Outbox:
    """The way out of one stage.

    Args:
        stage: Whose outputs they are.
        producer: Where they go.
        settings: The topics' prefix, the consumer group, how often a send is tried.
        breaker: Asked before a dead letter is written.
        wire: The form of what consumers read.
        tracer: Begins each record's part in its trace.
        metrics: Counted when the broker has confirmed.
    """

    def __init__(
        self,
        stage: Step,
        *,
        producer: Producer,
        settings: Settings,
        breaker: Breaker,
        wire: Wire,
        tracer: Tracer,
        metrics: Metrics,
    ) -> None:
        self._stage = stage
        self._sender = Sender(
            producer, stage=stage.name, attempts=settings.produce_attempts, metrics=metrics
        )
        self._prefix = settings.topic_prefix
        self._group = settings.group
        self._breaker = breaker
        self._wire = wire
        self._tracer = tracer
        self._metrics = metrics

    async def deliver(self, finished: Sequence[Finished[EventT]]) -> None:
        """Write everything that came of consecutive records, in order, and await the broker.

        Raises:
            TooManyDeadLettersError: the circuit breaker opened.
            DeliveryError: the broker does not take a record.
        """
        passed = [self._pass(item) for item in finished]
        try:
            letters = [letter for one in passed for letter in self._letters(one)]
            await self._sender.send(letters)
        except Exception as error:
            for one in passed:
                one.passage.fail(error)
            raise
        with self._metrics.flow:
            self._count(passed, letters)
        for one in passed:
            one.passage.end(one.item.outcome, one.refusal)

    def _pass(self, item: Finished[EventT]) -> "_Passed":
        message = item.source.message
        passage = self._tracer.begin(self._stage.name, message, source_headers(message), item.since)
        outputs = [self._wire.wrap(passage.carry(output)) for output in item.outcome.outputs]
        return _Passed(item, passage, outputs, item.outcome.refusal or self._too_large(outputs))

    def _letters(self, passed: "_Passed") -> list[Letter]:
        """Return what is to be written for one record; asks the breaker, and tells it.

        Raises:
            TooManyDeadLettersError: it opened.
        """
        refusal = passed.refusal
        ours = refusal is not None and refusal.reason not in NOT_OURS
        if ours:
            self._breaker.check()
        self._breaker.count(refused=ours)
        if refusal is None:
            return [self._letter(output) for output in passed.outputs]
        self._metrics.messages_failed.labels(self._stage.name, refusal.reason).inc()
        return [self._dead_letter(passed.item.source.message, refusal)]

    def _count(self, passed: Sequence["_Passed"], letters: Sequence[Letter]) -> None:
        now = dt.datetime.now(dt.UTC).timestamp()
        stage, metrics = self._stage.name, self._metrics
        metrics.in_flight.labels(stage).dec(len(passed))
        metrics.breaker_fill.labels(stage).set(self._breaker.fill)
        for letter in letters:
            topic = letter.topic.removeprefix(self._prefix)
            metrics.messages_produced.labels(stage, topic).inc()
        for one in passed:
            outcome, exemplar = one.item.outcome, one.passage.exemplar
            metrics.stage_time.labels(stage).observe(outcome.seconds, exemplar)
            if one.refusal is not None:
                metrics.dead_letters.labels(stage, one.refusal.reason).inc()
                continue
            metrics.count_content(outcome.counts)
            timestamp = one.item.source.message.timestamp
            if timestamp is not None and timestamp > 0:
                metrics.end_to_end.labels(stage).observe(max(0.0, now - timestamp), exemplar)

    def _letter(self, output: Output) -> Letter:
        return Letter(self._prefix + output.topic, output.key, output.value, list(output.headers))

    def _too_large(self, outputs: Sequence[Output]) -> Refusal | None:
        for output in outputs:
            size = len(output.key) + len(output.value) + _headers_size(output.headers)
            limit = MAX_BYTES[output.topic] - RECORD_OVERHEAD_BYTES
            if size > limit:
                return Refusal(
                    Reason.OUTPUT_REFUSED,
                    "RecordTooLarge",
                    f"{size} bytes for {output.topic}, which takes {limit}",
                )
        return None

    def _dead_letter(self, message: Message, refusal: Refusal) -> Letter:
        value: bytes | None = message.value
        if value is None and message.key is None:
            value = b""  # no client sends a record without both; the missing sha256 tells which
        headers = source_headers(message)
        kept = [pair for pair in headers if not pair[0].startswith(HEADER_PREFIX)]
        earlier = dict(pair for pair in headers if pair[0].startswith(HEADER_PREFIX))
        room = MAX_BYTES[DEAD_LETTERS.name] - 8 * RECORD_OVERHEAD_BYTES
        room -= len(message.key or b"") + _headers_size(kept)
        room = max(0, room)  # so many headers that our estimate of their size is above the limit
        truncated = value is not None and len(value) > room
        letter = DeadLetter(
            original_topic=message.topic.removeprefix(self._prefix),
            original_partition=message.partition,
            original_offset=message.offset,
            original_timestamp=_milliseconds(message),
            original_size=len(value or b""),
            original_sha256=_sha256(message.value),
            value_truncated=truncated,
            consumer_group=self._group,
            stage=self._stage.name,
            reason=refusal.reason,
            error_class=refusal.error_class,
            message=refusal.message[:MESSAGE_CHARACTERS],
            attempt=_earlier_attempt(earlier) + 1,
            first_failed_at=_first_failed_at(earlier) or dt.datetime.now(dt.UTC),
            pipeline_version=PIPELINE_VERSION,
        )
        return Letter(
            self._prefix + DEAD_LETTERS.name,
            message.key,
            value[:room] if truncated and value is not None else value,
            kept + letter.to_headers(),
        )


def source_headers(message: Message) -> list[tuple[str, bytes]]:
    """Return the message's headers as pairs; Faust has a mapping or a list of them, or None."""
    headers = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else headers
    return [(name, b"" if value is None else bytes(value)) for name, value in pairs]


def record_of(event: EventT) -> Record:
    """Return the Kafka record behind a Faust event."""
    message = event.message
    timestamp = message.timestamp
    return Record(
        value=message.value,
        key=message.key,
        headers=tuple(source_headers(message)),
        timestamp_ms=None if timestamp is None else round(timestamp * 1000),
    )


def _sha256(value: bytes | None) -> str | None:
    return None if value is None else hashlib.sha256(value).hexdigest()


def _headers_size(headers: Headers | Sequence[tuple[str, bytes]]) -> int:
    return sum(len(name) + len(value) + HEADER_OVERHEAD_BYTES for name, value in headers)


def _milliseconds(message: Message) -> int | None:
    return None if message.timestamp is None else round(message.timestamp * 1000)


def _earlier_attempt(headers: dict[str, bytes]) -> int:
    """Return the attempt that a replayed record carries, else 0."""
    value = headers.get(HEADER_PREFIX + "attempt", b"0")
    return int(value) if value.isdigit() and len(value) < MAX_DIGITS else 0


def _first_failed_at(headers: dict[str, bytes]) -> dt.datetime | None:
    value = headers.get(HEADER_PREFIX + "first_failed_at")
    if value is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(value.decode("ascii", "replace"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
