"""The dashboards' files: up to date, and made as dashboard-linter's rules want it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.broker.lag_metrics import ROWS
from streams.metrics import Metrics
from tests.support.dashboards import (
    ALWAYS,
    BOARDS,
    DASHBOARDS,
    TOP,
    load_dashboard,
    panel_queries,
    panels,
)

GRAFANA = TOP / "deploy" / "grafana"
RUNBOOKS = TOP / "docs" / "runbooks"
VARIABLES = {
    "crisiswire": {"stage"},
    "crisiswire-stage": {"stage"},
    "crisiswire-client": {"stage"},
    "crisiswire-dead-letters": {"stage"},
    "crisiswire-lag": {"group", "topic"},
    "crisiswire-content": set(),
}
NAMES = sorted(VARIABLES)


@pytest.fixture(params=NAMES)
def dashboard(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load_dashboard(request.param)


def everything() -> list[dict[str, Any]]:
    return [panel for name in NAMES for panel in panels(load_dashboard(name))]


def build(*arguments: str, folder: Path = GRAFANA) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(folder / "build_dashboards.py"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_committed_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    done = build("--check")
    assert done.returncode == 0, done.stderr
    assert sorted(path.stem for path in DASHBOARDS.glob("*.json")) == NAMES
    # a changed one, a missing one and one too many are found
    copies = tmp_path / "dashboards"
    shutil.copytree(DASHBOARDS, copies)
    changed = copies / "crisiswire-lag.json"
    changed.write_text(changed.read_text("utf-8").replace("Lag", "Leg", 1), "utf-8")
    (copies / "crisiswire-stage.json").unlink()
    (copies / "more.json").write_text("{}", "utf-8")
    done = build("--check", "--output", str(copies))
    assert done.returncode == 1
    assert done.stderr.startswith("crisiswire-lag.json, crisiswire-stage.json, more.json in ")


def test_every_panel_says_what_it_shows(dashboard: dict[str, Any]) -> None:
    titles = [panel["title"] for panel in panels(dashboard)]
    assert len(titles) == len(set(titles)) >= 9
    for panel in panels(dashboard):
        told, _, runbook = panel["description"].partition("\n\nRunbook: ")
        assert len(told) > 40, panel["title"]
        assert told.endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"
        [link] = panel["links"]
        assert runbook == f"docs/runbooks/{link['url'].rstrip('/').rsplit('/', 1)[1]}.md"


def test_every_runbook_is_there() -> None:
    named = {panel.runbook for board in BOARDS for row in board.rows for panel in row.panels}
    assert sorted(name for name in named if not (RUNBOOKS / f"{name}.md").is_file()) == []


def test_panels_have_ids_of_their_own_and_do_not_overlap(dashboard: dict[str, Any]) -> None:
    placed = dashboard["panels"]
    assert len({panel["id"] for panel in placed}) == len(placed)
    taken: set[tuple[int, int]] = set()
    for panel in placed:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.parametrize("name", NAMES)
def test_every_query_selects_by_the_variables(name: str) -> None:
    dashboard = load_dashboard(name)
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert variables == {"datasource", "job", "instance"} | VARIABLES[name]
    used: set[str] = set()
    for panel in panels(dashboard):
        for target in panel["targets"]:
            expr = target["expr"]
            used.update(re.findall(r"\$([a-z]+)", expr))
            selectors = re.findall(r"([\w:]+)(\{[^}]*\})", expr)
            assert selectors
            for metric, selector in selectors:
                if metric.startswith("stage:"):  # a recording rule has summed the rest away
                    assert selector == '{stage=~"$stage"}', expr
                    continue
                assert 'job=~"$job"' in selector, expr
                assert 'instance=~"$instance"' in selector, expr
            # A window of fixed length is for counts over an hour, not for rates.
            assert not re.search(r"\brate\([^[]*\[\d", expr), expr
            assert target["datasource"]["uid"] == "${datasource}"
    assert used == variables - {"datasource"}


def test_the_dashboards_lead_to_each_other(dashboard: dict[str, Any]) -> None:
    [link] = dashboard["links"]
    assert link["type"] == "dashboards"
    assert link["tags"] == dashboard["tags"] == ["crisiswire"]
    assert (link["keepTime"], link["includeVars"]) == (True, True)
    assert len({load_dashboard(name)["uid"] for name in NAMES}) == len(NAMES)


def test_counters_are_never_shown_bare() -> None:
    for one in panel_queries():
        for counter in re.findall(r"\w+_total\{[^}]*\}(.)", one.expr):
            # the difference of two of them is a number of records
            assert counter == "[" or "not yet confirmed" in one.panel.title, one.name


def test_every_metric_is_shown_and_none_is_invented() -> None:
    exprs = " ".join(target["expr"] for panel in everything() for target in panel["targets"])
    exported = {row.name for row in (*Metrics((), {}).rows, *ROWS)}
    found = re.findall(r"(?<![\w:])(?:crisiswire|kafka)_\w+", exprs)
    shown = {
        name if name in exported else re.sub(r"_(bucket|sum|count)$", "", name) for name in found
    }
    assert shown == exported


def test_a_panel_that_may_be_empty_says_so_and_when_it_is_not() -> None:
    for board in BOARDS:
        for panel in (panel for row in board.rows for panel in row.panels):
            assert panel.shown_under, panel.title
            assert panel.when_empty or panel.shown_under == ALWAYS, panel.title


def read_yaml(path: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((TOP / path).read_text("utf-8"))
    return document


def test_grafana_finds_its_data_source_and_the_dashboards() -> None:
    services = read_yaml("docker-compose.yml")["services"]
    mounts = dict(volume.split(":")[:2] for volume in services["grafana"]["volumes"])
    assert mounts["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    dashboards = mounts["./deploy/grafana/dashboards"]

    [provider] = read_yaml("deploy/grafana/provisioning/dashboards/crisiswire.yml")["providers"]
    assert provider["options"]["path"] == dashboards
    home = services["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{dashboards}/crisiswire.json"

    [source] = read_yaml("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert source["isDefault"] is True
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    # $__rate_interval is computed from it: shorter than a scrape and rates are empty.
    scrape = read_yaml("deploy/prometheus/prometheus.yml")["global"]["scrape_interval"]
    assert source["jsonData"]["timeInterval"] == scrape
