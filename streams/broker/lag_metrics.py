"""What `crisiswire lag --serve` tells: a reading of the cluster as Prometheus metrics.

`kafka_*` have the names and labels of kafka_exporter (github.com/danielqsj/kafka_exporter), so
that dashboards and alerts made for it work; `crisiswire_lag_*` are what it does not tell.
Labels are groups, topics with the deployment's prefix, and partitions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from streams.broker.drain import Flow, GroupTopic
from streams.broker.lag import PartitionLag, Reading
from streams.broker.partitions import Partition
from streams.metrics import MetricRow

PLACE = ("topic", "partition")
GROUP = ("consumergroup",)
GROUP_TOPIC = ("consumergroup", "topic")
GROUP_PLACE = ("consumergroup", "topic", "partition")

ROWS: tuple[MetricRow, ...] = tuple(
    MetricRow(name, kind, labels, unit, text)
    for name, kind, labels, unit, text in (
        ("kafka_brokers", "gauge", (), "", "Brokers that are alive."),
        ("kafka_topic_partitions", "gauge", ("topic",), "", "Partitions of the topic."),
        ("kafka_topic_partition_current_offset", "gauge", PLACE, "",
         "The partition's end: the offset that its next record will have."),
        ("kafka_topic_partition_oldest_offset", "gauge", PLACE, "",
         "The oldest offset that retention has left."),
        ("kafka_topic_partition_leader", "gauge", PLACE, "",
         "Id of the broker that leads the partition; -1: none does."),
        ("kafka_topic_partition_replicas", "gauge", PLACE, "", "Replicas of the partition."),
        ("kafka_topic_partition_in_sync_replica", "gauge", PLACE, "", "Replicas in sync."),
        ("kafka_topic_partition_leader_is_preferred", "gauge", PLACE, "",
         "1 when the first replica leads."),
        ("kafka_topic_partition_under_replicated_partition", "gauge", PLACE, "",
         "1 when a replica is not in sync."),
        ("kafka_consumergroup_members", "gauge", GROUP, "",
         "Consumers in the group; 0 as well when there is no such group."),
        ("kafka_consumergroup_current_offset", "gauge", GROUP_PLACE, "",
         "The next offset that the group would read; none before its first commit."),
        ("kafka_consumergroup_current_offset_sum", "gauge", GROUP_TOPIC, "",
         "The same, over the partitions that have one."),
        ("kafka_consumergroup_lag", "gauge", GROUP_PLACE, "",
         "Records that the group has not committed and that are still there."),
        ("kafka_consumergroup_lag_sum", "gauge", GROUP_TOPIC, "", "The same, over the partitions."),
        ("crisiswire_lag_oldest_age_seconds", "gauge", GROUP_PLACE, "seconds",
         "Age of the oldest unread record by its timestamp; 0 without a lag."),
        ("crisiswire_lag_retention_used_ratio", "gauge", GROUP_PLACE, "",
         "That age as a share of the topic's `retention.ms`: at 1 unread records are removed."),
        ("crisiswire_lag_time_to_drain_seconds", "gauge", GROUP_TOPIC, "seconds",
         "Until the group has read what waits, at the rates of the last five minutes;"
         " +Inf where the lag does not fall."),
        ("crisiswire_lag_dead_letters_waiting", "gauge", (), "",
         "Dead letters that `crisiswire dlq replay` has not dealt with."),
        ("crisiswire_lag_up", "gauge", (), "", "1 when the last reading succeeded and is fresh."),
        ("crisiswire_lag_last_success_timestamp_seconds", "gauge", (), "seconds",
         "When the last reading succeeded, in seconds since 1970; 0 before the first."),
        ("crisiswire_lag_read_seconds", "gauge", (), "seconds", "How long that reading took."),
        ("crisiswire_lag_read_failures_total", "counter", (), "",
         "Readings that failed; the log says why."),
    )
)  # fmt: skip
_BY_NAME = {row.name: row for row in ROWS}


@dataclass(frozen=True)
class Told:
    """A reading and what was made of it."""

    reading: Reading
    flows: Mapping[GroupTopic, Flow]
    read_seconds: float


@dataclass(frozen=True)
class State:
    """What the exporter knows at the time of a scrape; `told` is null when it is too old."""

    told: Told | None
    up: bool
    last_success: float
    failures: int


class LagCollector(Collector):
    """Metrics of the state at the time of the scrape.

    Args:
        state: Returns it.
        dead_letters: The group and the topic whose lag is the dead letters that wait.
    """

    def __init__(self, state: Callable[[], State], *, dead_letters: GroupTopic) -> None:
        self._state = state
        self._dead_letters = dead_letters

    def collect(self) -> Iterable[Metric]:
        """Return the metrics, for the client library."""
        state = self._state()
        yield _gauge("crisiswire_lag_up", [((), float(state.up))])
        yield _gauge("crisiswire_lag_last_success_timestamp_seconds", [((), state.last_success)])
        failures = _BY_NAME["crisiswire_lag_read_failures_total"]
        yield CounterMetricFamily(failures.name, failures.text, value=state.failures)
        if state.told is not None:
            told = state.told
            yield _gauge("crisiswire_lag_read_seconds", [((), told.read_seconds)])
            yield _gauge("kafka_brokers", [((), float(told.reading.brokers))])
            yield from _partitions(told.reading.partitions)
            yield from _groups(told.reading)
            yield _gauge(
                "crisiswire_lag_time_to_drain_seconds",
                [
                    (name, flow.drain_seconds)
                    for name, flow in told.flows.items()
                    if flow.drain_seconds is not None
                ],
            )
            sums = _sums(told.reading.lags)
            waiting = [((), float(sums[self._dead_letters]))] if self._dead_letters in sums else []
            yield _gauge("crisiswire_lag_dead_letters_waiting", waiting)


def _partitions(partitions: tuple[Partition, ...]) -> Iterator[Metric]:
    counts: dict[tuple[str, ...], float] = {}
    for one in partitions:
        counts[one.topic,] = counts.get((one.topic,), 0) + 1
    yield _gauge("kafka_topic_partitions", counts.items())
    places = [((one.topic, str(one.number)), one) for one in partitions]
    led = [(labels, one) for labels, one in places if one.end is not None]
    prefix = "kafka_topic_partition_"
    yield _gauge(prefix + "current_offset", [(at, float(one.end or 0)) for at, one in led])
    yield _gauge(prefix + "oldest_offset", [(at, float(one.first or 0)) for at, one in led])
    yield _gauge(prefix + "leader", [(at, float(one.leader)) for at, one in places])
    yield _gauge(prefix + "replicas", [(at, float(len(one.replicas))) for at, one in places])
    yield _gauge(prefix + "in_sync_replica", [(at, float(len(one.in_sync))) for at, one in places])
    yield _gauge(
        prefix + "leader_is_preferred", [(at, float(one.led_as_preferred)) for at, one in places]
    )
    yield _gauge(
        prefix + "under_replicated_partition",
        [(at, float(one.under_replicated)) for at, one in places],
    )


def _groups(reading: Reading) -> Iterator[Metric]:
    places = [((each.group, each.topic, str(each.partition)), each) for each in reading.lags]
    aged = [
        (at, each.age_seconds, each.topic) for at, each in places if each.age_seconds is not None
    ]
    committed: dict[tuple[str, ...], float] = {}
    for each in reading.lags:
        if each.committed is not None:
            name = (each.group, each.topic)
            committed[name] = committed.get(name, 0) + each.committed
    yield _gauge(
        "kafka_consumergroup_members",
        [((group,), float(count)) for group, count in reading.members.items()],
    )
    yield _gauge(
        "kafka_consumergroup_current_offset",
        [(at, float(each.committed)) for at, each in places if each.committed is not None],
    )
    yield _gauge("kafka_consumergroup_current_offset_sum", committed.items())
    yield _gauge("kafka_consumergroup_lag", [(at, float(each.lag)) for at, each in places])
    yield _gauge("kafka_consumergroup_lag_sum", _sums(reading.lags).items())
    yield _gauge("crisiswire_lag_oldest_age_seconds", [(at, age) for at, age, _ in aged])
    yield _gauge(
        "crisiswire_lag_retention_used_ratio",
        [
            (at, _share(age, reading.retention_ms[topic]))
            for at, age, topic in aged
            if topic in reading.retention_ms
        ],
    )


def _sums(lags: Iterable[PartitionLag]) -> dict[GroupTopic, float]:
    sums: dict[GroupTopic, float] = {}
    for each in lags:
        name = (each.group, each.topic)
        sums[name] = sums.get(name, 0) + each.lag
    return sums


def _share(age_seconds: float, retention_ms: int | None) -> float:
    if retention_ms is None:
        return 0.0  # kept for ever
    return age_seconds * 1000 / max(1, retention_ms)


def _gauge(name: str, samples: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    row = _BY_NAME[name]
    family = GaugeMetricFamily(name, row.text, labels=row.labels)
    for labels, value in samples:
        family.add_metric(labels, value)
    return family
