"""Every metric of the worker, in one place: name, labels, unit, buckets, meaning.

Prefix `crisiswire_`, base units, `_total` on counters. Labels come from closed
sets only (stages, topics, reasons, vocabularies of the wire contract): never a
URL, an entity, a source or an id, so the number of series is known beforehand.
Label sets are created at start, so that zero exists and a rate over the first
event is right. `docs/metrics.md` is generated from here (`streams.metrics_page`).

Topic labels hold the contract's name, without the deployment's prefix.
"""

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from threading import Lock
from time import time

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    Metric,
    ProcessCollector,
    disable_created_metrics,
)

from schemas import TOPICS, EntityLabel, EventType, Measure, Reason, SanctionsStatus, Trend
from streams.content import ContentKind, MentionKind
from streams.processes import read_usage
from streams.stages.series.report import Taken

# 1 ms to 60 s: from one cheap stage to a full window behind a slow broker.
SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# End to end counts the time in the topic, too: a backlog of an hour must still be seen.
END_TO_END_BUCKETS = (*SECONDS_BUCKETS, 300, 900, 3600, 21600)
# Articles: a wire flash of 250 characters to the longest that `clean` accepts.
CHARACTERS_BUCKETS = (250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000)
MENTIONS_BUCKETS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)
# Written by whichever stage refuses; see schemas/topics.py.
ANY_STAGE = "any stage"


class RestartCause(StrEnum):
    """Why the process pool was rebuilt."""

    CHILD_DIED = "child_died"
    TIMEOUT = "timeout"
    RECYCLED = "recycled"


class ListsLoad(StrEnum):
    """What became of a new snapshot of the sanctions lists."""

    TAKEN_UP = "taken_up"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric as the reference page tells it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    unit: str
    text: str


class MomentRegistry(CollectorRegistry):
    """A registry whose metrics are all of one moment: what is changed under `flow` adds up."""

    def __init__(self) -> None:
        super().__init__()
        self.flow = Lock()

    def collect(self) -> Iterator[Metric]:
        """Return every metric as it is now; waits while `flow` is held."""
        with self.flow:
            return iter(list(super().collect()))


