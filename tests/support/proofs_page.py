"""Write docs/proofs.md: each panel, alert and runbook with the test that proves it.

    python -m tests.support.proofs_page [--check]

Panels come from deploy/grafana/boards, alerts from deploy/prometheus and their tests, runbooks
from docs/runbooks; what stands in `AREAS` is written by hand, and every test named is looked up.
"""

import re
import sys

from streams.generated_page import write_or_check
from tests.support.doc_commands import COVERED, NOT_HERE, OWN_TESTS, not_run
from tests.support.pages import PAGES, ROOT, blocks, lines_of

sys.path[:0] = [str(ROOT / "deploy" / "grafana"), str(ROOT / "deploy" / "prometheus")]
from boards import BOARDS  # noqa: E402
from build_runbooks import alerts, tests  # noqa: E402
from panel import ALWAYS  # noqa: E402

PAGE = ROOT / "docs" / "proofs.md"
RUNBOOKS = ROOT / "docs" / "runbooks"
PANELS = "tests/ops/test_dashboards_live.py::test_no_panel_is_empty_that_does_not_say_so"
RULES = (
    "tests/deploy/test_rules.py"
    "::test_each_alert_fires_where_it_should_and_not_on_what_looks_like_it"
)
TYPED = "tests/ops/test_docs_commands.py::test_every_command_of_a_page_works"
TUTORIAL = "tests/ops/test_docs_commands.py::test_the_tutorial_does_what_it_says"

# By hand: what operations promise, and where it is shown.
AREAS = (
    ("every record is in the counts: in = out + dead letters + in flight",
     "tests/ops/test_reconciliation.py"),
    ("spans of the stages reach a receiver of OTLP, in the trace of the producer",
     "tests/ops/test_tracing.py"),
    ("the lag from outside is the broker's own offsets",
     "tests/ops/test_lag_exporter.py"),
    ("the previews of the dashboards are drawn from live series and say so",
     "tests/ops/test_dashboards_live.py::test_a_preview_shows_every_panel_and_says_what_it_is"),
    ("routes and inhibitions: `amtool` finds the way of each alert",
     "tests/ops/test_alert_routes.py::test_amtool_accepts_the_routes_and_finds_each_alert_s_way"),
    ("who is told of what, and what is held back, by a real Alertmanager",
     "tests/ops/test_alert_routes.py"),
    ("the AsyncAPI document is valid and says what the stages write",
     "tests/contract/test_asyncapi.py"),
    ("AsyncAPI's own parser and TypeScript's compiler have nothing against them",
     "tests/ops/test_contract_types.py"),
    ("a change that breaks consumers fails the build",
     "tests/contract/test_compatibility.py"),
    ("recipes for consumers, on PostgreSQL and SQLite",
     "tests/ops/test_recipes.py", "tests/integration/test_readme_clients.py"),
    ("CloudEvents in both modes, and the frame of a schema registry",
     "tests/ops/test_formats.py"),
    ("the Kubernetes documents follow their schemas and fit each other",
     "tests/ops/test_kubernetes.py"),
    ("a real API server takes them, where there is one; nothing acts on them",
     "tests/ops/test_apiserver.py"),
    ("a worker a stage in one group, as on Kubernetes", "tests/ops/test_stages_apart.py"),
    ("the bill of materials names what the image installs",
     "tests/ops/test_sbom.py"),
    ("each role may what its row says and nothing else; with it, it does its work",
     "tests/ops/test_roles.py", "tests/ops/test_roles_at_work.py"),
    ("a right that is missing is named, at the start and later",
     "tests/ops/test_rights_lost.py"),
    ("no password and no article in what is printed, logged or served",
     "tests/ops/test_secrets.py"),
    ("passwords and keys: refused, waited for, warned of", "tests/ops/test_credentials.py"),
    ("headers by the thousand, or huge ones, lose nothing", "tests/ops/test_large_headers.py"),
    ("TLS, SCRAM, certificates: what must not work is refused",
     "tests/integration/test_security.py"),
    ("the pages: links, anchors, a place for each, nothing fetched",
     "tests/unit/test_site.py"),
    ("the pictures of the terminal are what the commands print",
     "tests/ops/test_terminal_pictures.py"),
)  # fmt: skip

