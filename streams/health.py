"""Metrics and health over HTTP, on a thread of their own, loopback by default.

`/metrics` (Prometheus text or OpenMetrics, as the scraper asks), `/health/live`,
`/health/ready`, `/health/startup`: 200 or 503 and a small JSON of checks. Nothing
here shows an article. The event loop writes the state, this thread only reads it,
so a blocked loop is seen: that is what liveness is for.
"""

import json
import logging
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Protocol
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

log = logging.getLogger(__name__)

# A batch never blocks the loop this long; a debugger or a frozen machine does.
TICK_TIMEOUT_SECONDS = 30.0
# Longer than the slowest micro-batch and one rebalance together.
STALL_TIMEOUT_SECONDS = 300.0
# A client that sends its request slower than this is cut off: threads are not for rent.
CLIENT_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Check:
    """One condition and, for a person, what it saw."""

    name: str
    ok: bool
    detail: str


@dataclass(slots=True)
class _Progress:
    position: int
    since_seconds: float


class HealthState(Protocol):
    """What the server asks of its process: conditions that must hold."""

    def live(self) -> list[Check]:
        """Return those without which the process is to be restarted."""

    def ready(self) -> list[Check]:
        """Return those without which it is not at work."""

    def startup(self) -> list[Check]:
        """Return those that must hold before liveness is asked at all."""


class Health:
    """What the worker knows of its own health; set from the event loop.

    Args:
        tick_timeout_seconds: the loop is dead when its last tick is older.
        stall_timeout_seconds: a partition with lag is stalled when its position
            has not moved for longer, the time without a broker not counted.
        now_seconds: a monotonic clock.
    """

    def __init__(
        self,
        *,
        tick_timeout_seconds: float = TICK_TIMEOUT_SECONDS,
        stall_timeout_seconds: float = STALL_TIMEOUT_SECONDS,
        now_seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self.started = False
        self.resources_loaded = False
        self.assigned = False
        self.draining = False
        self._broker_reachable = True
        self._tick_timeout_seconds = tick_timeout_seconds
        self._stall_timeout_seconds = stall_timeout_seconds
        self._now_seconds = now_seconds
        self._last_tick_seconds = now_seconds()
        self._progress: dict[str, _Progress] = {}

    def tick(self) -> None:
        """Say that the event loop turns; to be called every second or so."""
        self._last_tick_seconds = self._now_seconds()

    def partition_at(self, partition: str, position: int, lag: int) -> None:
        """Tell a partition's confirmed position and how many records wait behind it."""
        now = self._now_seconds()
        known = self._progress.get(partition)
        if known is None or known.position != position or lag <= 0:
            self._progress[partition] = _Progress(position, now)

    def partitions_held(self, partitions: set[str]) -> None:
        """Tell the partitions that this worker holds now; a spare worker holds none."""
        self._progress = {name: at for name, at in self._progress.items() if name in partitions}
        self.assigned = True

    def broker_reachable(self, reachable: bool) -> None:
        """Tell whether the broker answers; without it nothing can progress, so no clock runs."""
        if reachable and not self._broker_reachable:
            now = self._now_seconds()
            self._progress = {
                name: _Progress(at.position, now) for name, at in self._progress.items()
            }
        self._broker_reachable = reachable

    def live(self) -> list[Check]:
        """Return what must hold, or else the process is to be restarted."""
        tick_age_seconds = self._now_seconds() - self._last_tick_seconds
        stalled = self._stalled()
        return [
            Check(
                "event_loop",
                tick_age_seconds <= self._tick_timeout_seconds,
                f"last tick {tick_age_seconds:.1f} s ago",
            ),
            Check(
                "partitions",
                not stalled,
                f"stalled: {', '.join(stalled)}" if stalled else "none stalled",
            ),
        ]

    def ready(self) -> list[Check]:
        """Return what must hold for the worker to be at work."""
        return [
            *self.startup(),
            Check("assigned", self.assigned, f"{len(self._progress)} partitions reported"),
            Check("not_draining", not self.draining, "draining" if self.draining else "taking in"),
        ]

    def startup(self) -> list[Check]:
        """Return what must hold before liveness is asked at all."""
        return [
            Check("resources", self.resources_loaded, "model and lists"),
            Check("started", self.started, "agents"),
        ]

    def _stalled(self) -> list[str]:
        if not self._broker_reachable:
            return []
        limit = self._now_seconds() - self._stall_timeout_seconds
        # A copy: the event loop may add a partition meanwhile.
        return sorted(
            name for name, at in self._progress.copy().items() if at.since_seconds < limit
        )


class OpsServer:
    """The HTTP server; use as a context manager, or `start()` and `close()`.

    Args:
        health: the process's state.
        registry: the process's metrics.
        host: address to bind; other machines see it only when this says so.
        port: 0 = any free port; the one taken is in `port`, logged and printed.

    Raises:
        OSError: on construction, when the address cannot be bound.
    """

    def __init__(
        self,
        health: HealthState,
        registry: CollectorRegistry,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        server_class = _SixServer if ":" in host else _Server
        self._server = server_class((host, port), partial(_Handler, health, registry))
        self._any_port = port == 0
        self.port: int = self._server.server_address[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._thread = Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="crisiswire-ops",
            daemon=True,
        )

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()
        log.info("metrics and health are served", extra={"fields": {"url": self.url}})
        if self._any_port:
            print(f"metrics and health: {self.url}", flush=True)

    def close(self) -> None:
        """Stop serving and free the port; harmless when called twice."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "OpsServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # The default of 5 lets a handful of hanging clients delay a probe by seconds.
    request_queue_size = 128
    # Two workers on one port would each answer half of the scrapes.
    allow_reuse_port = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A scraper that hangs up is no event."""


class _SixServer(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    timeout = CLIENT_TIMEOUT_SECONDS

    def __init__(
        self, health: HealthState, registry: CollectorRegistry, *args: object, **kwargs: object
    ) -> None:
        self._health = health
        self._registry = registry
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        match path:
            case "/metrics":
                encode, content_type = choose_encoder(self.headers.get("Accept", ""))
                self._answer(200, content_type, encode(self._registry))
            case "/health/live":
                self._answer_checks(self._health.live())
            case "/health/ready":
                self._answer_checks(self._health.ready())
            case "/health/startup":
                self._answer_checks(self._health.startup())
            case _:
                self._answer(404, "text/plain; charset=utf-8", b"not found\n")

    do_HEAD = do_GET  # noqa: N815

    def _answer_checks(self, checks: list[Check]) -> None:
        ok = all(check.ok for check in checks)
        body = {
            "ok": ok,
            "checks": {check.name: {"ok": check.ok, "detail": check.detail} for check in checks},
        }
        self._answer(
            200 if ok else 503, "application/json", (json.dumps(body, indent=1) + "\n").encode()
        )

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the code alone: the usual page repeats what the client sent."""
        self.close_connection = True
        self._answer(code, "text/plain; charset=utf-8", f"{int(code)}\n".encode())

    def version_string(self) -> str:
        """Tell no version: it would help nobody but an attacker."""
        return "crisiswire"

    def log_message(self, format: str, *args: object) -> None:
        """A scrape every few seconds is no event."""
