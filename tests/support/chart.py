"""One panel as SVG: lines, stacked bars, a figure, a table."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tests.support.dashboards import Panel
from tests.support.prometheus import Series
from tests.support.units import nice, written

PALETTE = (
    "#56a64b", "#d9a514", "#3f8fd6", "#e0752d", "#d44a3a", "#8f61c9", "#2a9d9d", "#c15c9b",
    "#7a8d2f", "#5c7cfa",
)  # fmt: skip
GREEN, ORANGE, RED = "#4c9a45", "#d9822b", "#cf4436"
LEGEND_HEIGHT = 40  # two lines
LETTER, CAPITAL = 6.3, 8.2  # width of a letter of the legend, about
Named = Sequence[tuple[str, Series]]
Spans = Sequence[tuple[float, float]]


class Frame(NamedTuple):
    """Where a panel stands, in the picture's units."""

    left: float
    top: float
    width: float
    height: float


def text(words: str, x: float, y: float, style: str, *, anchor: str = "start") -> str:
    """Return a line of text."""
    place = f'x="{x:g}" y="{y:g}" text-anchor="{anchor}"'
    return f'  <text class="{style}" {place}>{escape(words)}</text>\n'


def draw_stat(frame: Frame, panel: Panel, found: Named, spans: Spans) -> str:
    """Return the last value, with its colour, over a thin line of its past."""
    if not found:
        return text(panel.when_empty, frame.left + 9, frame.top + 60, "pale")
    _, series = found[0]
    value = series.values[-1]
    colour = _colour(panel, value)
    middle = frame.left + frame.width / 2
    line = _Plot(frame, found, spans, panel.unit, stacked=False, chart_top=64, chart_bottom=6)
    return (
        line.path(series, colour, width=1)
        + f'  <text x="{middle:g}" y="{frame.top + 56:g}" text-anchor="middle" fill="{colour}"'
        f' style="font-size:28px;font-weight:600">{escape(written(value, panel.unit))}</text>\n'
    )


def draw_table(frame: Frame, panel: Panel, found: Named, spans: Spans) -> str:
    """Return a line for each series: its labels."""
    latest = max((series.times[-1] for _, series in found), default=0.0)
    found = [one for one in found if one[1].times[-1] == latest]  # a table is of now
    names = sorted({name for _, series in found for name in series.labels} - {"__name__", "job"})
    width = (frame.width - 18) / max(1, len(names))
    parts = []
    for column, name in enumerate(names):
        x = frame.left + 9 + column * width
        parts.append(text(name, x, frame.top + 40, "pale"))
        for line, (_, series) in enumerate(found):
            value = series.labels.get(name, "")[: int(width / LETTER)]
            parts.append(text(value, x, frame.top + 60 + line * 18, "ink"))
    return "".join(parts)


def draw_lines(frame: Frame, panel: Panel, found: Named, spans: Spans) -> str:
    """Return lines or stacked bars, axis, loads and legend."""
    if not found:
        return text(panel.when_empty, frame.left + 9, frame.top + 60, "pale")
    # the largest first: those are drawn and named, of very many
    ordered = sorted(found, key=lambda one: -max(_finite(one[1].values), default=0.0))
    stacked = panel.kind.value == "bars"
    plot = _Plot(
        frame, ordered, spans, panel.unit, stacked=stacked, chart_top=30, chart_bottom=LEGEND_HEIGHT
    )
    parts = [plot.shades(), plot.axis(panel.unit)]
    colours = [PALETTE[number % len(PALETTE)] for number in range(len(ordered))]
    if stacked:
        parts.append(plot.bars([series for _, series in ordered], colours))
    else:
        parts += [
            plot.path(series, colour) for (_, series), colour in zip(ordered, colours, strict=True)
        ]
    return "".join([*parts, _legend(frame, [name for name, _ in ordered], colours)])


