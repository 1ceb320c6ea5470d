"""Reads all topics and the committed offsets, again and again, beside a running test."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker.client import BrokerError, connect_admin, connect_consumer
from streams.broker.groups import read_committed
from streams.broker.positions import partitions_of
from streams.settings import Settings
from tests.support.ledger import Ledger

PAUSE_SECONDS = 0.2
ROUND_SECONDS = 15.0
READ = {"fetch_max_wait_ms": 100, "isolation_level": "read_committed"}


class Watcher:
    """Fills a ledger from a thread of its own, for the length of a `with`."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._settings = settings
        self._ledger = ledger
        self._stop = threading.Event()
        self._lock = threading.Condition()
        self._thread = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self._error: BaseException | None = None
        self._next: dict[TopicPartition, int] = {}
        self.rounds = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(60)

    def wait_for(self, condition: Callable[[], bool], seconds: float) -> bool:
        """Wait until the condition holds between two rounds; return whether it does."""
        deadline = time.monotonic() + seconds
        with self._lock:
            while not condition():
                if self._error is not None:
                    raise self._error
                if (left := deadline - time.monotonic()) <= 0:
                    return False
                self._lock.wait(min(left, 1.0))
        return True

    def catch_up(self, seconds: float = 60.0) -> None:
        """Wait until two more rounds were made, so that all that was there is known."""
        target = self.rounds + 2
        assert self.wait_for(lambda: self.rounds >= target, seconds), "the watcher hangs"

    @contextmanager
    def still(self) -> Iterator[None]:
        """Keep the ledger as it is for the length of a `with`."""
        with self._lock:
            yield

    def _watch(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._watch_connected()
                except (KafkaError, BrokerError):
                    self._stop.wait(PAUSE_SECONDS)  # a broker is down on purpose: connect anew
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            self._error = error

    def _watch_connected(self) -> None:
        with ExitStack() as stack:
            consumer = stack.enter_context(connect_consumer(self._settings, **READ))
            admin = stack.enter_context(connect_admin(self._settings))
            names = [self._settings.topic_prefix + topic for topic in self._ledger.topics]
            partitions = partitions_of(consumer, names)
            consumer.assign(partitions)
            for tp in partitions:
                consumer.seek(tp, self._next.get(tp, 0))
            while not self._stop.wait(PAUSE_SECONDS):
                self._round(consumer, admin)

    def _round(self, consumer: KafkaConsumer, admin: KafkaAdminClient) -> None:
        # In this order: what was committed by now has to be confirmed by then.
        committed = read_committed(admin, self._settings.group)
        ends = consumer.end_offsets(list(consumer.assignment()))
        deadline = time.monotonic() + ROUND_SECONDS
        while not self._stop.is_set():
            polled = consumer.poll(timeout_ms=100)
            with self._lock:
                for tp, records in polled.items():
                    for record in records:
                        self._ledger.take(record)
                        self._next[tp] = record.offset + 1
            if all(consumer.position(tp) >= end for tp, end in ends.items()):
                break
            if time.monotonic() > deadline:  # the client waits for a broker that has gone
                raise BrokerError(f"not read in {ROUND_SECONDS} s")
        with self._lock:
            self._ledger.note_committed(committed)
            self.rounds += 1
            self._lock.notify_all()
