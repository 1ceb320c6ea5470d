"""Prometheus: its configuration, and every panel's query against a real server on live data.

What is scraped here is the real metrics and HTTP server of workers and of the lag exporter, with
numbers that the test feeds, so that what a panel shows can be told beforehand. The same queries
over real workers on a real Kafka are in tests/integration and tests/ops.
"""

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
import yaml
from prometheus_client import CollectorRegistry

from schemas import EntityLabel, EventType, Measure, Reason, SanctionsStatus, Trend
from schemas.topics import DEAD_LETTERS, ENTITIES, ESCALATION, RAW, SANCTIONS
from streams.broker.drain import Flow
from streams.broker.lag import PartitionLag, Reading
from streams.broker.lag_metrics import LagCollector, State, Told
from streams.broker.partitions import Partition
from streams.content import ContentKind, MentionKind
from streams.health import Health, OpsServer
from streams.metrics import Metrics, RestartCause
from streams.stages.series import Taken
from tests.support.dashboards import (
    BOARDS,
    TOP,
    PanelQuery,
    filled,
    load_dashboard,
    panel_queries,
    short_rules,
)
from tests.support.prometheus import Prometheus, installed, run_prometheus

CONFIG = TOP / "deploy" / "prometheus" / "prometheus.yml"
JOB, LAG_JOB = "crisiswire-worker", "crisiswire-lag"
GROUP, REPLAY = "crisiswire", "crisiswire-replay"
# Name, input and output, as in streams.pipeline, whose language model is not needed here.
STAGES = (
    ("entities", RAW, ENTITIES),
    ("sanctions", ENTITIES, SANCTIONS),
    ("escalation", SANCTIONS, ESCALATION),
)
# Of the fed records, every tenth is refused.
REFUSED_SHARE = 0.1
FEED_SECONDS = 0.05
LIST_DATED = datetime(2026, 1, 1, tzinfo=UTC)

needs_prometheus = pytest.mark.skipif(
    not installed(), reason="Debian's package `prometheus` is not installed: deploy/setup does it"
)


@needs_prometheus
def test_promtool_accepts_the_configuration(tmp_path: Path) -> None:
    def check(path: Path) -> int:
        return subprocess.run(
            ["promtool", "check", "config", str(path)], capture_output=True, check=False
        ).returncode

    assert check(CONFIG) == 0
    bad = tmp_path / "prometheus.yml"
    bad.write_text(CONFIG.read_text("utf-8").replace("scrape_timeout: 10s", "scrape_timeout: 20s"))
    assert check(bad) == 1


def test_it_scrapes_the_port_that_the_compose_file_opens() -> None:
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    compose = yaml.safe_load((TOP / "docker-compose.yml").read_text("utf-8"))
    [workers] = [one for one in config["scrape_configs"] if one["job_name"] == JOB]
    [discovery] = workers["dns_sd_configs"]
    assert set(discovery["names"]) <= set(compose["services"])
    assert compose["services"]["worker"]["expose"] == [str(discovery["port"])]
    dockerfile = (TOP / "deploy" / "Dockerfile").read_text("utf-8")
    assert f"CRISISWIRE_METRICS_PORT={discovery['port']}" in dockerfile


@dataclass(frozen=True)
class Fleet:
    """Exporters that are being scraped."""

    prometheus: Prometheus
    load: Event  # set: records flow


def make_metrics(version: str) -> Metrics:
    metrics = Metrics(
        [name for name, _, _ in STAGES],
        {"version": version, "model": "en_test", "lists": "2026-01-01"},
        inputs={name: source.name for name, source, _ in STAGES},
    )
    for name, source, _ in STAGES:
        metrics.in_flight_limit.labels(name).set(32)
        metrics.partitions_assigned.labels(source.name).set(2)
        for partition in "01":
            metrics.consumer_lag.labels(name, source.name, partition).set(0)
    metrics.pool_size.set(2)
    metrics.track_lists({"UN": LIST_DATED})
    return metrics