class _Plot:
    """Time to the right, values upwards, from zero."""

    def __init__(
        self,
        frame: Frame,
        found: Named,
        spans: Spans,
        unit: str,
        *,
        stacked: bool,
        chart_top: float,
        chart_bottom: float,
    ) -> None:
        self._spans = spans
        left = 64 if chart_bottom > 6 else 8
        self._left, self._right = frame.left + left, frame.left + frame.width - 10
        self._top = frame.top + chart_top
        self._bottom = frame.top + frame.height - chart_bottom
        self._begin, self._end = spans[0][0], spans[-1][1]
        self._step = (self._end - self._begin) / 180
        self._highest = nice(self._sum(found) if stacked else self._maximum(found), unit)

    @staticmethod
    def _maximum(found: Named) -> float:
        return max((value for _, one in found for value in _finite(one.values)), default=0.0)

    @staticmethod
    def _sum(found: Named) -> float:
        sums: dict[float, float] = {}
        for _, one in found:
            for at, value in zip(one.times, one.values, strict=True):
                sums[at] = sums.get(at, 0.0) + max(0.0, value)
        return max(sums.values(), default=0.0)

    def x(self, at: float) -> float:
        """Return where a time is."""
        share = (at - self._begin) / (self._end - self._begin)
        return self._left + min(1.0, max(0.0, share)) * (self._right - self._left)

    def y(self, value: float) -> float:
        """Return where a value is."""
        share = min(1.0, max(0.0, value / self._highest))
        return self._bottom - share * (self._bottom - self._top)

    def shades(self) -> str:
        """Return the loads: every other one is shaded."""
        height = self._bottom - self._top
        return "".join(
            f'  <rect class="span" x="{self.x(begun):.1f}" y="{self._top:g}"'
            f' width="{self.x(ended) - self.x(begun):.1f}" height="{height:g}"/>\n'
            for begun, ended in self._spans[1::2]
        )

    def axis(self, unit: str) -> str:
        """Return three lines with their values."""
        parts = []
        for share in (0.0, 0.5, 1.0):
            value = share * self._highest
            y = self.y(value)
            parts.append(
                f'  <line class="grid" x1="{self._left:g}" x2="{self._right:g}"'
                f' y1="{y:.1f}" y2="{y:.1f}"/>\n'
            )
            parts.append(text(written(value, unit), self._left - 5, y + 4, "pale", anchor="end"))
        return "".join(parts)

    def path(self, series: Series, colour: str, *, width: float = 1.4) -> str:
        """Return a line; it breaks where the series has no value."""
        drawn, before = [], -math.inf
        for at, value in zip(series.times, series.values, strict=True):
            pen = "L" if at - before < 2.5 * self._step else "M"
            drawn.append(f"{pen}{self.x(at):.1f} {self.y(value):.1f}")
            before = at
        return (
            f'  <path d="{"".join(drawn)}" fill="none" stroke="{colour}"'
            f' stroke-width="{width:g}" stroke-linecap="round"/>\n'
        )

    def bars(self, found: Sequence[Series], colours: Sequence[str]) -> str:
        """Return a bar for each time, the series one upon the other."""
        width = max(1.0, (self._right - self._left) / 180)
        below: dict[float, float] = {}
        parts = []
        for series, colour in zip(found, colours, strict=True):
            drawn = []
            for at, value in zip(series.times, series.values, strict=True):
                if value > 0:
                    base = below.get(at, 0.0)
                    low, high = self.y(base), self.y(base + value)
                    below[at] = base + value
                    drawn.append(f"M{self.x(at):.1f} {low:.1f}V{high:.1f}")
            if drawn:
                parts.append(
                    f'  <path d="{"".join(drawn)}" stroke="{colour}" stroke-width="{width:.1f}"/>\n'
                )
        return "".join(parts)


def _legend(frame: Frame, names: Sequence[str], colours: Sequence[str]) -> str:
    """Return two lines of names, if there are any; what finds no room is counted."""
    if not any(names):
        return ""
    left, right = frame.left + 12, frame.left + frame.width - 10
    lines = [frame.top + frame.height - 22, frame.top + frame.height - 8]
    x, y, parts = left, lines.pop(0), []
    for number, (name, colour) in enumerate(zip(names, colours, strict=True)):
        needed = 20 + _width(name)
        if x + needed > right and x > left and lines:
            x, y = left, lines.pop(0)
        rest = f"and {len(names) - number} more"
        reserved = 0 if lines or number == len(names) - 1 else _width(rest)
        if x + needed > right - reserved and x > left:
            parts.append(text(rest, x, y, "pale"))
            break
        parts.append(f'  <rect x="{x:g}" y="{y - 6:g}" width="10" height="4" fill="{colour}"/>\n')
        parts.append(text(name, x + 14, y, "pale"))
        x += needed
    return "".join(parts)


def _width(words: str) -> float:
    return sum(CAPITAL if letter.isupper() else LETTER for letter in words)


def _colour(panel: Panel, value: float) -> str:
    if panel.worse_below is not None:
        return RED if value < panel.worse_below else GREEN
    if panel.worse_from is not None and value >= panel.worse_from:
        return RED
    if panel.warn_from is not None and value >= panel.warn_from:
        return ORANGE
    return GREEN


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]
