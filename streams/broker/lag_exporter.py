"""Reads the lag again and again, and keeps what `/metrics` and `/health` tell of it.

A thread reads; it may hang for as long as a broker does, and the process ends without it.
"""

import contextlib
import logging
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from threading import Event, Thread

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from prometheus_client import CollectorRegistry, ProcessCollector

from schemas.topics import DEAD_LETTERS, topic_name
from streams.broker.client import BrokerError, connect_admin
from streams.broker.drain import DrainTimes
from streams.broker.lag import all_topics, read_lag
from streams.broker.lag_metrics import LagCollector, State, Told
from streams.broker.oldest import OldestUnread
from streams.broker.replay import replay_group
from streams.health import Check, OpsServer
from streams.settings import Settings

log = logging.getLogger(__name__)

# What was read is told for so long while the broker is away: as long as Prometheus itself goes
# on telling a value that it no longer gets.
KEPT_SECONDS = 300.0
# A reading that is older than so many intervals, and than this, is not fresh: `up` is 0.
FRESH_INTERVALS = 4
FRESH_SECONDS = 60.0
# A reading that is due for longer hangs in a way that no time-out of the client ends.
HUNG_SECONDS = 600.0


class LagExporter:
    """The state of one exporter; `serve` reads until it is told to stop.

    Args:
        settings: Where the broker is.
        groups: Consumer groups, each with the topics that it is known to read.
        interval_seconds: From the beginning of a reading to that of the next.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        groups: Mapping[str, Collection[str]],
        interval_seconds: float,
    ) -> None:
        self._settings = settings
        self._groups = groups
        self._interval_seconds = interval_seconds
        self._drain = DrainTimes()
        self._told: Told | None = None
        self._succeeded = False
        self._failures = 0
        self._begun_at = time.monotonic()
        self._stop = Event()

    def serve(self, stop: Event, *, host: str, port: int) -> None:
        """Read and serve until the event is set.

        Raises:
            OSError: the address cannot be bound.
        """
        dead_letters = topic_name(DEAD_LETTERS, self._settings.topic_prefix)
        registry = CollectorRegistry()
        registry.register(
            LagCollector(self.state, dead_letters=(replay_group(self._settings), dead_letters))
        )
        ProcessCollector(registry=registry)
        with OpsServer(self, registry, host=host, port=port):
            Thread(target=self._run, name="crisiswire-lag", daemon=True).start()
            stop.wait()
            self._stop.set()

    def state(self) -> State:
        """Return what is known now."""
        told = self._told
        age = None if told is None else time.time() - told.reading.at_seconds
        return State(
            told=told if age is not None and age <= KEPT_SECONDS else None,
            up=self._succeeded and age is not None and age <= self._fresh_seconds,
            last_success=0.0 if told is None else told.reading.at_seconds,
            failures=self._failures,
        )

    @property
    def _fresh_seconds(self) -> float:
        return max(FRESH_SECONDS, FRESH_INTERVALS * self._interval_seconds)

    def live(self) -> list[Check]:
        """Return what must hold, or else the process is to be restarted."""
        seconds = time.monotonic() - self._begun_at
        limit = HUNG_SECONDS + self._interval_seconds
        return [Check("reading", seconds <= limit, f"begun {seconds:.0f} s ago")]

    def ready(self) -> list[Check]:
        """Return what must hold for the figures to be of now."""
        return [
            *self.startup(),
            Check("fresh", self.state().up, "the last reading"),
        ]

    def startup(self) -> list[Check]:
        """Return what must hold before liveness is asked at all."""
        return [Check("read", self._told is not None, "a first reading of the cluster")]

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with self._clients() as (admin, oldest):
                    while not self._stop.is_set():
                        self._read(admin, oldest)
                        self._pause()
            except (BrokerError, KafkaError, OSError) as error:
                self._failed(f"{type(error).__name__}: {error}")
            except Exception:
                log.exception("a reading of the lag failed")
                self._failed("a defect of crisiswire's own")
            self._pause()

    @contextlib.contextmanager
    def _clients(self) -> Iterator[tuple[KafkaAdminClient, OldestUnread]]:
        """Connect anew: after a failure nothing of a client is trusted."""
        self._begun_at = time.monotonic()
        with (
            closing(connect_admin(self._settings)) as admin,
            closing(OldestUnread(self._settings)) as oldest,
        ):
            yield admin, oldest

    def _read(self, admin: KafkaAdminClient, oldest: OldestUnread) -> None:
        self._begun_at = begun = time.monotonic()
        reading = read_lag(admin, oldest, groups=self._groups, topics=all_topics(self._settings))
        self._told = Told(reading, self._drain.add(reading), time.monotonic() - begun)
        if not self._succeeded:
            log.info("the lag is read", extra={"fields": {"partitions": len(reading.partitions)}})
        self._succeeded = True

    def _failed(self, why: str) -> None:
        self._failures += 1
        if self._succeeded or self._failures == 1:  # once, not at every attempt
            log.warning("the lag cannot be read", extra={"fields": {"why": why}})
        self._succeeded = False

    def _pause(self) -> None:
        spent = time.monotonic() - self._begun_at
        self._stop.wait(max(0.0, self._interval_seconds - spent))
