"""A real Alertmanager on the committed routes, with a receiver of the test's; runbooks, typed."""

import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import yaml

from streams.local.ports import free_ports
from tests.support.command import Done
from tests.support.pages import ROOT, blocks, lines_of
from tests.support.processes import serving

ROUTES = ROOT / "deploy" / "alertmanager" / "alertmanager.yml"
RUNBOOKS = ROOT / "docs" / "runbooks"
WAIT_SECONDS = 150.0
START_SECONDS = 60.0
COMMAND_SECONDS = 120.0
# Waiting to group alerts and to repeat them is of no use here.
AT_ONCE = {"group_wait": "1s", "group_interval": "1s", "repeat_interval": "1h"}

Test = TypeVar("Test", bound=Callable[..., None])


def raises(*_alerts: str) -> Callable[[Test], Test]:
    """Say which alerts a test raises and sees resolve: build_runbooks.py reads it."""
    return lambda test: test


@dataclass(frozen=True)
class Notice:
    """One alert as the receiver was told of it."""

    receiver: str
    status: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]

    def says(self, status: str, name: str, labels: Mapping[str, str]) -> bool:
        """Tell whether it is of this alert."""
        wanted = {"alertname": name, **labels}
        return self.status == status and wanted.items() <= self.labels.items()


@dataclass
class Receiver:
    """Who is called by Alertmanager; `notices` in their order."""

    notices: list[Notice] = field(default_factory=list)

    def await_notice(self, status: str, name: str, since: int = 0, **labels: str) -> Notice:
        """Wait until it has been told that the alert is `firing` or `resolved`.

        Raises:
            AssertionError: it was not, in time.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            for notice in self.notices[since:]:
                if notice.says(status, name, labels):
                    return notice
            told = [(each.status, each.labels["alertname"]) for each in self.notices]
            assert time.monotonic() < deadline, f"{name} {labels} not {status}; told: {told}"
            time.sleep(0.2)

    def await_firing(self, name: str, since: int = 0, **labels: str) -> Notice:
        """Wait until it is told that the alert fires."""
        return self.await_notice("firing", name, since, **labels)

    def await_resolved(self, name: str, since: int = 0, **labels: str) -> Notice:
        """Wait until it is told that the alert is over."""
        return self.await_notice("resolved", name, since, **labels)


@contextmanager
def run_alertmanager(directory: Path) -> Iterator[tuple[str, Receiver]]:
    """Run Alertmanager on the committed routes; yield its host:port, and who is told."""
    receiver = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.notices.extend(
                Notice(told["receiver"], each["status"], each["labels"], each["annotations"])
                for each in told["alerts"]
            )
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: what came is in `notices`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        config = directory / "alertmanager.yml"
        hook = f"http://127.0.0.1:{server.server_port}/"
        config.write_text(yaml.safe_dump(_with_hook(hook)), encoding="utf-8")
        with _serving(config, directory) as address:
            yield address, receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def installed() -> bool:
    """Return whether Debian's package is there."""
    return (
        shutil.which("amtool") is not None and shutil.which("prometheus-alertmanager") is not None
    )


def _with_hook(url: str) -> dict[str, Any]:
    """Return the committed configuration; receivers and waiting times are the test's."""
    document: dict[str, Any] = yaml.safe_load(ROUTES.read_text(encoding="utf-8"))
    for route in (document["route"], *document["route"]["routes"]):
        route.update(AT_ONCE)
    document["receivers"] = [
        {"name": one["name"], "webhook_configs": [{"url": url, "send_resolved": True}]}
        for one in document["receivers"]
    ]
    return document


@contextmanager
def _serving(config: Path, directory: Path) -> Iterator[str]:
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"
    command = [
        "prometheus-alertmanager",
        f"--config.file={config}",
        f"--storage.path={directory / 'alertmanager'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
    ]
    log = directory / "alertmanager.log"
    with serving(command, ready=f"http://{address}/-/ready", log=log, seconds=START_SECONDS):
        yield address


def type_section(
    alert: str, section: str, *, folder: Path, environment: Mapping[str, str], metrics: str
) -> Done:
    """Type the commands of a section of an alert's runbook, block by block; return what came.

    Args:
        alert: Whose runbook.
        section: `Check`, `Mend` or `Verify`.
        folder: Where they are typed.
        environment: With the settings of the deployment.
        metrics: Where the worker serves metrics and health (host:port).

    Raises:
        AssertionError: the runbook has no command there.
    """
    page = RUNBOOKS / f"{re.sub('(?<=[a-z])(?=[A-Z])', '-', alert).lower()}.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    scripts = [
        block.script.replace("127.0.0.1:9464", metrics)
        for block in blocks(page)
        if _section(lines, block.line) == section and list(lines_of(block.script))
    ]
    assert scripts, f"{page} has no command under {section}"
    done = subprocess.run(
        ["bash", "-c", "\n".join(scripts)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def _section(lines: list[str], number: int) -> str:
    """Return the heading under which a line is."""
    headings = [line for line in lines[:number] if line.startswith("## ")]
    return headings[-1].removeprefix("## ") if headings else ""
