"""Write Grafana's dashboards from `boards/`; with `--check`, fail where the files differ.

    python deploy/grafana/build_dashboards.py [--check]
    python deploy/grafana/build_dashboards.py --runbooks https://ops.example/runbooks --output DIR

The types are those of Grafana 11.6 (grafana-foundation-sdk).
"""

import argparse
import json
import sys
from pathlib import Path

from grafana_foundation_sdk.builders import common, prometheus, stat, table, timeseries
from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models import prometheus as prometheus_models

sys.path.insert(0, str(Path(__file__).resolve().parent))
from boards import BOARDS
from panel import FLEET, Board, Kind, Panel, Variable

DASHBOARDS = Path(__file__).resolve().parent / "dashboards"
# Where `mkdocs serve` shows docs/runbooks.
RUNBOOKS = "http://127.0.0.1:8000/runbooks"
TAG = "crisiswire"
DATASOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
HEIGHTS = {Kind.STAT: 4, Kind.LINES: 8, Kind.BARS: 8, Kind.TABLE: 8}
# Workers and the lag exporter, each by a metric that nobody else has.
OURS = '{__name__=~"crisiswire_build_info|crisiswire_lag_up"'
VARIABLES = {
    Variable.STAGE: 'label_values(crisiswire_messages_consumed_total{job=~"$job"}, stage)',
    Variable.GROUP: 'label_values(kafka_consumergroup_members{job=~"$job"}, consumergroup)',
    Variable.TOPIC: 'label_values(kafka_topic_partitions{job=~"$job"}, topic)',
}
AnyPanel = stat.Panel | table.Panel | timeseries.Panel


def build(board: Board, runbooks: str = RUNBOOKS) -> builders.Dashboard:
    """Return the dashboard."""
    made = (
        builders.Dashboard(board.title)
        .uid(board.uid)
        .description(board.description)
        .tags([TAG])
        .timezone("browser")
        .time("now-1h", "now")
        .refresh("30s")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .readonly()
        .link(
            builders.DashboardLink("crisiswire")
            .type(models.DashboardLinkType.DASHBOARDS)
            .tags([TAG])
            .icon("external link")
            .tooltip("The other dashboards, with the same time and variables")
            .keep_time(True)
            .include_vars(True)
        )
    )
    made.with_variable(
        builders.DatasourceVariable("datasource").label("Data source").type("prometheus")
    )
    for name, query in (
        ("job", f"label_values({OURS}}}, job)"),
        ("instance", f'label_values({OURS},job=~"$job"}}, instance)'),
        *((variable.value, VARIABLES[variable]) for variable in board.variables),
    ):
        made.with_variable(_variable(name, query))
    for annotation in _annotations():
        made.annotation(annotation)
    number = 1
    for row in board.rows:
        made.with_row(builders.Row(row.title).id(number))
        for offset, panel in enumerate(row.panels, start=1):
            made.with_panel(_panel(panel, runbooks).id(number + offset))
        number += 100
    return made


def _variable(name: str, query: str) -> builders.QueryVariable:
    return (
        builders.QueryVariable(name)
        .label(name.capitalize())
        .datasource(DATASOURCE)
        .query(query)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".+")
        .current(models.VariableOption(selected=True, text="All", value="$__all"))
    )


def _annotations() -> list[builders.AnnotationQuery]:
    queries = {
        "Roll-outs": (
            "purple",
            f"count by (version) (crisiswire_build_info{FLEET}"
            f" unless on (instance, version) crisiswire_build_info{FLEET} offset 2m)",
        ),
        "Rebalances": ("orange", f"changes(crisiswire_rebalances_total{FLEET}[1m]) > 0"),
    }
    return [
        builders.AnnotationQuery()
        .name(name)
        .datasource(DATASOURCE)
        .enable(True)
        .icon_color(color)
        .expr(expr)
        for name, (color, expr) in queries.items()
    ]


