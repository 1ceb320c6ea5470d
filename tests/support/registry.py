"""A real schema registry for the tests: Apicurio's, with Confluent's API; `deploy/setup ops`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.local.jars import find_java
from streams.local.ports import free_ports
from tests.support.processes import serving

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
    command = [
        find_java(), "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar",
        str(folder() / f"apicurio-registry-app-{VERSION}-runner.jar"),
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}/apis/ccompat/v7"
    with serving(
        command,
        ready=f"{url}/subjects",
        log=directory / "registry.log",
        seconds=START_SECONDS,
        environment={
            **os.environ,
            "QUARKUS_HTTP_HOST": "127.0.0.1",
            "QUARKUS_HTTP_PORT": str(port),
        },
    ):
        yield url
