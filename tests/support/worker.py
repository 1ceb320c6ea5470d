"""A real worker in a process of its own, as an operator would run it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
from prometheus_client.parser import text_string_to_metric_families

REPOSITORY = Path(__file__).parents[2]
START_SECONDS = 90.0


class WorkerProcess:
    """One worker; `stop` drains it, `kill` is `kill -9`."""

    def __init__(
        self,
        bootstrap_servers: str,
        prefix: str,
        folder: Path,
        *,
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        module: str = "streams",
        tree: Path = REPOSITORY,
    ) -> None:
        self._module = module
        self._tree = tree
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CRISISWIRE_")}
        self._environment = {
            **kept,
            "CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers,
            "CRISISWIRE_TOPIC_PREFIX": prefix,
            "CRISISWIRE_METRICS_PORT": "0",
            "CRISISWIRE_SESSION_TIMEOUT_SECONDS": "6",
            "CRISISWIRE_POOL_SIZE": "2",
            **(environment or {}),
        }
        number = len(list(folder.glob("worker-*.log")))
        self.log = folder / f"worker-{number}.log"
        self._out = folder / f"worker-{number}.out"
        self._options = options
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("wb") as errors, self._out.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", self._module, "worker", *self._options],
                cwd=self._tree,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )

    @property
    def url(self) -> str | None:
        """Where metrics and health are served, once it is known."""
        # Printed where the worker chose the port; where it was told, the log has it.
        told = self._out.read_text() + self.log.read_text()
        found = re.search(r'(?:metrics and health: |are served".*?")(http://[^"\s]+)', told)
        return found[1] if found else None

    def await_ready(self, seconds: float = START_SECONDS) -> "WorkerProcess":
        """Wait until `/health/ready` says so."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.told()
            if self.url is not None and self.status("/health/ready") == 200:
                return self
            time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s\n{self.told()}")

    def status(self, path: str) -> int:
        """Return the HTTP status of a path; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def metrics(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        """Return every sample by name and labels."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=20) as answer:
            text = answer.read().decode()
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def metric(self, name: str, **labels: str) -> float:
        """Return the sum over the samples of a name that have these labels."""
        wanted = set(labels.items())
        return sum(
            value
            for (sample, found), value in self.metrics().items()
            if sample == name and wanted <= found
        )

    def children(self) -> list[int]:
        """Return the pool's process ids."""
        tree = psutil.Process(self.process.pid).children(recursive=True)
        return [child.pid for child in tree if "spawn_main" in " ".join(child.cmdline())]

    def stop(self, seconds: float = 40.0) -> int:
        """SIGTERM; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.process.wait(10)

    def pause(self, seconds: float = 0.1) -> None:
        """Let the worker go on a little."""
        time.sleep(seconds)

    def told(self) -> str:
        """Return the end of the log."""
        return self.log.read_text()[-6000:]

    def log_lines(self) -> list[dict[str, object]]:
        """Return the log, parsed."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


@contextmanager
def worker(
    bootstrap_servers: str,
    prefix: str,
    folder: Path,
    *options: str,
    ready: bool = True,
    **environment: str,
) -> Iterator[WorkerProcess]:
    """Run a worker for the length of a `with`; settings as `pool_size="1"`."""
    process = WorkerProcess(
        bootstrap_servers,
        prefix,
        folder,
        options=options,
        environment={f"CRISISWIRE_{name.upper()}": value for name, value in environment.items()},
    )
    try:
        yield process.await_ready() if ready else process
    finally:
        if process.process.poll() is None:
            process.kill()
