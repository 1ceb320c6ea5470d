"""Who is told of what: the committed routes, asked of amtool and of a real Alertmanager."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support.alerting import ROUTES, Receiver, installed, run_alertmanager
from tests.support.pages import ROOT

pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(
        not installed(), reason="Debian's prometheus-alertmanager is missing: deploy/setup ops"
    ),
]

RULES = ROOT / "deploy" / "prometheus" / "rules" / "crisiswire.yml"
Labels = dict[str, str]
# Longer than it waits to group alerts; what is held back has not come by then.
QUIET_SECONDS = 4.0

STALLED = {"alertname": "ConsumerStalled", "severity": "page", "consumergroup": "g"}
GROWING = {"alertname": "LagGrowing", "severity": "ticket", "consumergroup": "g"}
BURN = {"alertname": "SuccessBudgetBurn", "slo": "success", "stage": "entities"}
DOWN = {"alertname": "WorkerDown"}


def amtool(*words: str) -> str:
    done = subprocess.run(
        ["amtool", *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def test_amtool_accepts_the_routes_and_finds_each_alert_s_way() -> None:
    amtool("check-config", str(ROUTES))
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    severities = {
        (rule["alert"], rule["labels"]["severity"])
        for group in groups
        for rule in group["rules"]
        if "alert" in rule
    }
    for name, severity in {*severities, ("OfSomebodyElse", "")}:
        labels = [f"alertname={name}", *([f"severity={severity}"] if severity else [])]
        way = amtool("config", "routes", "test", f"--config.file={ROUTES}", *labels)
        assert way == (severity or "ticket"), name


def test_a_page_says_what_is_wrong_when_two_alerts_come_as_one(tmp_path: Path) -> None:
    # Their summaries differ, so that none is common; PagerDuty refuses a page without one.
    told = [{"annotations": {"summary": f"Nobody reads {topic}"}} for topic in ("a", "b")]
    data, templates = tmp_path / "data.json", tmp_path / "none.tmpl"
    data.write_text(json.dumps({"alerts": told, "commonAnnotations": {}}))
    templates.touch()
    receivers = yaml.safe_load(ROUTES.read_text(encoding="utf-8"))["receivers"]
    summary = receivers[0]["pagerduty_configs"][0]["description"]
    shown = amtool(
        *("template", "render", f"--template.glob={templates}"),
        *(f"--template.data={data}", f"--template.text={summary}"),
    )
    assert shown == "Nobody reads a. Nobody reads b."


@pytest.fixture
def alertmanager(tmp_path: Path) -> Iterator[tuple[str, Receiver]]:
    with run_alertmanager(tmp_path) as running:
        yield running


def put(address: str, *alerts: Labels) -> None:
    """Tell Alertmanager that they fire."""
    body = json.dumps([{"labels": labels, "annotations": {}} for labels in alerts]).encode()
    request = urllib.request.Request(
        f"http://{address}/api/v2/alerts",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


def told(receiver: Receiver) -> set[tuple[str, str, str]]:
    """Return receiver, name and severity of all that was told."""
    return {
        (each.receiver, each.labels["alertname"], each.labels.get("severity", ""))
        for each in receiver.notices
    }


def test_what_follows_is_held_back_and_what_does_not_is_told(
    alertmanager: tuple[str, Receiver],
) -> None:
    address, receiver = alertmanager
    put(
        address,
        {**BURN, "severity": "page", "long": "1h"},
        {**BURN, "severity": "ticket", "long": "1d"},  # held back by the page
        {**BURN, "severity": "ticket", "long": "1d", "stage": "sanctions"},  # another stage
        {**STALLED, "topic": "articles.entities"},
        {**GROWING, "topic": "articles.entities"},  # held back: it stands still
        {**GROWING, "topic": "articles.raw"},  # another topic
        {"alertname": "WorkerRestarting", "severity": "page", "instance": "a"},
        {"alertname": "RebalanceStorm", "severity": "ticket"},  # held back
        {"alertname": "SomebodyElses"},
    )
    receiver.await_firing("SomebodyElses")
    time.sleep(QUIET_SECONDS)
    assert told(receiver) == {
        ("page", "SuccessBudgetBurn", "page"),
        ("ticket", "SuccessBudgetBurn", "ticket"),
        ("page", "ConsumerStalled", "page"),
        ("ticket", "LagGrowing", "ticket"),
        ("page", "WorkerRestarting", "page"),
        ("ticket", "SomebodyElses", ""),
    }
    tickets = [each.labels for each in receiver.notices if each.receiver == "ticket"]
    assert {labels.get("topic") for labels in tickets} == {None, "articles.raw"}
    assert {labels.get("stage") for labels in tickets} == {None, "sanctions"}


def test_no_worker_at_all_is_one_page_and_a_loss_is_told_all_the_same(
    alertmanager: tuple[str, Receiver],
) -> None:
    address, receiver = alertmanager
    put(
        address,
        {**DOWN, "severity": "page"},
        {**DOWN, "severity": "ticket", "instance": "a"},
        {**STALLED, "topic": "articles.raw"},
        {"alertname": "LatencyBudgetBurn", "severity": "page", "slo": "latency", "stage": "series"},
        {"alertname": "RetentionRisk", "severity": "page", "topic": "articles.raw"},
        {"alertname": "LagUnknown", "severity": "page"},
    )
    receiver.await_firing("LagUnknown")
    time.sleep(QUIET_SECONDS)
    assert {name for _, name, _ in told(receiver)} == {"WorkerDown", "RetentionRisk", "LagUnknown"}
    assert told(receiver) == {
        ("page", name, "page") for name in ("WorkerDown", "RetentionRisk", "LagUnknown")
    }


def test_one_worker_of_several_holds_nothing_back(alertmanager: tuple[str, Receiver]) -> None:
    address, receiver = alertmanager
    put(
        address,
        {**DOWN, "severity": "ticket", "instance": "a"},
        {**STALLED, "topic": "articles.raw"},
    )
    receiver.await_firing("WorkerDown")
    receiver.await_firing("ConsumerStalled")
