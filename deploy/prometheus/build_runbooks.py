"""Write the index of runbooks: alerts from the rules, their tests, and the tasks of day two.

    python deploy/prometheus/build_runbooks.py [--check]

`--check` writes nothing and fails where the page differs, or an alert has no runbook.
"""

import argparse
import ast
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from build_rules import GROUPS
from parameters import Parameters
from rule import Alert

from streams.generated_page import put

TOP = Path(__file__).resolve().parents[2]
RUNBOOKS = TOP / "docs" / "runbooks"
INDEX = RUNBOOKS / "README.md"
TESTS = TOP / "tests" / "ops" / "test_alerts.py"
DECORATOR = "raises"  # of tests/support/alerting.py

TEXT = """\
<!-- Made by `python deploy/prometheus/build_runbooks.py`. -->
# Runbooks

What to do now: one page an alert, and one a task of day two. Each page of an alert says what it
means and what readers notice, and goes on with commands to copy: look, mend, verify. They expect
`crisiswire` on the path and the settings of the deployment in the environment, as a worker has
them (`crisiswire config show`), and the worker's port on this machine
(`kubectl -n crisiswire port-forward POD 9464`).

On Kubernetes there is a pod to type each in, and another way to change topics that Strimzi owns:
[look](../how-to/run-on-kubernetes.md#look), [change](../how-to/run-on-kubernetes.md#change).

`python -m kafka.admin` reads none of our settings. On a
[secured cluster](../how-to/secure-a-cluster.md) give it the administrator's certificate, `-S SSL
-C ssl_cafile=authority.pem -C ssl_certfile=admin.pem -C ssl_keyfile=admin.key`: no role may take
members out of a group or delete topics.

## Alerts

A page wakes somebody; a ticket waits for the morning. An alert is raised for real by the test
beside it, in `tests/ops/test_alerts.py`: its fault is caused, the receiver is called, the commands
of the runbook are typed, and the alert resolves. `deploy/prometheus/tests` shows for each when it
fires, and that it does not on what merely looks like it. Why these:
[0016](../decisions/0016-slos-and-alerts.md).

| alert | severity | raised by |
|---|---|---|
{alerts}

An alert that is known and worked on is silenced, for a time and with a name:
`amtool --alertmanager.url=http://127.0.0.1:9093 silence add alertname=LagGrowing --duration=2h
--comment="replay of Monday"`.

## Tasks

{tasks}
"""


def alerts() -> dict[str, tuple[str, set[str]]]:
    """Return each alert's runbook and severities."""
    found: dict[str, tuple[str, set[str]]] = {}
    for _, make in GROUPS:
        for rule in make(Parameters()):
            if isinstance(rule, Alert):
                found.setdefault(rule.name, (rule.runbook, set()))[1].add(rule.severity)
    return found


def tests() -> dict[str, str]:
    """Return the name of the test that raises each alert, read from its decorator."""
    found = {}
    for node in ast.parse(TESTS.read_text(encoding="utf-8")).body:
        for decorator in getattr(node, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == DECORATOR:
                for alert in decorator.args:
                    found[ast.literal_eval(alert)] = node.name  # type: ignore[attr-defined]
    return found


def title(page: Path) -> str:
    """Return the page's heading."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))


def render() -> str:
    """Return the page.

    Raises:
        FileNotFoundError: an alert has no runbook.
    """
    raised = tests()
    rows = []
    for name, (runbook, severities) in sorted(alerts().items()):
        if not (RUNBOOKS / runbook).is_file():
            raise FileNotFoundError(f"docs/runbooks/{runbook}, the runbook of {name}")
        severity = ", ".join(sorted(severities))
        test = f"`{raised[name]}`" if name in raised else "none; by promtool alone"
        rows.append(f"| [{name}]({runbook}) | {severity} | {test} |")
    of_alerts = {runbook for runbook, _ in alerts().values()}
    tasks = [
        f"- [{title(page)}]({page.name})"
        for page in sorted(RUNBOOKS.glob("*.md"))
        if page != INDEX and page.name not in of_alerts
    ]
    return TEXT.format(alerts="\n".join(rows), tasks="\n".join(tasks))


def main() -> int:
    """Write or check the page; 1 when the checked one differs or something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    check = parser.parse_args().check
    try:
        text = render()
    except FileNotFoundError as error:
        print(f"missing: {error}", file=sys.stderr)
        return 1
    return put(INDEX, text, check=check, made_by="python deploy/prometheus/build_runbooks.py")


if __name__ == "__main__":
    sys.exit(main())
