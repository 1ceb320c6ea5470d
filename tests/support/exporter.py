"""`crisiswire lag --serve` in a process of its own, as an operator would run it."""

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from streams.settings import Settings
from tests.support.command import ROOT, environment

WAIT_SECONDS = 120.0
INTERVAL_SECONDS = 1


class Exporter:
    """One exporter on a free port of loopback."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.folder = ROOT
        self.environment: Mapping[str, str] = environment(settings)
        self.log = folder / "lag-exporter.log"
        self._out = folder / "lag-exporter.out"
        with self.log.open("wb") as errors, self._out.open("wb") as out:
            self.process = subprocess.Popen(
                self.command(port=0),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )

    def command(self, *, port: int) -> list[str]:
        """Return the command line."""
        served = ["--serve", "--port", str(port), "--interval", str(INTERVAL_SECONDS)]
        return [sys.executable, "-m", "streams", "lag", *served]

    @property
    def url(self) -> str:
        """Where it serves; empty until that is known."""
        found = re.search(r"http://\S+", self._out.read_text())
        return found[0] if found else ""

    def port(self) -> int:
        """Return the port."""
        return int(self.url.rsplit(":", 1)[1])

    def await_up(self) -> None:
        """Wait until it has read the cluster."""
        self.wait_for(lambda: self.one("crisiswire_lag_up") == 1)

    def one(self, name: str, **labels: str) -> float:
        """Return the one sample of a name that has these labels.

        Raises:
            AssertionError: there are several, or none.
        """
        found = self.samples(name, **labels)
        assert len(found) == 1, f"{name} {labels}: {found}"
        return found[0]

    def samples(self, name: str, **labels: str) -> list[float]:
        """Return the samples of a name that have these labels."""
        with urllib.request.urlopen(f"{self.url}/metrics", timeout=20) as answer:
            text = answer.read().decode()
        return [
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]

    def status(self, path: str) -> int:
        """Return the HTTP status of a path."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def wait_for(self, condition: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
        """Wait until the condition holds.

        Raises:
            AssertionError: it does not in time, or the process has ended.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            assert time.monotonic() < deadline, self.log.read_text()[-4000:]
            time.sleep(0.2)

    def stop(self) -> int:
        """SIGTERM; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def lag_exporter(settings: Settings, folder: Path) -> Iterator[Exporter]:
    """Run an exporter for the length of a `with`."""
    exporter = Exporter(settings, folder)
    try:
        exporter.wait_for(lambda: bool(exporter.url))
        yield exporter
    finally:
        if exporter.process.poll() is None:
            exporter.process.kill()
            exporter.process.wait()
