"""The dashboard's file: up to date, and made as dashboard-linter's rules want it."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from streams.metrics import Metrics
from tests.support.dashboards import DASHBOARDS, TOP, load_dashboard, panels

BUILDER = TOP / "deploy" / "grafana" / "build_dashboards.py"


@pytest.fixture(scope="module")
def dashboard() -> dict[str, Any]:
    return load_dashboard()


def build(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(BUILDER), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_committed_file_is_what_the_generator_makes() -> None:
    done = build("--check")
    assert done.returncode == 0, done.stderr


def test_a_changed_file_is_found(tmp_path: Any) -> None:
    for name in ("build_dashboards.py", "panels.py"):
        (tmp_path / name).write_text((BUILDER.parent / name).read_text("utf-8"), "utf-8")
    (tmp_path / "dashboards").mkdir()
    copy = tmp_path / "dashboards" / "crisiswire.json"
    text = (DASHBOARDS / "crisiswire.json").read_text("utf-8")
    for content, expected in ((text, 0), (text.replace("Lag", "Leg", 1), 1)):
        copy.write_text(content, "utf-8")
        done = subprocess.run(
            [sys.executable, str(tmp_path / "build_dashboards.py"), "--check"],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == expected


def test_every_panel_says_what_it_shows(dashboard: dict[str, Any]) -> None:
    titles = [panel["title"] for panel in panels(dashboard)]
    assert len(titles) == len(set(titles)) >= 30
    for panel in panels(dashboard):
        assert len(panel["description"]) > 40, panel["title"]
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["datasource"]["uid"] == "${datasource}"


def test_panels_have_ids_of_their_own_and_do_not_overlap(dashboard: dict[str, Any]) -> None:
    everything = dashboard["panels"]
    assert len({panel["id"] for panel in everything}) == len(everything)
    taken: set[tuple[int, int]] = set()
    for panel in everything:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


def test_every_query_selects_by_the_variables(dashboard: dict[str, Any]) -> None:
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert variables == {"datasource", "job", "instance", "stage"}
    for panel in panels(dashboard):
        for target in panel["targets"]:
            expr = target["expr"]
            selectors = re.findall(r"\w+(\{[^}]*\})", expr)
            assert selectors
            for selector in selectors:
                assert 'job=~"$job"' in selector, expr
                assert 'instance=~"$instance"' in selector, expr
            # A window of fixed length is for counts over an hour, not for rates.
            assert not re.search(r"rate\([^[]*\[\d", expr), expr
            assert target["datasource"]["uid"] == "${datasource}"


def test_every_metric_is_shown_and_none_is_invented(dashboard: dict[str, Any]) -> None:
    exprs = " ".join(target["expr"] for panel in panels(dashboard) for target in panel["targets"])
    shown = {
        re.sub(r"_(bucket|sum|count)$", "", name) for name in re.findall(r"crisiswire_\w+", exprs)
    }
    exported = {row.name for row in Metrics((), {}).rows}
    assert shown == exported


def read_yaml(path: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((TOP / path).read_text("utf-8"))
    return document


def test_grafana_finds_its_data_source_and_the_dashboard() -> None:
    services = read_yaml("docker-compose.yml")["services"]
    mounts = dict(volume.split(":")[:2] for volume in services["grafana"]["volumes"])
    assert mounts["./deploy/grafana/provisioning"] == "/etc/grafana/provisioning"
    dashboards = mounts["./deploy/grafana/dashboards"]

    [provider] = read_yaml("deploy/grafana/provisioning/dashboards/crisiswire.yml")["providers"]
    assert provider["options"]["path"] == dashboards
    home = services["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home.startswith(f"{dashboards}/")
    assert (DASHBOARDS / home.removeprefix(f"{dashboards}/")).is_file()

    [source] = read_yaml("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    assert source["isDefault"] is True
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    # $__rate_interval is computed from it: shorter than a scrape and rates are empty.
    scrape = read_yaml("deploy/prometheus/prometheus.yml")["global"]["scrape_interval"]
    assert source["jsonData"]["timeInterval"] == scrape
