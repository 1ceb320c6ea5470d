"""Grafana's dashboards as Prometheus sees them: expressions with the variables put in."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
DASHBOARDS = TOP / "deploy" / "grafana" / "dashboards"


# The boards as data, and the rules that some panels read, are programs of deploy/, no packages.
sys.path[:0] = [str(TOP / "deploy" / "grafana"), str(TOP / "deploy" / "prometheus")]
from boards import BOARDS  # noqa: E402
from build_rules import render  # noqa: E402
from panel import ALWAYS, Board, Load, Panel, Query  # noqa: E402
from parameters import Parameters  # noqa: E402

__all__ = ["ALWAYS", "BOARDS", "Board", "Load", "Panel", "Query"]

VARIABLES = ("$job", "$instance", "$stage", "$group", "$topic")
# The recording rules' windows of minutes to days, as minutes of a test.
RULES_SCALE = 0.02


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """One query of one panel of one dashboard, with `All` chosen in every variable."""

    board: Board
    panel: Panel
    query: Query
    expr: str

    @property
    def name(self) -> str:
        """Dashboard, panel, and what the panel's queries are told apart by."""
        return f"{self.board.uid}: {self.panel.title}: {self.query.legend or self.query.expr}"


def load_dashboard(name: str = "crisiswire") -> dict[str, Any]:
    """Return the committed dashboard."""
    document: dict[str, Any] = json.loads((DASHBOARDS / f"{name}.json").read_text("utf-8"))
    return document


def panels(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the panels, rows left out."""
    for panel in dashboard["panels"]:
        if panel["type"] == "row":
            yield from panel["panels"]
        else:
            yield panel


def panel_queries(*, rate_interval: str = "5s") -> list[PanelQuery]:
    """Return every query of every dashboard."""
    return [
        PanelQuery(board, panel, query, filled(query.expr, rate_interval))
        for board in BOARDS
        for row in board.rows
        for panel in row.panels
        for query in panel.queries
    ]


def filled(expr: str, rate_interval: str) -> str:
    """Return the expression with values for Grafana's variables: all there are.

    Raises:
        AssertionError: it has a variable that no dashboard has.
    """
    for variable in VARIABLES:
        expr = expr.replace(variable, ".+")
    expr = expr.replace("$__rate_interval", rate_interval)
    assert "$" not in expr, expr
    return expr


def short_rules() -> str:
    """Return the rule file with every window shortened."""
    text: str = render(Parameters(scale=RULES_SCALE, interval="500ms"))
    return text
