"""Push articles onto `articles.raw`, and know of every one whether the broker has it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError
from kafka.producer.future import FutureRecordMetadata

from streams.inputs import Draft

# In flight at once: bounds our memory, kafka-python 3 itself has no limit.
IN_FLIGHT_RECORDS = 1_000
IN_FLIGHT_BYTES = 32 * 1024 * 1024
CONFIRM_SECONDS = 130.0  # above the producer's delivery timeout of 120 s
FAILURES_KEPT = 100


@dataclass(frozen=True)
class Failure:
    """An article that the broker does not have, as far as we know."""

    origin: str
    error: str


@dataclass(frozen=True)
class Published:
    """What became of the articles: `confirmed` are on the broker; `failures` are the first ones.

    `stopped_before` is the first that was not even sent, because the broker took nothing any more.
    """

    confirmed: int
    failed: int
    failures: tuple[Failure, ...]
    stopped_before: str | None = None


class _Tally:
    """Sends in flight, oldest first, and what became of those before."""

    def __init__(self, on_done: Callable[[bool], None]) -> None:
        self.waiting: deque[tuple[Draft, FutureRecordMetadata]] = deque()
        self.bytes = 0
        self.gave_up = False
        self._confirmed = 0
        self._failed = 0
        self._failures: list[Failure] = []
        self._on_done = on_done

    def add(self, draft: Draft, future: FutureRecordMetadata) -> None:
        self.waiting.append((draft, future))
        self.bytes += len(draft.record.value or b"")

    def settle_oldest(self) -> None:
        draft, future = self.waiting.popleft()
        self.bytes -= len(draft.record.value or b"")
        try:
            # One that was given up: the client answers for no other, either.
            future.get(timeout=0 if self.gave_up else CONFIRM_SECONDS)
        except KafkaError as error:
            self.fail(draft, error)
        else:
            self._confirmed += 1
            self._on_done(True)

    def fail(self, draft: Draft, error: KafkaError) -> None:
        self._failed += 1
        self.gave_up = self.gave_up or isinstance(error, KafkaTimeoutError)
        if len(self._failures) < FAILURES_KEPT:
            self._failures.append(Failure(draft.origin, str(error)))
        self._on_done(False)

    def result(self, stopped_before: str | None) -> Published:
        return Published(self._confirmed, self._failed, tuple(self._failures), stopped_before)


def publish(
    drafts: Iterable[Draft],
    producer: KafkaProducer,
    *,
    topic: str,
    on_done: Callable[[bool], None] = lambda confirmed: None,
) -> Published:
    """Send every article and wait until the broker has confirmed or refused each.

    Args:
        drafts: Articles; taken as they come, so that an endless source works.
        producer: Connected, with acks from all in-sync replicas.
        topic: Name on the broker.
        on_done: Called once an article, with whether it was confirmed.

    Returns:
        The counts. Once the producer has given an article up, after two minutes without the
        broker's answer, no more are sent: they would wait as long. An interrupt (Ctrl-C) while
        reading ends the reading: what was sent until then is still waited for and counted, and
        the interrupt is raised again.
    """
    tally = _Tally(on_done)
    stopped_before = None
    try:
        for draft in drafts:
            if tally.gave_up:
                stopped_before = draft.origin
                break
            try:
                future = producer.send(topic, value=draft.record.value, key=draft.record.key)
            except KafkaError as error:  # too large, or no metadata: it never left
                tally.fail(draft, error)
                continue
            tally.add(draft, future)
            while len(tally.waiting) >= IN_FLIGHT_RECORDS or tally.bytes >= IN_FLIGHT_BYTES:
                tally.settle_oldest()
            while tally.waiting and tally.waiting[0][1].is_done:
                tally.settle_oldest()
    finally:
        while tally.waiting:
            tally.settle_oldest()
    return tally.result(stopped_before)