HEAD = """\
<!-- Made by `python -m tests.support.proofs_page`. -->
# Proofs

Each panel, alert, runbook and promise of operations, with the test that proves it. `make ops-test`
runs those of `tests/ops`, on real brokers, workers, Prometheus and Alertmanager on loopback;
`make test` the others. Skipped, and said so at the end of the run, are
`tests/ops/test_apiserver.py` without a kube-apiserver, and
`tests/ops/test_broker_disk_full.py` without the right to mount a filesystem. What happens
in each failure, with its test, is in
[architecture.md](architecture.md#when-something-breaks).
"""


def render() -> str:
    """Return the page."""
    return "".join((HEAD, _areas(), _panels(), _alerts(), _runbooks(), _commands()))


def _areas() -> str:
    lines = ["\n## Promises\n\n", "| what | shown by |\n|---|---|\n"]
    for what, *tests_ in AREAS:
        lines.append(f"| {what} | {', '.join(f'`{test}`' for test in tests_)} |\n")
    return "".join(lines)


def _panels() -> str:
    lines = [
        "\n## Panels\n\n",
        f"Each query is asked of a real Prometheus by `{PANELS}`,\n"
        f"under load that is {', '.join(load.value for load in ALWAYS)}; a panel without data"
        " fails the test.\n\n",
        "| dashboard | panel | has data under | runbook |\n|---|---|---|---|\n",
    ]
    for board in BOARDS:
        for row in board.rows:
            for panel in row.panels:
                loads = ", ".join(load.value for load in panel.shown_under)
                loads = "all" if panel.shown_under == ALWAYS else f"{loads} alone"
                page = f"[{panel.runbook}](runbooks/{panel.runbook}.md)"
                lines.append(f"| {board.title} | {panel.title} | {loads} | {page} |\n")
    return "".join(lines)


def _alerts() -> str:
    raised = tests()
    lines = [
        "\n## Alerts\n\n",
        f"Each is judged by `promtool test rules`\n(`{RULES}`),\n"
        "and raised for real by the test beside it in `tests/ops/test_alerts.py`, whose last test"
        " sees that\neach of them has resolved.\n\n",
        "| alert | severity | raised for real by |\n|---|---|---|\n",
    ]
    for name, (runbook, severities) in sorted(alerts().items()):
        where = f"[{name}](runbooks/{runbook})"
        test = f"`{raised[name]}`" if name in raised else "none; by promtool alone"
        lines.append(f"| {where} | {', '.join(sorted(severities))} | {test} |\n")
    return "".join(lines)


def _runbooks() -> str:
    raised, of_alert = tests(), {page: name for name, (page, _) in alerts().items()}
    lines = [
        "\n## Runbooks\n\n",
        f"The commands of each are typed by `{TYPED}`,\n"
        "but for those that the last table names.\n\n",
        "| runbook | commands | besides |\n|---|---|---|\n",
    ]
    for page in sorted(RUNBOOKS.glob("*.md")):
        typed = [line for block in blocks(page) for line in lines_of(block.script)]
        left = sum(1 for line in typed if not_run(line))
        besides = dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py)`", page.read_text("utf-8")))
        if test := raised.get(of_alert.get(page.name, "")):
            besides[f"tests/ops/test_alerts.py::{test}"] = None
        if typed and page.name != "README.md":
            count = f"{len(typed)}" + (f", {left} of them not typed" if left else "")
            cells = ", ".join(f"`{each}`" for each in besides)
            lines.append(f"| [{page.stem}](runbooks/{page.name}) | {count} | {cells} |\n")
    return "".join(lines)


def _commands() -> str:
    shown = [line for page in PAGES for block in blocks(page) for line in lines_of(block.script)]
    lines = [
        "\n## Commands of the pages\n\n",
        f"The README, the how-tos, the reference and the runbooks show {len(shown)} command lines."
        f" The tutorial's\nare typed by `{TUTORIAL}`, with the output that the page shows;\n"
        f"the others by `{TYPED}`,\n"
        f"but for {', '.join(f'`{page}`, by `{test}`' for page, test in OWN_TESTS.items())}.\n"
        "`tests/unit/test_docs_commands.py` parses every one, and finds those that do not exist."
        " Not typed:\n\n",
        "| command line | how often | why, or what runs it |\n|---|---|---|\n",
    ]
    for table in (COVERED, NOT_HERE):
        for pattern, why in table.items():
            count = sum(1 for line in shown if re.search(pattern, line) and not_run(line) == why)
            if count:
                first = next(line for line in shown if re.search(pattern, line))
                words = " ".join(first.split()[:3]).replace("|", "")
                lines.append(f"| `{words} ...` | {count} | {why} |\n")
    return "".join(lines)


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(
        arguments, page=PAGE, text=render(), made_by="python -m tests.support.proofs_page"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
