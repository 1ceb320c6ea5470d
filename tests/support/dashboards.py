"""Grafana's dashboards as Prometheus sees them: expressions with the variables put in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
DASHBOARDS = TOP / "deploy" / "grafana" / "dashboards"


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """One query of one panel; `when_empty` is what Grafana shows in place of no data."""

    panel: str
    kind: str
    expr: str
    when_empty: str


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


def panel_queries(dashboard: dict[str, Any], *, rate_interval: str = "5s") -> Iterator[PanelQuery]:
    """Yield every query with `All` chosen in every variable."""
    values = {"$job": ".+", "$instance": ".+", "$stage": ".+", "$__rate_interval": rate_interval}
    for panel in panels(dashboard):
        for target in panel["targets"]:
            expr = target["expr"]
            for variable, value in values.items():
                expr = expr.replace(variable, value)
            assert "$" not in expr, expr
            when_empty = panel["fieldConfig"]["defaults"].get("noValue", "")
            yield PanelQuery(panel["title"], panel["type"], expr, when_empty)
