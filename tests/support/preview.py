"""Pictures of the dashboards, drawn from what a real Prometheus answered; not Grafana's.

Panels stand where the committed JSON puts them. A line is one series of the answer; the shaded
stretches are the loads of tests/support/live.py.
"""

from html import escape

from tests.support.chart import Frame, draw_lines, draw_stat, draw_table, text
from tests.support.dashboards import Board, Panel, load_dashboard
from tests.support.live import Run
from tests.support.prometheus import Series

NOTICE = "Preview, drawn from Prometheus, not a screenshot of Grafana"
COLUMN, LINE = 52, 30
MARGIN, TOP = 12, 66
# Colours of lines: the first of Grafana's classic palette, of one brightness on both grounds.
STYLE = """\
  <style>
    text { font: 11px ui-sans-serif, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif; }
    .ground { fill: #f4f5f5; } .card { fill: #ffffff; stroke: #d8d9da; } .ink { fill: #24292e; }
    .pale { fill: #6e7680; } .grid { stroke: #e4e5e6; } .span { fill: #3b76b5; opacity: 0.09; }
    .title { font-size: 12px; font-weight: 600; } .head { font-size: 18px; font-weight: 600; }
    .row { font-size: 13px; font-weight: 600; } .notice { font-size: 13px; fill: #a4483f; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #111217; } .card { fill: #181b1f; stroke: #2c3235; } .ink { fill: #d8d9da; }
      .pale { fill: #9fa7b3; } .grid { stroke: #2c3235; } .span { fill: #6aa5e0; }
      .notice { fill: #e0796f; }
    }
  </style>
"""


def draw(board: Board, run: Run) -> str:
    """Return the dashboard as SVG."""
    # a row may have the title of a panel
    placed = {
        (panel["type"] == "row", panel["title"]): panel["gridPos"]
        for panel in load_dashboard(board.file)["panels"]
    }
    parts = []
    for row in board.rows:
        at = placed[True, row.title]
        parts.append(text(row.title, MARGIN, TOP + at["y"] * LINE + 20, "row ink"))
        for panel in row.panels:
            parts.append(_panel(board, panel, placed[False, panel.title], run))
    width = 24 * COLUMN + 2 * MARGIN
    height = TOP + max(at["y"] + at["h"] for at in placed.values()) * LINE + MARGIN
    loads = ", ".join(f"{load}" for load, _, _ in run.spans)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(board.title)}. {NOTICE}.">\n'
        f"  <title>{escape(board.title)}. {NOTICE}.</title>\n{STYLE}"
        f'  <rect class="ground" width="{width}" height="{height}"/>\n'
        f"{text(board.title, MARGIN, 28, 'head ink')}"
        f"{text(NOTICE, MARGIN, 48, 'notice')}"
        f"{text(f'from left to right: {loads}', width - MARGIN, 48, 'pale', anchor='end')}"
        f"{''.join(parts)}</svg>\n"
    )


def _panel(board: Board, panel: Panel, at: dict[str, int], run: Run) -> str:
    frame = Frame(
        left=MARGIN + at["x"] * COLUMN + 3,
        top=TOP + at["y"] * LINE + 3,
        width=at["w"] * COLUMN - 6,
        height=at["h"] * LINE - 6,
    )
    found = [
        (_legend(query.query.legend, series), series)
        for query, answer in run.whole
        if query.board.uid == board.uid and query.panel.title == panel.title
        for series in answer
    ]
    drawn = {"stat": draw_stat, "table": draw_table}.get(panel.kind.value, draw_lines)
    card = (
        f'  <rect class="card" x="{frame.left}" y="{frame.top}" width="{frame.width}"'
        f' height="{frame.height}" rx="3"/>\n'
    )
    title = text(panel.title, frame.left + 9, frame.top + 18, "title ink")
    spans = [(begun, ended) for _, begun, ended in run.spans]
    return card + title + drawn(frame, panel, found, spans)


def _legend(legend: str, series: Series) -> str:
    for label, value in series.labels.items():
        legend = legend.replace(f"{{{{{label}}}}}", value)
    return legend
