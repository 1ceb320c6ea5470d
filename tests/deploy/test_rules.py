"""Prometheus's rules and Alertmanager's routes: up to date, accepted, complete, and proven."""

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas import Reason
from streams.agents.outbox import NOT_OURS
from streams.broker.lag_metrics import ROWS
from streams.metrics import END_TO_END_BUCKETS, Metrics
from tests.support.prometheus import installed

TOP = Path(__file__).resolve().parents[2]
PROMETHEUS = TOP / "deploy" / "prometheus"
RULES = PROMETHEUS / "rules" / "crisiswire.yml"
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
ROUTES = TOP / "deploy" / "alertmanager" / "alertmanager.yml"
HOURS_AS_MINUTES = f"scale={1 / 60}"

needs_prometheus = pytest.mark.skipif(
    not installed(), reason="Debian's package `prometheus` is not installed: deploy/setup does it"
)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=120, check=False
    )


def build(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, PROMETHEUS / "build_rules.py", *arguments)


def entries(path: Path = RULES) -> list[dict[str, Any]]:
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in entries() if "alert" in rule]


def test_the_committed_files_are_what_the_generators_make(tmp_path: Path) -> None:
    assert build("--check").returncode == 0
    done = run(sys.executable, PROMETHEUS / "build_runbooks.py", "--check")
    assert done.returncode == 0, done.stderr
    changed = tmp_path / "rules.yml"
    changed.write_text(RULES.read_text(encoding="utf-8").replace("0.0144", "0.0145"))
    assert build("--check", "--output", changed).returncode == 1


@needs_prometheus
def test_promtool_accepts_the_rules() -> None:
    done = run("promtool", "check", "rules", RULES)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_prometheus
def test_each_alert_fires_where_it_should_and_not_on_what_looks_like_it(tmp_path: Path) -> None:
    shutil.copytree(PROMETHEUS / "tests", tmp_path / "tests")
    shutil.copytree(PROMETHEUS / "rules", tmp_path / "rules")
    scaled = tmp_path / "tests" / "hours_as_minutes.rules"
    assert build("--set", HOURS_AS_MINUTES, "--output", scaled).returncode == 0
    files = [tmp_path / "tests" / path.name for path in TESTS]
    with ThreadPoolExecutor() as pool:
        for path, done in zip(
            files, pool.map(lambda path: run("promtool", "test", "rules", path), files), strict=True
        ):
            assert done.returncode == 0, f"{path.name}: {done.stdout}{done.stderr}"
    # They do fail: with a shorter pause, a night of five hours is an alert.
    build("--set", HOURS_AS_MINUTES, "--set=no_input=3h", "--output", scaled)
    assert run("promtool", "test", "rules", scaled.with_suffix(".yml")).returncode == 1


def test_every_alert_is_expected_by_a_test() -> None:
    expected = {
        found
        for path in TESTS
        for found in re.findall(r'alertname="(\w+)",severity="(\w+)"', path.read_text("utf-8"))
    }
    # WorkerDown's page is asked for by its name in the query.
    expected.add(("WorkerDown", "page"))
    assert {(alert["alert"], alert["labels"]["severity"]) for alert in alerts()} <= expected


def test_every_alert_says_what_to_do() -> None:
    uids = {
        json.loads(path.read_text(encoding="utf-8"))["uid"]
        for path in (TOP / "deploy" / "grafana" / "dashboards").glob("*.json")
    }
    for alert in alerts():
        assert alert["labels"]["severity"] in {"page", "ticket"}
        told = alert["annotations"]
        assert 10 < len(told["summary"]) < 100, told["summary"]
        assert "$value" in told["description"] or alert["alert"] in {
            "WorkerDown",  # nothing answers
            "LagUnknown",
            "NoInput",
            "ListsRefused",
        }
        assert (TOP / told["runbook_url"]).is_file(), told["runbook_url"]
        assert told["dashboard_url"].rpartition("/d/")[2] in uids


