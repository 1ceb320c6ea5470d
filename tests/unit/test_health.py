"""Health and metrics over real HTTP."""

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import pytest

from streams.health import Health, OpsServer
from streams.metrics import Metrics
from tests.support.openmetrics import parse_openmetrics


class Clock:
    """A monotonic clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Worker:
    clock: Clock
    health: Health
    metrics: Metrics
    server: OpsServer


@pytest.fixture
def worker() -> Iterator[Worker]:
    clock = Clock()
    health = Health(tick_timeout_seconds=30, stall_timeout_seconds=300, now_seconds=clock)
    metrics = Metrics(("entities",), {"version": "1"})
    with OpsServer(health, metrics.registry) as server:
        yield Worker(clock, health, metrics, server)


def request(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def checks(worker: Worker, kind: str) -> tuple[int, dict[str, Any]]:
    status, headers, body = request(worker.server.port, f"/health/{kind}")
    assert headers["Content-Type"] == "application/json"
    document = json.loads(body)
    assert document["ok"] is (status == 200)
    return status, document["checks"]


def make_ready(health: Health) -> None:
    health.resources_loaded = True
    health.started = True
    health.partitions_held({"articles.raw/0"})


def test_a_starting_worker_is_live_and_neither_started_nor_ready(worker: Worker) -> None:
    assert checks(worker, "live")[0] == 200
    status, startup = checks(worker, "startup")
    assert status == 503
    assert startup["resources"]["ok"] is False
    assert checks(worker, "ready")[0] == 503


def test_ready_wants_resources_agents_and_an_assignment(worker: Worker) -> None:
    worker.health.resources_loaded = True
    worker.health.started = True
    assert checks(worker, "startup")[0] == 200
    status, ready = checks(worker, "ready")
    assert status == 503
    assert [name for name, check in ready.items() if not check["ok"]] == ["assigned"]
    # A spare worker, to which the group gave nothing, is ready to take over.
    worker.health.partitions_held(set())
    assert checks(worker, "ready")[0] == 200


def test_a_draining_worker_is_live_and_not_ready(worker: Worker) -> None:
    make_ready(worker.health)
    worker.health.draining = True
    assert checks(worker, "ready")[0] == 503
    assert checks(worker, "live")[0] == 200


def test_a_blocked_event_loop_is_not_live_until_it_ticks(worker: Worker) -> None:
    worker.clock.seconds += 29
    assert checks(worker, "live")[0] == 200
    worker.clock.seconds += 2
    status, live = checks(worker, "live")
    assert status == 503
    assert live["event_loop"]["detail"] == "last tick 31.0 s ago"
    worker.health.tick()
    assert checks(worker, "live")[0] == 200


def test_a_partition_with_lag_and_no_progress_is_not_live(worker: Worker) -> None:
    make_ready(worker.health)
    worker.health.partition_at("articles.raw/0", position=5, lag=10)
    for _ in range(11):
        worker.clock.seconds += 29
        worker.health.tick()
        worker.health.partition_at("articles.raw/0", position=5, lag=12)
    status, live = checks(worker, "live")
    assert status == 503
    assert live["partitions"]["detail"] == "stalled: articles.raw/0"
    worker.health.partition_at("articles.raw/0", position=6, lag=12)
    assert checks(worker, "live")[0] == 200


@pytest.mark.parametrize(("position_step", "lag"), [(1, 100), (0, 0)])
def test_progress_or_no_lag_is_live(worker: Worker, position_step: int, lag: int) -> None:
    make_ready(worker.health)
    for step in range(30):
        worker.clock.seconds += 25
        worker.health.tick()
        worker.health.partition_at("articles.raw/0", position=step * position_step, lag=lag)
    assert checks(worker, "live")[0] == 200


def test_liveness_does_not_fail_because_the_broker_is_down(worker: Worker) -> None:
    make_ready(worker.health)
    worker.health.partition_at("articles.raw/0", position=5, lag=10)
    worker.health.broker_reachable(False)
    worker.clock.seconds += 3600
    worker.health.tick()
    assert checks(worker, "live")[0] == 200
    # Back again: it has the whole time-out to make progress.
    worker.health.broker_reachable(True)
    assert checks(worker, "live")[0] == 200
    worker.clock.seconds += 301
    worker.health.tick()
    assert checks(worker, "live")[0] == 503


def test_a_revoked_partition_cannot_stall(worker: Worker) -> None:
    make_ready(worker.health)
    worker.health.partition_at("articles.raw/0", position=5, lag=10)
    worker.health.partitions_held({"articles.raw/1"})
    worker.clock.seconds += 400
    worker.health.tick()
    assert checks(worker, "live")[0] == 200


def test_metrics_in_the_form_that_the_scraper_asks_for(worker: Worker) -> None:
    worker.metrics.messages_consumed.labels("entities").inc(4)
    status, headers, body = request(worker.server.port, "/metrics")
    assert status == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert b'crisiswire_messages_consumed_total{stage="entities"} 4.0' in body

    accept = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"
    status, headers, body = request(worker.server.port, "/metrics?x=1", Accept=accept)
    assert status == 200
    assert headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert body.endswith(b"# EOF\n")
    families = {one.name: one for one in parse_openmetrics(body.decode())}
    assert families["crisiswire_messages_consumed"].samples[0].value == 4


def test_other_paths_and_methods(worker: Worker) -> None:
    port = worker.server.port
    for path in ("/", "/health", "/metrics/x", "/../etc/passwd"):
        assert request(port, path)[0] == 404
    assert request(port, "/metrics", "POST")[0] == 501
    status, headers, body = request(port, "/health/live", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0
    assert headers["Server"] == "crisiswire"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"BREW /canary HTTP/1.1\r\nHost: x\r\n\r\n", 501),
        (b"PUT /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\ncanary", 501),
        (b"GET /%2e%2e/%2e%2e/canary HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET //canary/metrics HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /metrics?canary HTTP/1.1\r\nAccept: canary\r\nHost: canary\r\n\r\n", 200),
        (b"GET /canary" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"X: canary\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"canary" * 20_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/9.canary\r\n\r\n", 400),
        (b"\x16\x03\x01canary\r\n\r\n", 400),
    ],
)
def test_what_a_client_sends_changes_nothing_and_is_not_repeated(
    worker: Worker, sent: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", worker.server.port), timeout=10) as connection:
        connection.sendall(sent)
        with contextlib.suppress(OSError):  # it may have answered and closed already
            connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith((f"HTTP/1.0 {status} ".encode(), f"{status}\n".encode())), answer[:200]
    assert b"canary" not in answer
    assert request(worker.server.port, "/health/live")[0] == 200


def test_it_binds_loopback_tells_its_port_and_frees_it(capsys: pytest.CaptureFixture[str]) -> None:
    server = OpsServer(Health(), Metrics((), {}).registry)
    with server:
        assert server.port > 0
        assert capsys.readouterr().out == f"metrics and health: http://127.0.0.1:{server.port}\n"
        # Another address of the machine is not served.
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", server.port), timeout=2)
        with pytest.raises(OSError, match="in use"):
            OpsServer(Health(), Metrics((), {}).registry, port=server.port)
    server.close()
    with OpsServer(Health(), Metrics((), {}).registry, port=server.port) as again:
        assert request(again.port, "/health/live")[0] == 200
    assert capsys.readouterr().out == ""


def test_a_client_that_hangs_does_not_keep_others_out(worker: Worker) -> None:
    hanging = [socket.create_connection(("127.0.0.1", worker.server.port)) for _ in range(20)]
    try:
        for one in hanging:
            one.sendall(b"GET /metr")
        assert request(worker.server.port, "/health/live")[0] == 200
    finally:
        for one in hanging:
            one.close()


def test_scrapes_while_the_worker_writes(worker: Worker) -> None:
    stop = Event()

    def work() -> None:
        partition = 0
        while not stop.wait(0.0002):
            partition = (partition + 1) % 50
            worker.health.partition_at(f"articles.raw/{partition}", partition, 1)
            worker.health.partitions_held({f"articles.raw/{one}" for one in range(partition)})
            worker.metrics.consumer_lag.labels("entities", "articles.raw", str(partition)).set(1)
            worker.metrics.forget_lag("entities", "articles.raw", (partition + 7) % 50)

    thread = Thread(target=work)
    thread.start()
    try:
        for _ in range(20):
            assert request(worker.server.port, "/metrics")[0] == 200
            assert request(worker.server.port, "/health/live")[0] == 200
    finally:
        stop.set()
        thread.join()
