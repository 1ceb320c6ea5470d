"""Each alert raised for real: its fault is caused, the page rings, the runbook mends, it resolves.

Real Kafka, real workers, the real lag exporter, Prometheus on the rules of deploy/prometheus with
every window 30 times shorter, Alertmanager on the committed routes. The tests go on from each
other, as an evening on call does: run them together.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import yaml

from schemas import topic_name
from schemas.topics import ENTITIES, ESCALATION, RAW
from streams.broker.topics import provision
from streams.lists.store import FILE, POINTER, REPLACES, pointed_at
from streams.local import LocalKafka
from streams.local.ports import free_ports
from streams.settings import Settings, load_settings
from tests.support.alerting import (
    WAIT_SECONDS,
    Notice,
    Receiver,
    installed,
    raises,
    run_alertmanager,
    type_section,
)
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce
from tests.support.command import ROOT, Done, environment
from tests.support.exporter import Exporter, lag_exporter
from tests.support.official_lists import Party, crowd, write_ofac
from tests.support.prometheus import Prometheus, run_prometheus
from tests.support.sabotage import environment as sabotage
from tests.support.sabotage import sabotaged_model
from tests.support.scene import configure, marked
from tests.support.worker import WorkerProcess

pytestmark = [
    pytest.mark.ops,
    pytest.mark.kafka,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        not installed(), reason="Debian's prometheus-alertmanager is missing: deploy/setup ops"
    ),
]

BUILDER = ROOT / "deploy" / "prometheus" / "build_rules.py"
# Half an hour is a minute; thresholds that would need hundreds of records or starts are lower.
RULES = {
    "scale": 1 / 30,
    "interval": "1s",
    "latency_bound": "10.0",
    "no_input": "20m",
    "dead_letters_age": "15m",
    "rebalances": 0,
    "restarts": 2,
    "pool_restarts": 2,
    # The lists that are shipped are old; here only the one of 1990 is.
    "list_days": 10_000,
}
SCRAPE_SECONDS = 1.0
WORKER = {
    "CRISISWIRE_PROFILE": "fast",
    "CRISISWIRE_POOL_SIZE": "1",
    # An article that takes 6 s must not take those beside it with it.
    "CRISISWIRE_BATCH_RECORDS": "1",
    "CRISISWIRE_PRODUCE_TIMEOUT_SECONDS": "5",
    "CRISISWIRE_PRODUCE_ATTEMPTS": "4",
}


@dataclass
class Deployment:
    """What is on call: one worker at a time, always on the same port."""

    settings: Settings
    folder: Path
    receiver: Receiver
    prometheus: Prometheus
    exporter: Exporter
    port: int
    stack: ExitStack
    sent: int = 0
    workers: list[WorkerProcess] = field(default_factory=list)

    def start(
        self, *options: str, ready: bool = True, variables: Mapping[str, str] | None = None
    ) -> WorkerProcess:
        """Start a worker on the port that Prometheus knows."""
        lists = {"CRISISWIRE_LISTS": str(self.folder / "lists")}
        port = {"CRISISWIRE_METRICS_PORT": str(self.port)}
        process = WorkerProcess(
            self.settings.kafka_bootstrap_servers,
            self.settings.topic_prefix,
            self.folder,
            options=options,
            environment={**WORKER, **lists, **port, **(variables or {})},
        )
        self.stack.callback(process.process.kill)  # nothing where it has ended
        self.workers.append(process)
        return process.await_ready() if ready else process

    @property
    def worker(self) -> WorkerProcess:
        """The last one that was started."""
        return self.workers[-1]

    def push(self, count: int) -> None:
        """Push so many sound articles."""
        numbers = range(self.sent, self.sent + count)
        self.sent += count
        produce(self.settings, RAW, [Sent(json.dumps(article(n)).encode()) for n in numbers])

    def push_marked(self, marker: str, count: int) -> None:
        """Push so many articles on which the sabotaged model misbehaves."""
        numbers = range(self.sent, self.sent + count)
        self.sent += count
        produce(self.settings, RAW, [marked(n, marker, name=f"{marker}-{n}") for n in numbers])

    def type(self, alert: str, section: str) -> Done:
        """Type the commands of a runbook."""
        return type_section(
            alert,
            section,
            folder=self.folder,
            environment={
                **environment(self.settings),
                "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
            },
            metrics=f"127.0.0.1:{self.port}",
        )

    def mend(self, alert: str) -> Done:
        """Look as the runbook says, then mend as it says."""
        self.type(alert, "Check")
        done = self.type(alert, "Mend")
        assert done.returncode == 0, done
        return done

    def firing(self) -> set[str]:
        """Return the names of the alerts that fire in Prometheus."""
        return {
            series.labels["alertname"]
            for series in self.prometheus.instant('ALERTS{alertstate="firing"}')
        }


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The rules with short windows."""
    output = tmp_path_factory.mktemp("rules") / "rules.yml"
    pairs = [f"--set={name}={value}" for name, value in RULES.items()]
    subprocess.run([sys.executable, BUILDER, *pairs, "--output", output], check=True, timeout=60)
    return output.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def deployment(
    rules: str, lone_kafka: LocalKafka, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A worker with an old list, and all that watches it."""
    folder = tmp_path_factory.mktemp("deployment")
    settings = load_settings(
        kafka_bootstrap_servers=lone_kafka.bootstrap_servers,
        topic_prefix="oncall.",
        # One, so that a slow article does not make another partition stand still.
        topic_partitions=1,
    )
    provision(settings)
    (port,) = free_ports(1)
    alias = Party(11, "Varnholt", "Ilseke Maren", strong=("Maren Varnholt",))
    write_ofac(folder, [alias, *crowd(60)])
    with ExitStack() as stack:
        exporter = stack.enter_context(lag_exporter(settings, folder))
        exporter.await_up()
        address, receiver = stack.enter_context(run_alertmanager(folder))
        jobs = {
            "crisiswire-worker": [f"127.0.0.1:{port}"],
            "crisiswire-lag": [f"127.0.0.1:{exporter.port()}"],
        }
        prometheus = stack.enter_context(
            run_prometheus(
                folder, jobs, rules=rules, alertmanager=address, scrape_seconds=SCRAPE_SECONDS
            )
        )
        made = Deployment(settings, folder, receiver, prometheus, exporter, port, stack)
        old = ["sdn.csv", "alt.csv", "add.csv", "--dated", "1990-01-01", "--accept-shrink"]
        command = [sys.executable, "-m", "streams", "lists", "update", *old, "--to", "lists"]
        subprocess.run(command, cwd=folder, env=environment(settings), check=True, timeout=120)
        made.start()
        yield made


@raises("ListsStale")
def test_a_list_of_1990_is_stale_until_the_runbooks_update(deployment: Deployment) -> None:
    fired = deployment.receiver.await_firing("ListsStale", list="OFAC-SDN")
    assert fired.receiver == "ticket"
    deployment.mend("ListsStale")
    deployment.push(3)
    deployment.receiver.await_resolved("ListsStale", list="OFAC-SDN")
    assert deployment.type("ListsStale", "Verify").stdout.count("2026-11-20") >= 1


def test_a_healthy_system_is_quiet_under_load_and_idle(deployment: Deployment) -> None:
    for _ in range(10):
        deployment.push(2)
        time.sleep(1)
    await_records(deployment.settings, [ESCALATION], deployment.sent)
    # As long as the longest wait of an alert that fires on what has just begun.
    time.sleep(12)
    assert deployment.firing() <= {"NoInput"}


@raises("ListsRefused")
def test_a_broken_snapshot_is_refused_and_rolled_back(deployment: Deployment) -> None:
    lists = deployment.folder / "lists"
    before = pointed_at(lists) or ""
    broken = lists / "000099-broken"
    broken.mkdir()
    (broken / FILE).write_bytes((lists / before / FILE).read_bytes()[:-100])
    (broken / REPLACES).write_text(before)
    (lists / ".next").symlink_to(broken.name)
    (lists / ".next").replace(lists / POINTER)
    time.sleep(1.3)  # a child looks once a second
    deployment.push(3)
    deployment.receiver.await_firing("ListsRefused")
    assert "cannot be read" in deployment.type("ListsRefused", "Check").stdout
    deployment.mend("ListsRefused")
    assert "2026-11-20" in deployment.type("ListsRefused", "Verify").stdout


@raises("DeadLetterSpike", "DeadLettersNotDrained")
def test_a_burst_of_broken_records(deployment: Deployment) -> None:
    produce(deployment.settings, RAW, [Sent(b"{ not json", b"k")] * 60)
    deployment.push(30)
    fired = deployment.receiver.await_firing("DeadLetterSpike", stage="entities")
    assert fired.receiver == "ticket"
    assert "not_json" in deployment.type("DeadLetterSpike", "Check").stdout
    # Nobody looks at them.
    deployment.receiver.await_firing("DeadLettersNotDrained")
    assert "60 not_json" in deployment.mend("DeadLettersNotDrained").stdout
    deployment.receiver.await_resolved("DeadLettersNotDrained")
    deployment.receiver.await_resolved("DeadLetterSpike", stage="entities")


@raises("PoolRestarting", "SuccessBudgetBurn")
def test_a_bad_model(deployment: Deployment) -> None:
    assert deployment.worker.stop() == 0
    deployment.start(variables=sabotage(sabotaged_model(deployment.folder / "model")))
    deployment.push_marked("zebradie", 2)
    deployment.push_marked("zebraraise", 8)
    fired = deployment.receiver.await_firing("SuccessBudgetBurn", severity="page")
    assert fired.receiver == "page"
    assert "model_error" in deployment.type("SuccessBudgetBurn", "Check").stdout
    deployment.receiver.await_firing("PoolRestarting")
    assert "child_died" in deployment.type("PoolRestarting", "Check").stdout


@raises("LagGrowing", "RetentionRisk", "LatencyBudgetBurn")
def test_a_stage_that_is_slower_than_its_input(deployment: Deployment) -> None:
    stop = threading.Event()

    def feed() -> None:
        while not stop.wait(2):
            deployment.push_marked("zebraslow", 1)

    thread = threading.Thread(target=feed)
    thread.start()
    try:
        since = len(deployment.receiver.notices)
        fired = deployment.receiver.await_firing("LagGrowing")
        assert fired.labels["topic"] == topic_name(RAW, deployment.settings.topic_prefix)
        assert deployment.receiver.await_firing("LatencyBudgetBurn", since, severity="page")
        # Somebody has shortened the retention.
        configure(deployment.settings, RAW, retention_ms="60000")
        deployment.receiver.await_firing("RetentionRisk", severity="page")
    finally:
        stop.set()
        thread.join()
    deployment.mend("RetentionRisk")
    deployment.receiver.await_resolved("RetentionRisk")


@raises("WorkerDown")
def test_a_worker_that_was_killed(deployment: Deployment) -> None:
    since = len(deployment.receiver.notices)
    deployment.worker.kill()
    fired = deployment.receiver.await_firing("WorkerDown", since)
    assert (fired.receiver, fired.labels["severity"]) == ("page", "page")
    assert "no answer" in deployment.type("WorkerDown", "Check").stdout
    deployment.start()  # with the model that is shipped: back to the release before
    deployment.receiver.await_resolved("WorkerDown", since)
    assert '"ok": true' in deployment.type("WorkerDown", "Verify").stdout
    # Quicker now: the lag falls, and what the bad model had refused is done after all.
    deployment.receiver.await_resolved("LagGrowing", since)
    assert deployment.mend("SuccessBudgetBurn").stdout.count(" replayed ") == 10
    await_records(deployment.settings, [ESCALATION], deployment.sent)
    deployment.receiver.await_resolved("LatencyBudgetBurn", since, severity="page")
    # The bad model has been quiet for as long as the slow articles took.
    deployment.receiver.await_resolved("SuccessBudgetBurn", severity="page")
    deployment.receiver.await_resolved("PoolRestarting")


@raises("RebalanceStorm")
def test_workers_that_come_and_go(deployment: Deployment) -> None:
    since = len(deployment.receiver.notices)
    deadline = time.monotonic() + WAIT_SECONDS
    while "RebalanceStorm" not in deployment.firing() and time.monotonic() < deadline:
        series = WorkerProcess(
            deployment.settings.kafka_bootstrap_servers,
            deployment.settings.topic_prefix,
            deployment.folder,
            options=("--stage", "series"),
        )
        try:
            series.await_ready()
            assert series.stop() == 0
        finally:
            if series.process.poll() is None:
                series.kill()
    deployment.receiver.await_firing("RebalanceStorm", since)
    assert "rebalances_total" in deployment.type("RebalanceStorm", "Check").stdout
    deployment.receiver.await_resolved("RebalanceStorm", since)


@raises("NoInput")
def test_a_feed_that_is_silent(deployment: Deployment) -> None:
    since = max(
        (
            number
            for number, notice in enumerate(deployment.receiver.notices)
            if notice.says("resolved", "NoInput", {})
        ),
        default=-1,
    )
    fired = deployment.receiver.await_firing("NoInput", since + 1)
    assert fired.receiver == "ticket"
    after = len(deployment.receiver.notices)
    checked = deployment.type("NoInput", "Check")  # pushes the probe
    assert checked.returncode == 0, checked
    deployment.sent += 1
    deployment.receiver.await_resolved("NoInput", after - 1)


@raises("ConsumerStalled")
def test_a_stage_that_nobody_runs(deployment: Deployment) -> None:
    since = len(deployment.receiver.notices)
    assert deployment.worker.stop() == 0
    deployment.start("--stage", "entities")
    deployment.push(5)
    fired = deployment.receiver.await_firing("ConsumerStalled", since)
    assert fired.receiver == "page"
    assert fired.labels["topic"] == topic_name(ENTITIES, deployment.settings.topic_prefix)
    assert fired.labels["topic"] in deployment.type("ConsumerStalled", "Check").stdout
    assert deployment.worker.stop() == 0
    deployment.start()
    deployment.receiver.await_resolved("ConsumerStalled", since)


@raises("LagUnknown")
def test_an_exporter_that_is_gone(deployment: Deployment) -> None:
    exporter, port = deployment.exporter, deployment.exporter.port()
    exporter.process.kill()
    exporter.process.wait()
    fired = deployment.receiver.await_firing("LagUnknown")
    assert fired.receiver == "page"
    assert deployment.type("LagUnknown", "Verify").returncode == 0  # the brokers are there
    again = subprocess.Popen(
        exporter.command(port=port),
        cwd=exporter.folder,
        env=exporter.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deployment.stack.callback(again.wait)
    deployment.stack.callback(again.kill)
    deployment.receiver.await_resolved("LagUnknown")


@raises("WorkerRestarting")
def test_a_topic_that_refuses_stops_the_worker_again_and_again(deployment: Deployment) -> None:
    since = len(deployment.receiver.notices)
    configure(deployment.settings, ENTITIES, max_message_bytes="500")
    deployment.push(5)
    for _ in range(3):
        assert deployment.worker.process.wait(120) == 1
        assert "MessageSizeTooLarge" in deployment.worker.told()
        deployment.start(ready=False)
    fired = deployment.receiver.await_firing("WorkerRestarting", since)
    assert fired.receiver == "page"
    assert "max.message.bytes" in deployment.type("SendsRefused", "Check").stdout
    deployment.mend("SendsRefused")
    if deployment.worker.process.poll() is not None:
        deployment.start()
    assert "as they should be" in deployment.mend("WorkerRestarting").stderr
    await_records(deployment.settings, [ESCALATION], deployment.sent)
    deployment.receiver.await_resolved("WorkerRestarting", since)


@raises("SendsRefused")
def test_a_broker_that_hangs(deployment: Deployment, lone_kafka: LocalKafka) -> None:
    """A broker that is gone is waited for; one that takes requests and does not answer is not."""
    since = len(deployment.receiver.notices)
    assert deployment.worker.stop() == 0
    worker = deployment.start(variables={"CRISISWIRE_PRODUCE_ATTEMPTS": "100"})
    deployment.push(40)
    deadline = time.monotonic() + WAIT_SECONDS
    while worker.metric("crisiswire_in_flight") == 0:
        assert time.monotonic() < deadline
    broker = psutil.Process(lone_kafka.pid(lone_kafka.node_ids[0]))
    broker.suspend()
    try:
        fired = deployment.receiver.await_firing("SendsRefused", since)
    finally:
        broker.resume()
    assert fired.receiver == "ticket"
    deployment.mend("SendsRefused")
    if worker.process.poll() is not None:  # its client had lost count of what it had sent
        deployment.start()
    await_records(deployment.settings, [ESCALATION], deployment.sent)
    deployment.receiver.await_resolved("SendsRefused", since)


def test_every_alert_was_told_in_full(deployment: Deployment, rules: str) -> None:
    named = {
        rule["alert"]
        for group in yaml.safe_load(rules)["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }
    told = {notice.labels["alertname"] for notice in deployment.receiver.notices}
    assert told >= named
    for alert in named:
        deployment.receiver.await_resolved(alert)
    for notice in deployment.receiver.notices:
        assert_told_in_full(notice)


def assert_told_in_full(notice: Notice) -> None:
    texts = " ".join(notice.annotations.values())
    assert "error expanding" not in texts
    assert "<no value>" not in texts
    assert set(notice.annotations) == {"summary", "description", "runbook_url", "dashboard_url"}
    assert notice.receiver == notice.labels["severity"]
