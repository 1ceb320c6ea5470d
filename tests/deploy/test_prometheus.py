"""Prometheus: its configuration, and every panel's query against a real server on live data.

What is scraped here is the worker's real metrics and HTTP server, with numbers that
the test feeds; the same queries over a real worker on a real Kafka are in
tests/integration.
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

from schemas import EntityLabel, EventType, Measure, Reason, SanctionsStatus, Trend
from schemas.topics import ENTITIES, ESCALATION, RAW, SANCTIONS
from streams.content import ContentKind, MentionKind
from streams.health import Health, OpsServer
from streams.metrics import Metrics, RestartCause
from streams.stages.series import Taken
from tests.support.dashboards import TOP, PanelQuery, load_dashboard, panel_queries
from tests.support.prometheus import Prometheus, installed, run_prometheus

CONFIG = TOP / "deploy" / "prometheus" / "prometheus.yml"
JOB = "crisiswire-worker"
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
    metrics.register_articles.set(40)
    metrics.register_wait.observe(0.02)
    metrics.series_dyads.set(3)
    metrics.series_rebuild.observe(0.2)
    metrics.rebalance_time.observe(0.01)
    metrics.rebalances.inc()
    metrics.pool_busy.set(1)
    metrics.pool_restarts.labels(RestartCause.TIMEOUT).inc()
    metrics.count_content(content())


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
        servers = [stack.enter_context(OpsServer(Health(), one.registry)) for one in workers]
        targets = [f"127.0.0.1:{server.port}" for server in servers]
        directory = tmp_path_factory.mktemp("prometheus")
        prometheus = stack.enter_context(run_prometheus(directory, targets, job=JOB))
        thread.start()
        try:
            wait_for(lambda: prometheus.up() == len(targets))
            yield Fleet(prometheus, load)
        finally:
            end.set()
            thread.join()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true in time"
        time.sleep(0.2)


def queries() -> list[PanelQuery]:
    return list(panel_queries(load_dashboard()))


def empty_panels(prometheus: Prometheus, *, unless: Callable[[PanelQuery], bool]) -> list[str]:
    return [
        f"{query.panel}: {query.expr}"
        for query in queries()
        if not unless(query) and not prometheus.over(query.expr, 4)
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
    def may_be_empty(query: PanelQuery) -> bool:
        # Without a record there is no quantile and no mean: a gap in the line, not an error.
        return bool(query.when_empty) or "histogram_quantile" in query.expr or "_sum" in query.expr

    assert empty_panels(idle.prometheus, unless=may_be_empty) == []
    [in_rate] = idle.prometheus.instant("sum(rate(crisiswire_messages_consumed_total[5s]))")
    assert in_rate.values == (0.0,)


@needs_prometheus
def test_under_load_with_dead_letters_every_panel_has_data(busy: Fleet) -> None:
    assert empty_panels(busy.prometheus, unless=lambda _: False) == []


def value_of(fleet: Fleet, panel: str) -> float:
    [query] = [query for query in queries() if query.panel == panel]
    [series] = fleet.prometheus.over(query.expr, 2)
    return series.values[-1]


@needs_prometheus
def test_the_panels_show_what_was_fed(busy: Fleet) -> None:
    assert value_of(busy, "Workers up") == 2
    assert value_of(busy, "Success ratio") == pytest.approx(1 - REFUSED_SHARE, abs=0.05)
    assert 0.25 <= value_of(busy, "End to end, p99") <= 0.5
    # Two workers with three stages, each with 5 records behind in one partition.
    assert value_of(busy, "Lag") == 30
    [per_stage, *_] = busy.prometheus.instant(
        "sum by (stage) (crisiswire_in_flight) / sum by (stage) (crisiswire_in_flight_limit)"
    )
    assert per_stage.values == (0.25,)
    [age] = busy.prometheus.instant('max(crisiswire_list_age_seconds{list="UN"})')
    assert age.values[0] == pytest.approx(time.time() - LIST_DATED.timestamp(), abs=10)


@needs_prometheus
def test_the_variables_have_their_values(busy: Fleet) -> None:
    found = {}
    for variable in load_dashboard()["templating"]["list"]:
        if variable["type"] == "query":
            selector, label = variable["query"].removeprefix("label_values(")[:-1].rsplit(", ", 1)
            selector = selector.replace("$job", ".+")
            found[label] = busy.prometheus.label_values(label, selector)
    assert found["job"] == [JOB]
    assert len(found["instance"]) == 2
    assert found["stage"] == sorted(name for name, _, _ in STAGES)


@needs_prometheus
def test_the_annotations_are_expressions(busy: Fleet) -> None:
    for annotation in load_dashboard()["annotations"]["list"]:
        expr = annotation["expr"].replace("$job", ".+").replace("$instance", ".+")
        assert busy.prometheus.instant(expr), expr
