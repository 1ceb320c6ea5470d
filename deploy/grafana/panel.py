"""What a dashboard is made of, as data, and the PromQL that its panels share.

Each panel has a title, a description that says what to do, a unit, a runbook and its queries.
Every query selects `$job` and `$instance`, and `$stage` where the metric has it; those of
recording rules have `stage` alone, since the rules have summed the rest away.
"""

from dataclasses import dataclass
from enum import StrEnum

FLEET = '{job=~"$job",instance=~"$instance"}'
STAGE = '{job=~"$job",instance=~"$instance",stage=~"$stage"}'
RECORDED = '{stage=~"$stage"}'
# Of the lag exporter; `$group` and `$topic` are variables of the dashboard of lag alone.
GROUPS = '{job=~"$job",instance=~"$instance",consumergroup=~"$group",topic=~"$topic"}'
TOPICS = '{job=~"$job",instance=~"$instance",topic=~"$topic"}'
RATE = "[$__rate_interval]"


class Kind(StrEnum):
    """How the panel is drawn."""

    STAT = "stat"
    LINES = "lines"
    BARS = "bars"
    TABLE = "table"


class Load(StrEnum):
    """What the system goes through while a panel is proven; tests/ops/test_dashboards_live.py."""

    NORMAL = "normal"  # articles flow
    FAILING = "failing"  # a worker and a child are killed, the broker goes away and comes back
    LAGGING = "lagging"  # a worker is frozen while articles flow
    DEAD_LETTERS = "dead letters"  # some of what comes is broken


ALWAYS = tuple(Load)


@dataclass(frozen=True, slots=True)
class Query:
    """One PromQL expression and the legend of its series."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel.

    `unit` is Grafana's id of it; a stat is orange from `warn_from` on and red from `worse_from`
    on, or below `worse_below`. `runbook` is a page of docs/runbooks without its ending.
    `when_empty` is told in place of no data, where that is no fault; such a panel names in
    `shown_under` the loads under which it must have data. All others must have it under all.
    """

    title: str
    description: str
    unit: str
    runbook: str
    queries: tuple[Query, ...]
    kind: Kind = Kind.LINES
    width: int = 8
    warn_from: float | None = None
    worse_from: float | None = None
    worse_below: float | None = None
    when_empty: str = ""
    shown_under: tuple[Load, ...] = ALWAYS


@dataclass(frozen=True, slots=True)
class Row:
    """Panels under one heading."""

    title: str
    panels: tuple[Panel, ...]


class Variable(StrEnum):
    """A variable of a dashboard, besides those that all have."""

    STAGE = "stage"
    GROUP = "group"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Board:
    """One dashboard; `file` is its name in dashboards/, `uid` its address in Grafana."""

    file: str
    uid: str
    title: str
    description: str
    rows: tuple[Row, ...]
    variables: tuple[Variable, ...] = (Variable.STAGE,)


def rate(metric: str, by: str, labels: str = STAGE) -> str:
    """Return the sum of the counter's rate, by label."""
    return f"sum by ({by}) (rate({metric}{labels}{RATE}))"


def quantile(share: float, metric: str, by: str = "", labels: str = STAGE) -> str:
    """Return the quantile of a histogram over all workers, by label."""
    group = ", ".join(part for part in ("le", by) if part)
    return f"histogram_quantile({share}, sum by ({group}) (rate({metric}_bucket{labels}{RATE})))"


def mean(metric: str, by: str, labels: str = STAGE) -> str:
    """Return a histogram's mean, by label."""
    return f"{rate(metric + '_sum', by, labels)} / {rate(metric + '_count', by, labels)}"


def percentiles(metric: str, labels: str = STAGE) -> tuple[Query, ...]:
    """Return p50, p95 and p99 of a histogram."""
    return tuple(
        Query(quantile(share, metric, labels=labels), name)
        for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"))
    )


def with_labels(selector: str, more: str) -> str:
    """Return the selector with further matchers."""
    return f"{selector[:-1]},{more}}}"