def test_addresses_and_thresholds_can_be_set(tmp_path: Path) -> None:
    output = tmp_path / "rules.yml"
    pairs = ["--set=runbooks=https://example.org/run/", "--set=list_days=14", "--set=job=staging"]
    assert build(*pairs, "--output", output).returncode == 0
    made = {rule["alert"]: rule for rule in entries(output) if "alert" in rule}
    stale = made["ListsStale"]
    assert stale["annotations"]["runbook_url"] == "https://example.org/run/lists-stale.md"
    assert stale["expr"].endswith(f"> {14 * 86400}")
    assert all('job="crisiswire-worker"' not in rule["expr"] for rule in entries(output))
    for wrong in ("no_such=1", "list_days=soon", "no_input=6 hours"):
        refused = build("--set", wrong, "--output", output)
        assert (refused.returncode, "Traceback" in refused.stderr) == (2, False), wrong


def test_every_window_is_scaled(tmp_path: Path) -> None:
    output = tmp_path / "rules.yml"
    assert build("--set", HOURS_AS_MINUTES, "--output", output).returncode == 0
    windows = [
        window
        for rule in entries(output)
        for window in re.findall(r"\[(\w+)\]|offset (\w+)", rule["expr"])
    ]
    assert windows
    for window in windows:
        assert re.fullmatch(r"\d+ms", "".join(window)), window
    assert {rule["for"][-2:] for rule in entries(output) if "for" in rule} == {"ms"}


def test_the_rules_ask_for_metrics_that_exist() -> None:
    worker = {row.name for row in Metrics(["entities"], {"version": ""}).rows}
    suffixed = {f"{name}{end}" for name in worker for end in ("_bucket", "_sum", "_count")}
    recorded = {rule["record"] for rule in entries() if "record" in rule}
    known = worker | suffixed | recorded | {row.name for row in ROWS}
    asked = {
        name
        for rule in entries()
        for name in re.findall(r"\b(?:stage:)?(?:crisiswire|kafka)_[a-z_]+(?::\w+)?", rule["expr"])
    }
    assert len(asked) > 20
    assert asked - known == set()


def test_the_bound_of_the_latency_objective_is_a_bucket() -> None:
    bounds = {bound for rule in entries() for bound in re.findall(r'le="([\d.]+)"', rule["expr"])}
    assert {float(bound) for bound in bounds} <= set(END_TO_END_BUCKETS)
    # As the client library writes it, and as Prometheus 3 does, too.
    assert all("." in bound for bound in bounds)


def test_every_reason_is_somebodys_fault() -> None:
    """Ours use up the budget; the producers' are the spike; what is not for us is neither."""
    made = {rule.get("alert", ""): rule["expr"] for rule in entries()}
    [ours] = set(re.findall(r'reason=~"([^"]+)"', made["SuccessBudgetBurn"]))
    [others] = set(re.findall(r'reason!~"([^"]+)"', made["DeadLetterSpike"]))
    not_for_us = set(others.split("|")) - set(ours.split("|"))
    assert not_for_us == set(NOT_OURS)
    assert set(others.split("|")) == set(ours.split("|")) | not_for_us < set(Reason)


def test_inhibitions_name_alerts_that_exist_and_never_hide_a_loss() -> None:
    names = {alert["alert"] for alert in alerts()}
    rules = yaml.safe_load(ROUTES.read_text(encoding="utf-8"))["inhibit_rules"]
    for rule in rules:
        for matcher in (*rule["source_matchers"], *rule["target_matchers"]):
            label, values = re.fullmatch(r'(\w+)=~?"(.+)"', matcher).groups()  # type: ignore[union-attr]
            if label == "alertname":
                assert set(values.split("|")) <= names
                if matcher in rule["target_matchers"]:
                    assert not {"RetentionRisk", "LagUnknown"} & set(values.split("|"))


def test_no_secret_stands_in_the_routes() -> None:
    text = ROUTES.read_text(encoding="utf-8")
    for field in re.findall(r"\b(\w*(?:key|url|password|token|secret)\w*): ", text):
        assert field.endswith("_file"), field