def _panel(panel: Panel, runbooks: str) -> AnyPanel:
    drawn = _drawn(panel)
    page = f"docs/runbooks/{panel.runbook}.md"
    drawn.title(panel.title).description(f"{panel.description}\n\nRunbook: {page}")
    drawn.links(
        [
            builders.DashboardLink("Runbook")
            .type(models.DashboardLinkType.LINK)
            .url(f"{runbooks.rstrip('/')}/{panel.runbook}/")
            .target_blank(True)
        ]
    )
    drawn.datasource(DATASOURCE)
    drawn.unit(panel.unit).height(HEIGHTS[panel.kind]).span(panel.width)
    if panel.when_empty:
        drawn.no_value(panel.when_empty)
    for letter, query in zip("ABCDEF", panel.queries, strict=False):
        target = prometheus.Dataquery().ref_id(letter).datasource(DATASOURCE).expr(query.expr)
        if query.legend:
            target.legend_format(query.legend)
        if panel.kind is Kind.TABLE:
            target.instant().format(prometheus_models.PromQueryFormat.TABLE)
        else:
            target.range()
        drawn.with_target(target)
    return drawn


def _drawn(panel: Panel) -> AnyPanel:
    match panel.kind:
        case Kind.STAT:
            return (
                stat.Panel()
                .thresholds(_thresholds(panel))
                .color_mode(common_models.BigValueColorMode.VALUE)
                .graph_mode(common_models.BigValueGraphMode.AREA)
                .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
            )
        case Kind.TABLE:
            hidden = {"Time": True, "Value": True, "__name__": True}
            return table.Panel().with_transformation(
                models.DataTransformerConfig(
                    id_val="organize", options={"excludeByName": hidden, "renameByName": {}}
                )
            )
        case _:
            lines = (
                timeseries.Panel()
                .legend(
                    common.VizLegendOptions()
                    .display_mode(common_models.LegendDisplayMode.LIST)
                    .placement(common_models.LegendPlacement.BOTTOM)
                    .show_legend(True)
                )
                .tooltip(
                    common.VizTooltipOptions()
                    .mode(common_models.TooltipDisplayMode.MULTI)
                    .sort(common_models.SortOrder.DESCENDING)
                )
                .axis_soft_min(0)
                .fill_opacity(10)
                .show_points(common_models.VisibilityMode.NEVER)
            )
            if panel.kind is Kind.BARS:
                lines.draw_style(common_models.GraphDrawStyle.BARS).fill_opacity(80).stacking(
                    common.StackingConfig().mode(common_models.StackingMode.NORMAL)
                )
            return lines


def _thresholds(panel: Panel) -> builders.ThresholdsConfig:
    if panel.worse_below is not None:
        steps = [
            models.Threshold(value=None, color="red"),
            models.Threshold(value=panel.worse_below, color="green"),
        ]
    else:
        steps = [models.Threshold(value=None, color="green")]
    for value, color in ((panel.warn_from, "orange"), (panel.worse_from, "red")):
        if value is not None:
            steps.append(models.Threshold(value=value, color=color))
    return builders.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)


def render(dashboard: builders.Dashboard) -> str:
    """Return the dashboard as the committed file holds it."""
    return json.dumps(dashboard.build(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


def main() -> int:
    """Write or check the files; 1 when one differs, is missing, or is there and made by nobody."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    parser.add_argument("--output", type=Path, default=DASHBOARDS, help="another folder")
    parser.add_argument("--runbooks", default=RUNBOOKS, help="where docs/runbooks is published")
    asked = parser.parse_args()
    wanted = {f"{board.file}.json": render(build(board, asked.runbooks)) for board in BOARDS}
    if not asked.check:
        for name, text in wanted.items():
            (asked.output / name).write_text(text, encoding="utf-8")
        return 0
    there = {path.name: path.read_text(encoding="utf-8") for path in asked.output.glob("*.json")}
    if there == wanted:
        return 0
    wrong = sorted(name for name in there | wanted if there.get(name) != wanted.get(name))
    print(
        f"{', '.join(wrong)} in {asked.output} is not what {Path(__file__).name} makes: run it",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
