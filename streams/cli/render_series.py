"""Series of dyads and alerts as a person likes to read them."""

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from schemas import AlertEvidence, DyadSeries, EscalationAlert, Trend, Window
from streams.cli.plain import one_line

EVIDENCE_SHOWN = 6
EVIDENCE_CHARACTERS = 160
_MARKS = {Trend.ESCALATORY: ("▲", "red"), Trend.DE_ESCALATORY: ("▼", "green")}
_WHAT = {Trend.ESCALATORY: "conflict", Trend.DE_ESCALATORY: "cooperation"}
# Of one width, so that the columns behind it stand in line.
_FORMATS = {
    Window.HOUR: "%Y-%m-%d %H:00",
    Window.DAY: "%Y-%m-%d      ",
    Window.WEEK: "%G week %V  ",
}


def render_alert(alert: EscalationAlert) -> RenderableType:
    """Return who departs from the past, how far, how improbable that is, and the words for it."""
    mark, style = _MARKS[alert.trend]
    what = _WHAT[alert.trend]
    title = Text(f"{mark} ", style=f"bold {style}")
    title.append(f"{one_line(alert.actor, 40)} → {one_line(alert.recipient, 40)}")
    title.append(f"  {alert.trend}", style=style)
    head = Text(f"{what} {alert.observed:.1f}", style="bold")
    head.append(f" on {alert.day:%Y-%m-%d}, against {alert.expected:.1f} a day", style="")
    head.append(f" in the {alert.baseline_days} days before")
    told = Text(f"{_probability(alert.p_value)}", style="bold")
    told.append(f" · {alert.events} events in {alert.articles} articles", style="dim")
    rows: list[RenderableType] = [head, told, Text("")]
    for each in alert.evidence[:EVIDENCE_SHOWN]:
        rows += _evidence(each)
    left = alert.events - min(len(alert.evidence), EVIDENCE_SHOWN)
    if left:
        rows.append(Text(f"and {left} more", style="dim"))
    return Panel(Group(*rows), title=title, title_align="left", box=box.ROUNDED, border_style=style)


def series_row(series: DyadSeries) -> Text:
    """Return one window on one line."""
    line = Text(f"{series.start.strftime(_FORMATS[series.window])} ", style="dim")
    line.append(f"{series.window:<4}")
    line.append(f"{one_line(series.actor, 20)} → {one_line(series.recipient, 20)}", style="cyan")
    line.append(f"   {series.events} event{'' if series.events == 1 else 's'}")
    if series.mean_goldstein is not None and series.weighted_goldstein is not None:
        style = "red" if series.mean_goldstein < 0 else "green"
        line.append(f"   Goldstein {series.mean_goldstein:+.1f}", style=style)
        line.append(f", weighted {series.weighted_goldstein:+.1f}", style="dim")
    if series.late:
        line.append(f"   {series.late} late", style="yellow")
    return line


def _probability(p_value: float) -> str:
    """Return what a person can picture: one day in so many."""
    shown = f"p = {p_value:.2g}"
    return f"{shown}: one day in {round(1 / p_value, -2):,.0f}" if 0 < p_value < 0.01 else shown


def _evidence(each: AlertEvidence) -> list[RenderableType]:
    head = Text(f"{each.moment:%H:%M}  ", style="dim")
    head.append(each.event_type.value, style="bold")
    head.append(f"  Goldstein {each.goldstein:+.1f}")
    if each.modality != "asserted":
        head.append(f"  {each.modality}", style="italic")
    head.append(f"  {one_line(each.source or each.article_id, 30)}", style="dim")
    words = Text(f"“{one_line(each.text, EVIDENCE_CHARACTERS)}”")
    return [head, Padding(words, (0, 0, 0, 7))]
