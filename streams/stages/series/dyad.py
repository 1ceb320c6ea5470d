"""What is known of one dyad: its open windows, its days, the events that may come again."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from schemas import Trend, Window
from streams.stages.series.parameters import SeriesParameters
from streams.stages.series.report import Report, Taken
from streams.stages.series.tally import LENGTHS, DaySum, Tally, window_start

# Ids that are remembered beyond their windows: a record that is delivered again comes within
# fewer, and in a replay of years its window may be closed by then.
RECENT_IDS = 2000
WindowKey = tuple[Window, dt.datetime]


@dataclass(slots=True)
class DyadState:
    """The state of one dyad after some of its events; see docs/series.md.

    `counted` has those whose windows are open, by what tells them from other events.
    `recent` has the ids of the last records, whatever became of them, and what each of them
    was counted as.
    `episodes` has for each direction the last day that kept an episode going.
    """

    newest: dt.datetime | None = None
    windows: dict[WindowKey, Tally] = field(default_factory=lambda: defaultdict(Tally))
    days: dict[tuple[Trend, dt.date], DaySum] = field(default_factory=lambda: defaultdict(DaySum))
    counted: dict[tuple[object, ...], Report] = field(default_factory=dict)
    recent: dict[str, tuple[object, ...]] = field(default_factory=dict)
    episodes: dict[Trend, dt.date] = field(default_factory=dict)

    def take(self, report: Report, settings: SeriesParameters) -> tuple[Taken, list[WindowKey]]:
        """Count the report if it is to be counted; return what became of it, and what changed."""
        if report.event.id in self.recent:
            return Taken.DUPLICATE, []
        identity = self.recent.get(report.event.same_as or "", report.identity)
        self._remember(report.event.id, identity)
        lateness = dt.timedelta(hours=settings.lateness_hours)
        if self.newest is not None and report.moment < self.newest - lateness:
            keys = _windows_of(self.newest)
            for key in keys:
                self.windows[key].late += 1
            return Taken.LATE, self._revise(keys)
        known = self.counted.get(identity)
        if known is not None and known.event.id == report.event.id:
            return Taken.DUPLICATE, []
        if known is not None and not report.is_stronger(known):
            return Taken.REPEATED, []
        changed = _windows_of(report.moment)
        if known is not None:
            before = _windows_of(known.moment)
            self._add(known, before, sign=-1)
            changed = [*(key for key in before if key not in changed), *changed]
        self._add(report, _windows_of(report.moment))
        self.counted[identity] = report
        if self.newest is None or report.moment > self.newest:
            self._move_to(report.moment, lateness, settings.baseline_days)
        return Taken.COUNTED if known is None else Taken.STRONGER, self._revise(changed)

    def day_reports(self, trend: Trend, day: dt.date) -> list[Report]:
        """Return the day's events of one direction, as they came; of an open day."""
        return [
            report
            for report in self.counted.values()
            if report.trend is trend and report.moment.date() == day
        ]

    def _remember(self, event_id: str, identity: tuple[object, ...]) -> None:
        self.recent[event_id] = identity
        if len(self.recent) > RECENT_IDS:
            del self.recent[next(iter(self.recent))]

    def _add(self, report: Report, keys: list[WindowKey], sign: int = 1) -> None:
        for key in keys:
            self.windows[key].add(report, sign)
        if report.trend is not None:
            self.days[report.trend, report.moment.date()].add(report, sign)

    def _revise(self, keys: list[WindowKey]) -> list[WindowKey]:
        for key in keys:
            self.windows[key].revision += 1
        return keys

    def _move_to(self, moment: dt.datetime, lateness: dt.timedelta, baseline_days: int) -> None:
        """Note the newest event; when its hour is a new one, forget what is closed."""
        before, self.newest = self.newest, moment
        if before is not None and window_start(Window.HOUR, before) == window_start(
            Window.HOUR, moment
        ):
            return
        closed = moment - lateness
        for key in [key for key in self.windows if key[1] + LENGTHS[key[0]] <= closed]:
            del self.windows[key]
        for identity in [name for name, each in self.counted.items() if each.moment < closed]:
            del self.counted[identity]
        oldest = closed.date() - dt.timedelta(days=baseline_days)
        for day in [day for day in self.days if day[1] < oldest]:
            del self.days[day]


def _windows_of(moment: dt.datetime) -> list[WindowKey]:
    return [(window, window_start(window, moment)) for window in Window]
