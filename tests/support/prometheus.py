"""A real Prometheus for the tests: Debian's package, on a loopback port of its own."""

import json
import math
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from streams.local.ports import free_ports
from tests.support.processes import serving

SCRAPE_SECONDS = 0.5
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Series:
    """One series of an answer: labels, and values in time order without NaN.

    `times` are the values', in seconds since 1970.
    """

    labels: dict[str, str]
    values: tuple[float, ...]
    times: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Prometheus:
    """A running server."""

    url: str

    def instant(self, expr: str) -> list[Series]:
        """Return the expression's series now."""
        return _series(self._get("query", query=expr))

    def over(self, expr: str, seconds: float, step_seconds: float = 1.0) -> list[Series]:
        """Return the expression's series over the last seconds, as a panel asks for them."""
        now = time.time()
        answer = self._get(
            "query_range",
            query=expr,
            start=str(now - seconds),
            end=str(now),
            step=str(step_seconds),
        )
        return _series(answer)

    def label_values(self, label: str, selector: str) -> list[str]:
        """Return a label's values, as a variable of a dashboard asks for them."""
        values: list[str] = self._get(f"label/{label}/values", **{"match[]": selector})
        return values

    def exemplars(self, selector: str, seconds: float) -> list[dict[str, str]]:
        """Return the labels of the exemplars that the selector's series had in the last seconds."""
        now = time.time()
        answer = self._get(
            "query_exemplars", query=selector, start=str(now - seconds), end=str(now)
        )
        return [exemplar["labels"] for series in answer for exemplar in series["exemplars"]]

    def up(self) -> int:
        """Return how many targets answered the last scrape."""
        return sum(series.values == (1.0,) for series in self.instant("up"))

    def _get(self, path: str, **parameters: str) -> Any:
        address = f"{self.url}/api/v1/{path}?{urlencode(parameters)}"
        with urlopen(address, timeout=20) as answer:
            document = json.load(answer)
        assert document["status"] == "success", document
        assert not document.get("warnings"), document["warnings"]
        return document["data"]


def _series(data: dict[str, Any]) -> list[Series]:
    found = []
    for one in data["result"]:
        pairs = one["values"] if "values" in one else [one["value"]]
        numbers = [(at, float(text)) for at, text in pairs]
        there = [(at, number) for at, number in numbers if not math.isnan(number)]
        if there:
            times, values = zip(*there, strict=True)
            found.append(Series(one["metric"], values, times))
    return found


def installed() -> bool:
    """Return whether Debian's package is there."""
    return shutil.which("prometheus") is not None and shutil.which("promtool") is not None


def write_config(
    directory: Path,
    jobs: Mapping[str, Sequence[str]],
    rules: str,
    *,
    alertmanager: str = "",
    scrape_seconds: float = SCRAPE_SECONDS,
) -> Path:
    """Write Prometheus's configuration, and the rules beside it; return its path."""
    interval = f"{round(scrape_seconds * 1000)}ms"
    document: dict[str, Any] = {
        "global": {
            "scrape_interval": interval,
            "scrape_timeout": interval,
            "evaluation_interval": interval,
        },
        "scrape_configs": [
            {"job_name": job, "static_configs": [{"targets": list(targets)}]}
            for job, targets in jobs.items()
        ],
    }
    if rules:
        (directory / "rules.yml").write_text(rules, encoding="utf-8")
        document["rule_files"] = ["rules.yml"]
    if alertmanager:
        targets = {"static_configs": [{"targets": [alertmanager]}]}
        document["alerting"] = {"alertmanagers": [targets]}
    config = directory / "prometheus.yml"
    config.write_text(json.dumps(document), encoding="utf-8")  # JSON is YAML
    return config


@contextmanager
def run_prometheus(
    directory: Path,
    jobs: Mapping[str, Sequence[str]],
    *,
    rules: str = "",
    alertmanager: str = "",
    scrape_seconds: float = SCRAPE_SECONDS,
    options: Sequence[str] = (),
) -> Iterator[Prometheus]:
    """Run Prometheus; all that it writes is in `directory`.

    Args:
        directory: An empty folder.
        jobs: Targets (host:port) by the name of their job.
        rules: A rule file's text.
        alertmanager: Who is told of alerts (host:port).
        scrape_seconds: Between two scrapes and two evaluations.
        options: More arguments of its command line.
    """
    config = write_config(
        directory, jobs, rules, alertmanager=alertmanager, scrape_seconds=scrape_seconds
    )
    (port,) = free_ports(1)
    address = f"127.0.0.1:{port}"
    command = [
        "prometheus",
        f"--config.file={config}",
        f"--storage.tsdb.path={directory / 'data'}",
        f"--web.listen-address={address}",
        "--log.level=warn",
        *options,
    ]
    url = f"http://{address}"
    log = directory / "prometheus.log"
    with serving(command, ready=f"{url}/-/ready", log=log, seconds=START_SECONDS):
        yield Prometheus(url)
