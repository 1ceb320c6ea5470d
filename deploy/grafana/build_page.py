"""Write docs/dashboards.md from `boards/`; with `--check`, fail where it differs.

python deploy/grafana/build_page.py [--check] [FILE]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from boards import BOARDS
from panel import ALWAYS, Board, Panel

from streams.generated_page import write_or_check

PAGE = Path(__file__).resolve().parents[2] / "docs" / "dashboards.md"
LIVE = "tests/ops/test_dashboards_live.py"

HEAD = f"""\
<!-- Made by `python deploy/grafana/build_page.py`; change deploy/grafana/boards instead. -->
# Dashboards

{len(BOARDS)} dashboards for Grafana 11.6, in `deploy/grafana/dashboards`, made from the data in
`deploy/grafana/boards` by `deploy/grafana/build_dashboards.py`. `docker compose --profile
monitoring up` serves them at http://127.0.0.1:3000; elsewhere mount that folder as
`deploy/grafana/provisioning` shows, or import the files. Their data source is Prometheus, with
the workers, `crisiswire lag --serve` ([lag.md](lag.md)) and the rules of
`deploy/prometheus/rules`.

Each panel says in its description what to do, and links to its runbook. The links go to where
`mkdocs serve` shows these pages; `build_dashboards.py --runbooks URL --output DIR` makes them go
elsewhere.

Variables choose data source, job, instance, and where it is of use stage, group or topic; a link
at the top of each leads to the others with the same choice and time. `job` and `instance` hold
the workers and the lag exporter: with one worker chosen, panels of the exporter's metrics are
empty. Purple lines are roll-outs, orange ones rebalances.

No label holds an entity, a source or a dyad, since their numbers have no bound; so there is no
panel of the most active dyads. Those are on `series.dyads` and `alerts.escalation`.

## How they are proven

No Grafana server was at hand: nobody has seen these dashboards in Grafana. What is proven is that
each panel's query gives what it should. `{LIVE}` starts two workers on a real Kafka, the lag
exporter and a real Prometheus with the rules, their windows shortened, and asks every query
through Prometheus's HTTP API under four loads:

| load | what happens |
|---|---|
| normal | articles flow |
| dead letters | a quarter of what comes is broken |
| lagging | a worker is frozen with SIGSTOP, while articles flow |
| failing | a child and a worker are killed, the only broker goes away and comes back |

A panel without any number, NaN aside, fails the test, unless it says here what it shows in place
of no data; it must then have data under the loads of the third column. While the broker is away
panels of traffic may be empty too. The values of some are compared with what was done: dead
letters pushed, lag, workers up. `tests/integration/test_dashboard_live.py` runs all queries over
one worker in `make test`, `tests/deploy/test_prometheus.py` over figures that are known
beforehand, and `tests/deploy/test_dashboard.py` holds the files against dashboard-linter's rules.

The pictures are previews, drawn by `python -m tests.support.previews` from what Prometheus
answered in such a run; Grafana draws the same data in its own way.
"""


def render() -> str:
    """Return the page."""
    return HEAD + "".join("".join(_board(board)) for board in BOARDS)


def _board(board: Board) -> Iterator[str]:
    yield f"\n## {board.title}\n\n{board.description}\n\n"
    yield f"![Preview of {board.title}, drawn from Prometheus, not a screenshot of Grafana]"
    yield f"(img/previews/{board.file}.svg)\n\n"
    yield "| panel | queries | has data under | runbook |\n|---|---|---|---|\n"
    for row in board.rows:
        for panel in row.panels:
            yield _panel(panel)


def _panel(panel: Panel) -> str:
    queries = "<br>".join(f"`{query.expr.replace('|', chr(92) + '|')}`" for query in panel.queries)
    under = "all" if panel.shown_under == ALWAYS else ", ".join(panel.shown_under)
    if panel.when_empty:
        under += f"; else “{panel.when_empty}”"
    runbook = f"[{panel.runbook}](runbooks/{panel.runbook}.md)"
    return f"| {panel.title} | {queries} | {under} | {runbook} |\n"


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(
        arguments, page=PAGE, text=render(), made_by="python deploy/grafana/build_page.py"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
