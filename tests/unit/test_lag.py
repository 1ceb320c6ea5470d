"""The lag's arithmetic, and what of it reaches Prometheus."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from streams.broker.drain import DrainTimes, Flow, compare
from streams.broker.lag import PartitionLag, Reading
from streams.broker.lag_metrics import ROWS, LagCollector, State, Told
from streams.broker.partitions import Partition

GROUP, TOPIC = "g", "articles.raw"
DEAD = ("g-replay", "articles.deadletter")
PAGE = Path(__file__).parents[2] / "docs" / "lag.md"


def lag(
    committed: int | None, end: int, *, first: int = 0, partition: int = 0, age: float = 600.0
) -> PartitionLag:
    behind = end - max(first, committed or 0)
    return PartitionLag(GROUP, TOPIC, partition, committed, first, end, behind, age)


def reading(at: float, *lags: PartitionLag) -> Reading:
    return Reading(at, 1, (), {}, lags, {})


def flow(*pairs: tuple[PartitionLag, PartitionLag], seconds: float = 10) -> Flow:
    before, after = zip(*pairs, strict=True)
    return compare(reading(100, *before), reading(100 + seconds, *after))[GROUP, TOPIC]


def test_a_lag_that_falls_drains_at_the_difference_of_the_rates() -> None:
    # 100 a second read, 40 a second arrive, 6,000 wait
    told = flow((lag(0, 6600), lag(1000, 7000)))
    assert told == Flow(lag=6000, committed_rate=100, arrival_rate=40, drain_seconds=100)


def test_a_lag_that_grows_never_drains_and_none_is_drained() -> None:
    assert flow((lag(0, 5000), lag(100, 6000))).drain_seconds == math.inf
    assert flow((lag(0, 10), lag(0, 10))).drain_seconds == math.inf
    assert flow((lag(10, 10), lag(50, 50))).drain_seconds == 0


def test_what_is_under_way_in_a_steady_flow_is_no_backlog() -> None:
    # both rates are 100 a second, and 200 records are between them, none of them old
    assert flow((lag(0, 200), lag(1000, 1200, age=2))).drain_seconds == pytest.approx(2)
    # after a quiet time the first has come: it is too early to tell, unless another is stuck
    fresh = (lag(10, 10), lag(10, 11, age=2))
    assert flow(fresh).drain_seconds is None
    assert flow(fresh, (lag(0, 0, partition=1), lag(0, 0, partition=1))).drain_seconds is None
    stuck = lag(0, 500, partition=1)
    assert flow(fresh, (stuck, stuck)).drain_seconds == math.inf
    # the same with old ones is a backlog, also where the age could not be read
    assert flow((lag(0, 200), lag(1000, 1200))).drain_seconds == math.inf
    unknown = replace(lag(1000, 1200), age_seconds=None)
    assert flow((lag(0, 200), unknown)).drain_seconds == math.inf


def test_partitions_count_together() -> None:
    stuck, reads = lag(0, 500), lag(0, 500, partition=1)
    told = flow((stuck, stuck), (reads, lag(100, 500, partition=1)))
    assert told.lag == 900
    assert told.committed_rate == 10
    # and the slowest says when it is over
    assert told.drain_seconds == math.inf
    slow, quick = (lag(0, 500), lag(50, 500)), (reads, lag(250, 500, partition=1))
    assert flow(slow, quick).drain_seconds == 90


def test_what_expired_unread_is_no_progress() -> None:
    told = flow((lag(100, 1000), replace(lag(100, 1000, first=600))))
    assert (told.lag, told.committed_rate) == (400, 0)
    # nor is it the first commit's: it begins at what was there
    assert flow((lag(None, 1000, first=600), lag(650, 1000, first=600))).committed_rate == 5


def test_a_topic_that_was_made_anew_has_no_flow_yet() -> None:
    assert compare(reading(0, lag(50, 100)), reading(10, lag(0, 3))) == {}
    assert compare(reading(0), reading(10, lag(0, 3))) == {}


def test_the_window_slides() -> None:
    times = DrainTimes(window_seconds=30)
    for at, committed in ((0, 0), (10, 1000), (20, 1010), (30, 1020), (40, 1030)):
        flows = times.add(reading(at, lag(committed, 10_000)))
    # the quick first ten seconds are out of it
    assert flows[GROUP, TOPIC].committed_rate == pytest.approx(1)


def test_a_clock_that_is_set_back_begins_a_new_window() -> None:
    times = DrainTimes()
    for at, committed in ((5000, 0), (5010, 10), (100, 20)):
        flows = times.add(reading(at, lag(committed, 10_000)))
    assert flows == {}
    assert times.add(reading(110, lag(40, 10_000)))[GROUP, TOPIC].committed_rate == 2


def exposed(state: State) -> dict[tuple[str, tuple[str, ...]], float]:
    registry = CollectorRegistry()
    registry.register(LagCollector(lambda: state, dead_letters=DEAD))
    labels = {row.name: row.labels for row in ROWS}
    return {
        (sample.name, tuple(sample.labels[name] for name in labels[sample.name])): sample.value
        for family in text_string_to_metric_families(generate_latest(registry).decode())
        for sample in family.samples
    }


def everything() -> State:
    """A state in which every metric has a sample."""
    waits = replace(lag(3, 10), age_seconds=3600.0)
    unknown = replace(lag(None, 4, partition=1), age_seconds=None)
    dead = PartitionLag(*DEAD, 0, None, 0, 2, 2, 60.0)
    partition = Partition(TOPIC, 0, 1, (1, 2, 3), (1, 3), 0, 10)
    leaderless = Partition(TOPIC, 1, -1, (2,), (), None, None)
    told = Told(
        Reading(
            1000.0,
            3,
            (partition, leaderless),
            {GROUP: 2},
            (waits, unknown, dead),
            {TOPIC: 7_200_000, DEAD[1]: None},
        ),
        {(GROUP, TOPIC): Flow(11, 2.0, 1.0, 11.0)},
        0.25,
    )
    return State(told, up=True, last_success=1000.0, failures=4)


def test_every_metric_is_told_and_no_other() -> None:
    names = {name for name, _ in exposed(everything())}
    assert names == {row.name for row in ROWS}


def test_the_metrics_say_what_was_read() -> None:
    told = exposed(everything())
    place = (GROUP, TOPIC, "0")
    assert told["kafka_consumergroup_lag", place] == 7
    assert told["kafka_consumergroup_lag_sum", (GROUP, TOPIC)] == 11
    assert told["kafka_consumergroup_current_offset", place] == 3
    assert told["crisiswire_lag_oldest_age_seconds", place] == 3600
    assert told["crisiswire_lag_retention_used_ratio", place] == 0.5
    # kept for ever: nothing of it is used up
    assert told["crisiswire_lag_retention_used_ratio", (*DEAD, "0")] == 0
    assert told["crisiswire_lag_time_to_drain_seconds", (GROUP, TOPIC)] == 11
    assert told["crisiswire_lag_dead_letters_waiting", ()] == 2
    assert told["kafka_topic_partition_under_replicated_partition", (TOPIC, "0")] == 1
    assert told["kafka_topic_partition_leader_is_preferred", (TOPIC, "0")] == 1
    assert told["kafka_topic_partition_leader", (TOPIC, "1")] == -1
    # what nobody can tell is not told
    assert ("kafka_topic_partition_current_offset", (TOPIC, "1")) not in told
    assert ("crisiswire_lag_oldest_age_seconds", (GROUP, TOPIC, "1")) not in told
    assert ("kafka_consumergroup_current_offset", (GROUP, TOPIC, "1")) not in told


def test_without_a_reading_only_the_exporter_speaks_of_itself() -> None:
    told = exposed(State(None, up=False, last_success=0.0, failures=2))
    assert told == {
        ("crisiswire_lag_up", ()): 0,
        ("crisiswire_lag_last_success_timestamp_seconds", ()): 0,
        ("crisiswire_lag_read_failures_total", ()): 2,
    }


def test_the_page_lists_every_metric() -> None:
    page = PAGE.read_text("utf-8")
    for row in ROWS:
        labels = ", ".join(f"`{label}`" for label in row.labels)
        assert f"| `{row.name}` | {row.kind} | {labels} | {row.text} |" in page, row.name
    assert page.count("| `kafka_") + page.count("| `crisiswire_lag_") == len(ROWS)