def content() -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    counts[ContentKind.CHARACTERS, ""] = 4000
    counts[ContentKind.ENTITY, EntityLabel.GPE] = 6
    counts[ContentKind.MEASURE, Measure.OIL_EMBARGO] = 1
    counts[ContentKind.STATUS, SanctionsStatus.IMPOSED] = 1
    counts[ContentKind.EVENT_TYPE, EventType.CONSULT] = 2
    counts[ContentKind.SERIES_EVENT, Taken.COUNTED] = 2
    counts[ContentKind.ALERT, Trend.ESCALATORY] = 1
    for kind in MentionKind:
        counts[ContentKind.MENTIONS, kind] = 2
    return counts


def feed_once(metrics: Metrics, number: int) -> None:
    """Report one record a stage, as a worker does; every tenth is refused."""
    for name, source, sink in STAGES:
        metrics.messages_consumed.labels(name).inc()
        metrics.consumed_bytes.labels(name).inc(4000)
        metrics.produce_time.labels(name).observe(0.01)
        metrics.queue_wait.labels(name).observe(0.002)
        metrics.stage_time.labels(name).observe(0.04)
        metrics.end_to_end.labels(name).observe(0.3)
        metrics.in_flight.labels(name).set(8)
        metrics.oldest_unacked_age.labels(name).set(0.5)
        metrics.consumer_lag.labels(name, source.name, "1").set(5)
        if number % round(1 / REFUSED_SHARE):
            metrics.messages_produced.labels(name, sink.name).inc()
        else:
            metrics.messages_failed.labels(name, Reason.NOT_JSON).inc()
            metrics.dead_letters.labels(name, Reason.NOT_JSON).inc()
    metrics.last_commit_timestamp.set(time.time())
    metrics.commit_time.observe(0.005)
    metrics.register_articles.set(40)
    metrics.register_wait.observe(0.02)
    metrics.series_dyads.set(3)
    metrics.series_rebuild.observe(0.2)
    metrics.rebalance_time.observe(0.01)
    metrics.rebalances.inc()
    metrics.pool_busy.set(1)
    metrics.pool_restarts.labels(RestartCause.TIMEOUT).inc()
    metrics.count_content(content())


def make_lag() -> CollectorRegistry:
    """Return the exporter's metrics: ten records of each input unread, two dead letters."""
    topics = {
        **{source.name: (GROUP, 10) for _, source, _ in STAGES},
        DEAD_LETTERS.name: (REPLAY, 2),
    }
    reading = Reading(
        at_seconds=time.time(),
        brokers=1,
        partitions=tuple(Partition(topic, 0, 1, (1,), (1,), 0, 100) for topic in topics),
        members={GROUP: 2, REPLAY: 0},
        lags=tuple(
            PartitionLag(group, topic, 0, 100 - lag, 0, 100, lag, 30.0)
            for topic, (group, lag) in topics.items()
        ),
        retention_ms=dict.fromkeys(topics, 86_400_000),
    )
    flows = {(group, topic): Flow(lag, 2.0, 1.0, lag) for topic, (group, lag) in topics.items()}
    state = State(Told(reading, flows, 0.1), up=True, last_success=time.time(), failures=0)
    registry = CollectorRegistry()
    registry.register(LagCollector(lambda: state, dead_letters=(REPLAY, DEAD_LETTERS.name)))
    return registry


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """Two workers' metrics over real HTTP, and a real Prometheus that scrapes them."""
    workers = [make_metrics("1.0.0"), make_metrics("1.1.0")]
    load, end = Event(), Event()

    def feed() -> None:
        number = 0
        while not end.wait(FEED_SECONDS):
            if load.is_set():
                number += 1
                for metrics in workers:
                    feed_once(metrics, number)

    thread = Thread(target=feed)
    with ExitStack() as stack:
        registries = [*(one.registry for one in workers), make_lag()]
        servers = [stack.enter_context(OpsServer(Health(), one)) for one in registries]
        *targets, lag_target = [f"127.0.0.1:{server.port}" for server in servers]
        directory = tmp_path_factory.mktemp("prometheus")
        jobs = {JOB: targets, LAG_JOB: [lag_target]}
        prometheus = stack.enter_context(run_prometheus(directory, jobs, rules=short_rules()))
        thread.start()
        try:
            wait_for(lambda: prometheus.up() == len(servers))
            yield Fleet(prometheus, load)
        finally:
            end.set()
            thread.join()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.2)