class Metrics:
    """The worker's metrics on a registry of their own.

    Counters of the flow are changed with `flow` held, so that a scrape, which comes on another
    thread, sees a record in exactly one place: in flight, or done with.

    Args:
        stages: names of the stages that this worker runs.
        build: what is running, such as version, model, lists; one info series.
        inputs: each stage's input topic, for the series that carry it.
    """

    def __init__(
        self,
        stages: Sequence[str],
        build: Mapping[str, str],
        *,
        inputs: Mapping[str, str] | None = None,
    ) -> None:
        # `_created` doubles the number of series and nothing here reads it.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = MomentRegistry()
        self.flow = self.registry.flow
        self.rows: list[MetricRow] = []
        self.stages = tuple(stages)
        ProcessCollector(registry=self.registry)

        # -- Flow, at every scrape: consumed = produced on the stage's article topic + dead letters
        # + in flight.
        self.messages_consumed = self._counter(
            "messages_consumed_total", "Records read from the stage's input topic.", "stage"
        )
        self.consumed_bytes = self._counter(
            "consumed_bytes_total", "Values of the records read, key and headers left out.", "stage"
        )
        self.messages_produced = self._counter(
            "messages_produced_total",
            "Records that the broker confirmed, dead letters included.",
            "stage",
            "topic",
        )
        self.messages_failed = self._counter(
            "messages_failed_total",
            "Records that the stage refused, before the dead letter was confirmed.",
            "stage",
            "reason",
        )
        self.dead_letters = self._counter(
            "dead_letters_total", "Dead letters that the broker confirmed.", "stage", "reason"
        )
        self.retries = self._counter(
            "retries_total", "Further attempts after a transient error.", "stage"
        )
        self.produce_errors = self._counter(
            "produce_errors_total", "Sends that the broker refused or that timed out.", "stage"
        )

        # -- Time.
        self.stage_time = self._histogram(
            "stage_seconds", "Time in the stage's own code, in a pool child.", "stage"
        )
        self.queue_wait = self._histogram(
            "queue_wait_seconds", "From reading a record to handing it to the pool.", "stage"
        )
        self.end_to_end = self._histogram(
            "end_to_end_seconds",
            "From the source record's timestamp to the broker's confirmation of the output.",
            "stage",
            buckets=END_TO_END_BUCKETS,
        )

        self.produce_time = self._histogram(
            "produce_seconds",
            "From handing records to the producer to the broker's confirmation of them all.",
            "stage",
        )

        # -- The ordered window, the backpressure.
        self.in_flight = self._gauge(
            "in_flight", "Records read and neither confirmed nor dead-lettered.", "stage"
        )
        self.in_flight_limit = self._gauge(
            "in_flight_limit", "Records that may be in flight at once.", "stage"
        )
        self.oldest_unacked_age = self._gauge(
            "oldest_unacked_age_seconds",
            "Age of the oldest record in flight, since it was read; 0 when there is none.",
            "stage",
            unit="seconds",
        )

        self.breaker_fill = self._gauge(
            "breaker_fill_ratio",
            "How near dead letters are to stopping the worker: at 1 they do.",
            "stage",
            unit="ratio",
        )

        # -- The Kafka client.
        self.consumer_lag = self._gauge(
            "consumer_lag_records",
            "Records behind the partition's end, as this worker sees it; "
            "a dead worker reports nothing.",
            "stage",
            "topic",
            "partition",
        )
        self.partitions_assigned = self._gauge(
            "partitions_assigned", "Partitions of the topic that this worker holds.", "topic"
        )
        self.last_commit_timestamp = self._gauge(
            "last_commit_timestamp_seconds",
            "When offsets were last committed, or none were due, in seconds since 1970; "
            "0 before the first.",
            unit="seconds",
        )
        self.commit_failures = self._counter(
            "commit_failures_total", "Commits of offsets that the broker refused."
        )
        self.commit_time = self._histogram(
            "commit_seconds", "One commit of offsets, to the broker's answer."
        )
        self.rebalances = self._counter(
            "rebalances_total", "Times that partitions were dealt out anew."
        )
        self.rebalance_time = self._histogram(
            "rebalance_seconds", "From the revocation of partitions to the new assignment."
        )

        # -- The process pool and the event loop.
        self.pool_size = self._gauge("pool_size", "Child processes of the pool.")
        self.pool_busy = self._gauge("pool_busy", "Micro-batches that the pool works on.")
        self.pool_restarts = self._counter(
            "pool_restarts_total", "Times that the pool was rebuilt.", "cause"
        )
        self.pool_cpu = self._counter(
            "pool_cpu_seconds_total", "CPU time of the pool's processes, those that ended included."
        )
        self.pool_memory = self._gauge(
            "pool_resident_memory_bytes",
            "Resident memory of the pool's processes together; what they share counts twice.",
            unit="bytes",
        )
        self._pool_cpu_seconds: dict[int, float] = {}
        self.event_loop_lag = self._gauge(
            "event_loop_lag_seconds",
            "How late the event loop ran its last timer; high: something blocks it.",
            unit="seconds",
        )

        self._add_content()
        self.build = Info("crisiswire_build", "What is running.", registry=self.registry)
        self.build.info(dict(build))
        self._row("build_info", "info", tuple(build), "", "What is running; the value is 1.")

        self._create_label_sets(inputs or {})

    def _add_content(self) -> None:
        """Add what the articles hold: a jump without news is a broken stage."""
        self.entities = self._counter("entities_total", "Named entities found.", "label")
        self.sanctions_mentions = self._counter(
            "sanctions_mentions_total",
            "Sanctions mentions found; one with two measures counts under both.",
            "measure",
        )
        self.sanctions_statuses = self._counter(
            "sanctions_statuses_total",
            "Sanctions mentions found, by how far along the measure is.",
            "status",
        )
        self.escalation_indicators = self._counter(
            "escalation_indicators_total", "Escalation indicators found.", "event_type"
        )
        self.mentions_per_article = self._histogram(
            "mentions_per_article",
            "Mentions of a kind in one article, articles without any included.",
            "kind",
            buckets=MENTIONS_BUCKETS,
            unit="",
        )
        self.article_characters = self._histogram(
            "article_characters",
            "Length of the cleaned text.",
            buckets=CHARACTERS_BUCKETS,
            unit="characters",
        )
        self.duplicates = self._counter(
            "duplicates_total", "Articles that were found to be near-duplicates of earlier ones."
        )
        self.register_articles = self._gauge(
            "register_articles", "Versions of articles that the register of signatures remembers."
        )
        self.register_wait = self._histogram(
            "register_seconds",
            "From writing signatures to the log to the answers, for articles that are ready.",
        )
        self.series_events = self._counter(
            "series_events_total",
            "Events that came to the series of dyads, by what became of them.",
            "taken",
        )
        self.series_dyads = self._gauge(
            "series_dyads", "Dyads that the series of this worker's partitions remember."
        )
        self.series_rebuild = self._histogram(
            "series_rebuild_seconds",
            "Reading a partition's events anew, when it has come to this worker.",
            buckets=END_TO_END_BUCKETS,
        )
        self.alerts = self._counter(
            "alerts_total", "Alerts for dyads that depart from their own past.", "trend"
        )
        self.list_age = self._gauge(
            "list_age_seconds",
            "Age of a sanctions list, since its publisher dated it.",
            "list",
            unit="seconds",
        )
        self.lists_loads = self._counter(
            "lists_loads_total",
            "New snapshots of the lists that a process of the pool took up, or could not use.",
            "result",
        )

    def count_content(self, counts: Counts[tuple[str, str]]) -> None:
        """Add what one article held; `counts` is keyed as `streams.content` says.

        Raises:
            ValueError: a kind or label outside its closed set.
        """
        for (kind, label), number in counts.items():
            match ContentKind(kind):
                case ContentKind.ENTITY:
                    self.entities.labels(EntityLabel(label)).inc(number)
                case ContentKind.MEASURE:
                    self.sanctions_mentions.labels(Measure(label)).inc(number)
                case ContentKind.STATUS:
                    self.sanctions_statuses.labels(SanctionsStatus(label)).inc(number)
                case ContentKind.EVENT_TYPE:
                    self.escalation_indicators.labels(EventType(label)).inc(number)
                case ContentKind.MENTIONS:
                    self.mentions_per_article.labels(MentionKind(label)).observe(number)
                case ContentKind.DUPLICATES:
                    self.duplicates.inc(number)
                case ContentKind.SERIES_EVENT:
                    self.series_events.labels(Taken(label)).inc(number)
                case ContentKind.ALERT:
                    self.alerts.labels(Trend(label)).inc(number)
                case ContentKind.CHARACTERS:
                    self.article_characters.observe(number)

    def observe_pool(self, pids: Iterable[int]) -> None:
        """Report what the pool's processes use; to be called every second or so."""
        used = read_usage(pids)
        for pid, usage in used.items():
            before = self._pool_cpu_seconds.get(pid, 0.0)
            # Below it: the number was given to a new process.
            self.pool_cpu.inc(
                usage.cpu_seconds - before if usage.cpu_seconds >= before else usage.cpu_seconds
            )
        self._pool_cpu_seconds = {pid: usage.cpu_seconds for pid, usage in used.items()}
        self.pool_memory.set(sum(usage.resident_bytes for usage in used.values()))

    def track_lists(
        self, dated: Mapping[str, datetime], *, now_seconds: Callable[[], float] = time
    ) -> None:
        """Report these lists' ages at each scrape; the dates are aware, from their publishers."""
        self.list_age.clear()
        for name, day in dated.items():
            self.list_age.labels(name).set_function(partial(_age, day.timestamp(), now_seconds))

    def forget_lag(self, stage: str, topic: str, partition: int) -> None:
        """Drop the lag of a partition that this worker no longer holds."""
        self.consumer_lag.remove_by_labels(
            {"stage": stage, "topic": topic, "partition": str(partition)}
        )

    def _create_label_sets(self, inputs: Mapping[str, str]) -> None:
        self._create_stage_labels()
        for input_topic in inputs.values():
            self.partitions_assigned.labels(input_topic)
        for cause in RestartCause:
            self.pool_restarts.labels(cause)
        for result in ListsLoad:
            self.lists_loads.labels(result)
        for label in EntityLabel:
            self.entities.labels(label)
        for measure in Measure:
            self.sanctions_mentions.labels(measure)
        for status in SanctionsStatus:
            self.sanctions_statuses.labels(status)
        for event_type in EventType:
            self.escalation_indicators.labels(event_type)
        for kind in MentionKind:
            self.mentions_per_article.labels(kind)
        for taken in Taken:
            self.series_events.labels(taken)
        for trend in Trend:
            self.alerts.labels(trend)

    def _create_stage_labels(self) -> None:
        for stage in self.stages:
            for counter in (
                self.messages_consumed,
                self.consumed_bytes,
                self.retries,
                self.produce_errors,
            ):
                counter.labels(stage)
            for histogram in (
                self.stage_time,
                self.queue_wait,
                self.end_to_end,
                self.produce_time,
            ):
                histogram.labels(stage)
            for gauge in (
                self.in_flight,
                self.in_flight_limit,
                self.oldest_unacked_age,
                self.breaker_fill,
            ):
                gauge.labels(stage)
            for topic in TOPICS:
                if topic.written_by in {stage, ANY_STAGE}:
                    self.messages_produced.labels(stage, topic.name)
            for reason in Reason:
                self.messages_failed.labels(stage, reason)
                self.dead_letters.labels(stage, reason)

    def _row(self, name: str, kind: str, labels: tuple[str, ...], unit: str, text: str) -> None:
        self.rows.append(MetricRow(f"crisiswire_{name}", kind, labels, unit, text))

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        self._row(name, "counter", labels, "", text)
        return Counter(f"crisiswire_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str, unit: str = "") -> Gauge:
        self._row(name, "gauge", labels, unit, text)
        return Gauge(f"crisiswire_{name}", text, labels, unit=unit, registry=self.registry)

    def _histogram(
        self,
        name: str,
        text: str,
        *labels: str,
        buckets: Sequence[float] = SECONDS_BUCKETS,
        unit: str = "seconds",
    ) -> Histogram:
        self._row(name, "histogram", labels, unit, text)
        return Histogram(
            f"crisiswire_{name}", text, labels, unit=unit, buckets=buckets, registry=self.registry
        )


def _age(since: float, now_seconds: Callable[[], float]) -> float:
    return now_seconds() - since
