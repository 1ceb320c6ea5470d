"""Write Grafana's dashboards from `panels.py`; with `--check`, fail where the files differ.

    python deploy/grafana/build_dashboards.py [--check]

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
from panels import FLEET, ROWS, Kind, Panel

DASHBOARDS = Path(__file__).resolve().parent / "dashboards"
DATASOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
HEIGHTS = {Kind.STAT: 4, Kind.LINES: 8, Kind.BARS: 8, Kind.TABLE: 8}
AnyPanel = stat.Panel | table.Panel | timeseries.Panel


def build_overview() -> builders.Dashboard:
    """Return the overview of all workers."""
    overview = (
        builders.Dashboard("crisiswire overview")
        .uid("crisiswire-overview")
        .description("Throughput, latency, lag, dead letters and content of the workers.")
        .tags(["crisiswire"])
        .timezone("browser")
        .time("now-1h", "now")
        .refresh("30s")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .readonly()
    )
    for variable in (_datasource(), *_variables()):
        overview.with_variable(variable)
    for annotation in _annotations():
        overview.annotation(annotation)
    number = 1
    for row in ROWS:
        overview.with_row(builders.Row(row.title).id(number))
        for offset, panel in enumerate(row.panels, start=1):
            overview.with_panel(_panel(panel).id(number + offset))
        number += 100
    return overview


def _datasource() -> builders.DatasourceVariable:
    return builders.DatasourceVariable("datasource").label("Data source").type("prometheus")


def _variables() -> list[builders.QueryVariable]:
    queries = {
        "job": "label_values(crisiswire_build_info, job)",
        "instance": 'label_values(crisiswire_build_info{job=~"$job"}, instance)',
        "stage": 'label_values(crisiswire_messages_consumed_total{job=~"$job"}, stage)',
    }
    return [
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
        for name, query in queries.items()
    ]


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


def _panel(panel: Panel) -> AnyPanel:
    drawn = _drawn(panel)
    drawn.title(panel.title).description(panel.description).datasource(DATASOURCE)
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
    steps = [models.Threshold(value=None, color="green")]
    for value, color in ((panel.warn_from, "orange"), (panel.worse_from, "red")):
        if value is not None:
            steps.append(models.Threshold(value=value, color=color))
    return builders.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)


def render(dashboard: builders.Dashboard) -> str:
    """Return the dashboard as the committed file holds it."""
    return json.dumps(dashboard.build(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


def main() -> int:
    """Write or check the files; 1 when a checked file differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    check = parser.parse_args().check
    path = DASHBOARDS / "crisiswire.json"
    text = render(build_overview())
    if not check:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is not what {Path(__file__).name} makes: run it", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
