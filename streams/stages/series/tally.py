"""The sums of one window, and of one day for the test."""

import datetime as dt
from dataclasses import dataclass, field, replace

from schemas import Window
from streams.stages.series.report import Report

LENGTHS = {
    Window.HOUR: dt.timedelta(hours=1),
    Window.DAY: dt.timedelta(days=1),
    Window.WEEK: dt.timedelta(days=7),
}


def window_start(window: Window, moment: dt.datetime) -> dt.datetime:
    """Return when the window begins in which a moment lies, in UTC; weeks on Monday."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    match window:
        case Window.HOUR:
            return hour
        case Window.DAY:
            return hour.replace(hour=0)
        case Window.WEEK:
            return hour.replace(hour=0) - dt.timedelta(days=moment.weekday())


@dataclass(slots=True)
class Tally:
    """The sums of a window; see Report for the units."""

    events: int = 0
    weight: int = 0
    goldstein: int = 0
    conflict: int = 0
    cooperation: int = 0
    late: int = 0
    revision: int = 0

    def copy(self) -> "Tally":
        """Return what it is now."""
        return replace(self)

    def add(self, report: Report, sign: int = 1) -> None:
        """Count a report, or with -1 take it back."""
        self.events += sign
        self.weight += sign * report.weight
        self.goldstein += sign * report.goldstein
        self.conflict += sign * max(0, -report.weighted)
        self.cooperation += sign * max(0, report.weighted)


@dataclass(slots=True)
class DaySum:
    """What the test needs of a day in one direction: its mass, and that of each article.

    `squares` is the sum of the squares of the articles' masses: what one article tells
    comes together.
    """

    events: int = 0
    mass: int = 0
    squares: int = 0
    articles: dict[str, int] = field(default_factory=dict)

    def add(self, report: Report, sign: int = 1) -> None:
        """Count a report, or with -1 take it back."""
        article = report.event.article_id
        before = self.articles.pop(article, 0)
        after = before + sign * report.mass
        if after:
            self.articles[article] = after
        self.events += sign
        self.mass += sign * report.mass
        self.squares += after**2 - before**2
