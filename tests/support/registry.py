"""A real schema registry for the tests: Apicurio's, with Confluent's API; `deploy/setup ops`."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from streams.local.jars import find_java
from streams.local.ports import free_ports
from tests.support.processes import end

VERSION = "2.6.13.Final"
START_SECONDS = 120.0


def folder() -> Path:
    """Return where `deploy/setup ops` puts it."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "crisiswire" / f"apicurio-registry-{VERSION}"


@contextmanager
def run_registry(directory: Path) -> Iterator[str]:
    """Run it on a loopback port, all in memory; yield the address of Confluent's API."""
    (port,) = free_ports(1)
    log = directory / "registry.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                find_java(), "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar",
                str(folder() / f"apicurio-registry-app-{VERSION}-runner.jar"),
            ],
            env={**os.environ, "QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(port)},
            cwd=directory,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}/apis/ccompat/v7"
            _await_ready(url, process, log)
            yield url
        finally:
            end(process)


def _await_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/subjects", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the registry did not start: {log.read_text()[-2000:]}")