def empty_panels(prometheus: Prometheus, *, unless: Callable[[PanelQuery], bool]) -> list[str]:
    return [
        f"{one.name}: {one.expr}"
        for one in panel_queries()
        if not unless(one) and not prometheus.over(one.expr, 4)
    ]


@pytest.fixture(scope="module")
def idle(fleet: Fleet) -> Fleet:
    fleet.load.clear()
    time.sleep(7)  # longer than the rates' window
    return fleet


@pytest.fixture(scope="module")
def busy(idle: Fleet) -> Fleet:
    idle.load.set()
    time.sleep(7)
    return idle


@needs_prometheus
def test_an_idle_fleet_leaves_only_those_panels_empty_that_say_so(idle: Fleet) -> None:
    assert empty_panels(idle.prometheus, unless=lambda one: bool(one.panel.when_empty)) == []
    [in_rate] = idle.prometheus.instant("sum(rate(crisiswire_messages_consumed_total[5s]))")
    assert in_rate.values == (0.0,)


@needs_prometheus
def test_under_load_with_dead_letters_every_panel_has_data(busy: Fleet) -> None:
    assert empty_panels(busy.prometheus, unless=lambda _: False) == []


def value_of(fleet: Fleet, title: str) -> float:
    [one] = [
        one
        for one in panel_queries()
        if (one.board.uid, one.panel.title) == ("crisiswire-overview", title)
    ]
    [series] = fleet.prometheus.over(one.expr, 2)
    return series.values[-1]


@needs_prometheus
def test_the_panels_show_what_was_fed(busy: Fleet) -> None:
    assert value_of(busy, "Workers up") == 2
    assert value_of(busy, "Success ratio") == pytest.approx(1 - REFUSED_SHARE, abs=0.05)
    assert 0.25 <= value_of(busy, "End to end, p99") <= 0.5
    # Three stages, each with ten records behind; the dead letters are no lag of the workers.
    assert value_of(busy, "Lag") == 30
    assert value_of(busy, "Dead letters waiting") == 2
    [per_stage, *_] = busy.prometheus.instant(
        "sum by (stage) (crisiswire_in_flight) / sum by (stage) (crisiswire_in_flight_limit)"
    )
    assert per_stage.values == (0.25,)
    [age] = busy.prometheus.instant('max(crisiswire_list_age_seconds{list="UN"})')
    assert age.values[0] == pytest.approx(time.time() - LIST_DATED.timestamp(), abs=10)


@needs_prometheus
def test_the_variables_have_their_values(busy: Fleet) -> None:
    found = {}
    for board in BOARDS:
        for variable in load_dashboard(board.file)["templating"]["list"]:
            if variable["type"] == "query":
                query = variable["query"].removeprefix("label_values(")[:-1]
                selector, label = query.rsplit(", ", 1)
                values = busy.prometheus.label_values(label, filled(selector, "5s"))
                found[variable["name"]] = values
    assert found["job"] == [LAG_JOB, JOB]
    assert len(found["instance"]) == 3
    assert found["stage"] == sorted(name for name, _, _ in STAGES)
    assert found["group"] == [GROUP, REPLAY]
    assert found["topic"] == sorted([*(source.name for _, source, _ in STAGES), DEAD_LETTERS.name])


@needs_prometheus
def test_the_annotations_are_expressions(busy: Fleet) -> None:
    for board in BOARDS:
        annotations = load_dashboard(board.file)["annotations"]["list"]
        assert len(annotations) == 2
        for annotation in annotations:
            assert busy.prometheus.instant(filled(annotation["expr"], "5s")), annotation
