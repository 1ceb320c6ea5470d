"""docs/how-to/secure-a-cluster.md: its commands in order, against the broker that it describes."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streams.local import LocalKafka, Security
from tests.support.articles import article
from tests.support.kafka_commands import make_kafka_commands
from tests.support.pages import ROOT, blocks

pytestmark = pytest.mark.ops

PAGE = ROOT / "docs" / "how-to" / "secure-a-cluster.md"
HOST = "kafka.example.org"
COMMAND_SECONDS = 240


class Terminal:
    """Types blocks of commands in one folder; variables and functions stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        commands = folder / "bin"
        commands.mkdir()
        make_kafka_commands(commands)
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CRISISWIRE_")}
        path = f"{commands}:{Path(sys.executable).parent}:{kept['PATH']}"
        self.environment = {**kept, "PATH": path, "NO_COLOR": "1", "COLUMNS": "200"}

    def run(self, script: str) -> str:
        """Return what a block prints; it must succeed."""
        state = self.folder / ".state"
        before = f". {state}\n" if state.exists() else ""
        done = subprocess.run(
            ["bash", "-c", f"set -eu -o pipefail\n{before}{script}\ndeclare -f > {state}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.mark.timeout(900)
def test_the_page_secures_a_cluster(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    (tmp_path / "story.txt").write_text(str(article(1)["text"]))
    certificates, *others = [block.script for block in blocks(PAGE)]
    terminal.run(certificates.replace(f"DNS:{HOST}", "IP:127.0.0.1"))
    security = Security(tmp_path / "kafka-keystore.pem", tmp_path / "authority.pem", acls=True)
    administrators = {"super.users": "User:CN=admin;User:ANONYMOUS"}  # the second: our node itself
    with LocalKafka(security=security, properties=administrators) as kafka:
        _check_properties(kafka, tmp_path)
        ports = {"9093": kafka.bootstrap("SASL_SSL"), "9094": kafka.bootstrap("SSL")}
        at_work = None
        try:
            for script in others:
                for port, address in ports.items():
                    script = script.replace(f"{HOST}:{port}", address)  # noqa: PLW2901
                if script.strip().endswith("crisiswire worker"):
                    at_work = _start(terminal, script)
                else:
                    shown = terminal.run(script)
                    if "crisiswire doctor" in script:
                        assert "all that the role worker needs" in shown
            assert at_work is not None
            assert at_work.poll() is None
            at_work.terminate()
            assert at_work.wait(60) == 0
        finally:
            if at_work is not None and at_work.poll() is None:
                at_work.kill()
        _check_grants(terminal, ports["9094"])


def _start(terminal: Terminal, script: str) -> "subprocess.Popen[bytes]":
    fast = {"CRISISWIRE_PROFILE": "fast", "CRISISWIRE_POOL_SIZE": "1"}
    log = (terminal.folder / "worker.log").open("wb")
    process = subprocess.Popen(
        ["bash", "-c", re.sub("crisiswire worker", "exec crisiswire worker", script)],
        cwd=terminal.folder,
        env={**terminal.environment, **fast},
        stdout=log,
        stderr=log,
    )
    log.close()
    deadline = time.monotonic() + COMMAND_SECONDS
    while b'"running"' not in (terminal.folder / "worker.log").read_bytes():
        told = (terminal.folder / "worker.log").read_text()
        assert process.poll() is None, told
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
    return process


def _check_properties(kafka: LocalKafka, folder: Path) -> None:
    """The broker runs with what the page says, but for where its files are."""
    (shown,) = re.findall(r"```properties\n(.*?)```", PAGE.read_text(), re.S)
    running = (kafka.folder / "node-1" / "server.properties").read_text().splitlines()
    for line in shown.splitlines():
        assert re.sub(r"location=", f"location={folder}/", line) in running, line


def _check_grants(terminal: Terminal, address: str) -> None:
    """The commands that messages and `acls show` give grant what they say."""
    shown = terminal.run("crisiswire acls show consumer --principal 'User:CN=some body'")
    script = shown.replace("BROKER:PORT", address).replace("ADMIN.properties", "admin.properties")
    lines = [line for line in script.splitlines() if line.startswith("kafka-acls.sh")]
    assert len(lines) == 6
    granted = terminal.run("\n".join((lines[0], lines[-1])))
    assert "User:CN=some body" in granted
    assert "patternType=PREFIXED" in granted
    assert "name=series.dyads" in granted
    assert "operation=READ" in granted
