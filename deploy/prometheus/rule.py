"""One recording rule and one alert, as the rule file's entries."""

import re
from dataclasses import dataclass
from typing import Any

from parameters import Parameters

PAGE, TICKET = "page", "ticket"
WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Recording:
    """A series that Prometheus computes beforehand."""

    record: str
    expr: str

    def entry(self, parameters: Parameters) -> dict[str, Any]:
        """Return the rule as the file has it."""
        return {"record": self.record, "expr": self.expr}


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert; `wait` is its `for`, `dashboard` the uid of the one to look at.

    `summary` says what is wrong in one line, `description` what it means with the values.
    """

    name: str
    severity: str
    expr: str
    summary: str
    description: str
    wait: str = ""
    dashboard: str = "crisiswire-overview"
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def runbook(self) -> str:
        """The file name of its page in docs/runbooks."""
        return f"{WORDS.sub('-', self.name).lower()}.md"

    def entry(self, parameters: Parameters) -> dict[str, Any]:
        """Return the rule as the file has it."""
        waiting = {"for": parameters.window(self.wait)} if self.wait else {}
        return {
            "alert": self.name,
            "expr": self.expr,
            **waiting,
            "labels": {"severity": self.severity, **dict(self.labels)},
            "annotations": {
                "summary": self.summary,
                "description": self.description,
                "runbook_url": f"{parameters.runbooks.rstrip('/')}/{self.runbook}",
                "dashboard_url": f"{parameters.dashboards.rstrip('/')}/d/{self.dashboard}",
            },
        }
