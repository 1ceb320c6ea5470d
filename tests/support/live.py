"""Two workers, a broker, the lag exporter and Prometheus under four loads, one after the other.

What every panel of every dashboard shows under each load is asked of Prometheus at its end.
Scrapes come every two seconds, and rates are over ten: minutes stand for a day.
"""

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kafka import KafkaProducer
from kafka.errors import KafkaError

from schemas import topic_name
from schemas.topics import RAW
from streams.broker.client import connect_producer
from streams.broker.topics import provision
from streams.local import LocalKafka
from streams.local.ports import free_ports
from streams.settings import Settings, load_settings
from tests.support.articles import article
from tests.support.dashboards import Load, PanelQuery, panel_queries, short_rules
from tests.support.exporter import Exporter, lag_exporter
from tests.support.prometheus import Prometheus, Series, run_prometheus
from tests.support.worker import WorkerProcess

JOB = "crisiswire-worker"
# At which moments the panels are looked at.
FLOW, REFUSED, BEHIND = "articles flow", "a quarter is broken", "a worker is frozen"
AWAY, BACK = "the broker is away", "all are back"
WORKERS_LAG = 'sum(max by (topic) (kafka_consumergroup_lag_sum{consumergroup="crisiswire"}))'

SCRAPE_SECONDS = 2.0  # so long may a worker on a busy machine take to answer
RATE_SECONDS = 10
LOAD_SECONDS = 25.0
FROZEN_SECONDS = 45.0  # until the lag is no longer taken for what is under way
AWAY_SECONDS = 8.0
WAIT_SECONDS = 240.0
ASKED_SECONDS = 6.0
PREVIEW_STEPS = 180
ARTICLES_A_SECOND = 4.0
BACKLOG = 20  # records; fewer are on their way
BROKEN_EVERY = 4
BROKEN = b"{ no json"
# A frozen worker keeps its partitions, so that its lag is seen; a killed one does not for long.
FROZEN, KILLED = "first", "second"
SESSION_SECONDS = {FROZEN: "120", KILLED: "6"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a query gave at one moment."""

    load: Load
    moment: str
    query: PanelQuery
    series: tuple[Series, ...]


@dataclass
class Run:
    """All that was seen; `spans` are the loads' beginnings and ends, in seconds since 1970."""

    shown: list[Shown] = field(default_factory=list)
    whole: list[tuple[PanelQuery, list[Series]]] = field(default_factory=list)
    spans: list[tuple[Load, float, float]] = field(default_factory=list)
    pushed: int = 0
    broken: int = 0

    def values(self, moment: str, board: str, panel: str) -> list[Series]:
        """Return what a panel's queries gave at a moment."""
        return [
            series
            for one in self.shown
            if (one.moment, one.query.board.uid, one.query.panel.title) == (moment, board, panel)
            for series in one.series
        ]


class _Feed:
    """Articles at a steady rate, until told to stop; every so many may be broken."""

    def __init__(self, settings: Settings, run: Run) -> None:
        self._settings = settings
        self._run = run
        self._stop = threading.Event()
        self.broken_every = 0
        self._thread = threading.Thread(target=self._push)

    def __enter__(self) -> "_Feed":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _push(self) -> None:
        number = 0
        while not self._stop.is_set():
            # a broker that goes away must not end it: what was not taken is no matter here
            try:
                with closing(connect_producer(self._settings)) as producer:
                    while not self._stop.wait(1 / ARTICLES_A_SECOND):
                        number += 1
                        self._push_one(producer, number)
            except (KafkaError, RuntimeError):
                self._stop.wait(1)

    def _push_one(self, producer: KafkaProducer, number: int) -> None:
        # of an event's day, so that the series have something to count
        fields = {**article(number, sentences=6), "published_at": "2026-11-20T08:00:00Z"}
        broken = bool(self.broken_every) and number % self.broken_every == 0
        value = BROKEN if broken else json.dumps(fields).encode()
        topic = topic_name(RAW, self._settings.topic_prefix)
        producer.send(topic, value, key=b"%d" % number).get(timeout=20)
        self._run.pushed += 1
        self._run.broken += broken


class _Worker(WorkerProcess):
    """A worker on a port that is known beforehand, where Prometheus looks for it again."""

    def __init__(self, settings: Settings, folder: Path, *, port: int, session: str) -> None:
        self._url = f"http://127.0.0.1:{port}"
        environment = {
            "CRISISWIRE_PROFILE": "fast",
            "CRISISWIRE_POOL_SIZE": "1",
            "CRISISWIRE_METRICS_PORT": str(port),
            "CRISISWIRE_SESSION_TIMEOUT_SECONDS": session,
        }
        super().__init__(
            settings.kafka_bootstrap_servers,
            settings.topic_prefix,
            folder,
            environment=environment,
        )

    @property
    def url(self) -> str:
        """Where metrics and health are served."""
        return self._url


@dataclass
class _Scene:
    """The processes, and what the loads do with them."""

    kafka: LocalKafka
    settings: Settings
    folder: Path
    exporter: Exporter
    ports: dict[str, int]
    workers: dict[str, _Worker] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a worker."""
        self.workers[name] = _Worker(
            self.settings, self.folder, port=self.ports[name], session=SESSION_SECONDS[name]
        )

    def close(self) -> None:
        """End the workers that are left."""
        for worker in self.workers.values():
            if worker.process.poll() is None:
                worker.process.send_signal(signal.SIGCONT)
                worker.kill()

    def told(self) -> str:
        """Return the ends of the workers' logs."""
        return "\n".join(f"--- {name}\n{one.told()}" for name, one in self.workers.items())


class _Watch:
    """Asks Prometheus what the panels show."""

    def __init__(self, prometheus: Prometheus, run: Run) -> None:
        self.prometheus = prometheus
        self._run = run
        self._queries = panel_queries(rate_interval=f"{RATE_SECONDS}s")

    def look(self, load: Load, moment: str) -> None:
        """Note what every panel shows in the last seconds."""
        for one in self._queries:
            series = tuple(self.prometheus.over(one.expr, ASKED_SECONDS))
            self._run.shown.append(Shown(load, moment, one, series))

    def look_back(self, begun: float) -> None:
        """Note what every panel has shown since then."""
        seconds = time.time() - begun
        for one in self._queries:
            found = self.prometheus.over(one.expr, seconds, seconds / PREVIEW_STEPS)
            self._run.whole.append((one, found))

    def value(self, expr: str) -> float:
        """Return an expression's only value now, or NaN."""
        found = self.prometheus.instant(expr)
        return found[0].values[0] if found else float("nan")


def wait_for(condition: Callable[[], bool], what: str, scene: _Scene) -> None:
    """Wait until the condition holds.

    Raises:
        AssertionError: it does not in time.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what}\n{scene.told()}"
        time.sleep(0.3)


def run_loads(folder: Path) -> Run:
    """Go through the four loads and return what the panels showed."""
    run = Run()
    with _scene(folder) as scene, _prometheus(scene) as prometheus:
        watch = _Watch(prometheus, run)
        begun = time.time()
        with _Feed(scene.settings, run) as feed:
            with _load(run, Load.NORMAL):
                _await_flow(scene, watch)
                time.sleep(LOAD_SECONDS)
                watch.look(Load.NORMAL, FLOW)
            with _load(run, Load.DEAD_LETTERS):
                feed.broken_every = BROKEN_EVERY
                time.sleep(LOAD_SECONDS)
                watch.look(Load.DEAD_LETTERS, REFUSED)
                feed.broken_every = 0
            with _load(run, Load.LAGGING):
                _freeze(scene, watch)
            with _load(run, Load.FAILING):
                _fail(scene, watch)
            watch.look_back(begun)
    return run


@contextmanager
def _load(run: Run, load: Load) -> Iterator[None]:
    begun = time.time()
    yield
    run.spans.append((load, begun, time.time()))


def _await_flow(scene: _Scene, watch: _Watch) -> None:
    """Wait until every stage of both workers has something to tell."""
    expr = f'min(sum by (instance, stage) (crisiswire_messages_produced_total{{job="{JOB}"}}))'
    wait_for(lambda: watch.value(expr) > 0, "not every stage of every worker has work", scene)


def _freeze(scene: _Scene, watch: _Watch) -> None:
    frozen = scene.workers[FROZEN].process
    frozen.send_signal(signal.SIGSTOP)
    try:
        time.sleep(FROZEN_SECONDS)
        watch.look(Load.LAGGING, BEHIND)
    finally:
        frozen.send_signal(signal.SIGCONT)
    wait_for(lambda: watch.value(WORKERS_LAG) < BACKLOG, "the lag does not fall", scene)


def _fail(scene: _Scene, watch: _Watch) -> None:
    for pid in scene.workers[FROZEN].children():
        os.kill(pid, signal.SIGKILL)
    scene.workers[KILLED].kill()
    time.sleep(AWAY_SECONDS)  # longer than its session
    scene.kafka.kill(1)
    wait_for(lambda: watch.value("max(crisiswire_lag_up)") == 0, "the exporter says 1", scene)
    time.sleep(AWAY_SECONDS)
    watch.look(Load.FAILING, AWAY)
    scene.kafka.start(1)
    scene.start(KILLED)
    wait_for(lambda: watch.value("min(up)") == 1, "not all are up", scene)
    wait_for(lambda: watch.value("max(crisiswire_lag_up)") == 1, "the exporter says 0", scene)
    _await_flow(scene, watch)
    time.sleep(RATE_SECONDS)
    watch.look(Load.FAILING, BACK)


@contextmanager
def _scene(folder: Path) -> Iterator[_Scene]:
    with ExitStack() as stack:
        kafka = stack.enter_context(LocalKafka())
        settings = load_settings(kafka_bootstrap_servers=kafka.bootstrap_servers)
        provision(settings)
        exporter = stack.enter_context(lag_exporter(settings, folder))
        ports = dict(zip((FROZEN, KILLED), free_ports(2), strict=True))
        scene = _Scene(kafka, settings, folder, exporter, ports)
        stack.callback(scene.close)
        for name in ports:
            scene.start(name)
        for worker in scene.workers.values():
            worker.await_ready(WAIT_SECONDS)
        yield scene


@contextmanager
def _prometheus(scene: _Scene) -> Iterator[Prometheus]:
    jobs = {
        JOB: [f"127.0.0.1:{port}" for port in scene.ports.values()],
        "crisiswire-lag": [scene.exporter.url.removeprefix("http://")],
    }
    folder = scene.folder / "prometheus"
    folder.mkdir()
    with run_prometheus(
        folder, jobs, rules=short_rules(), scrape_seconds=SCRAPE_SECONDS
    ) as prometheus:
        wait_for(lambda: prometheus.up() == len(scene.ports) + 1, "not all are scraped", scene)
        yield prometheus
