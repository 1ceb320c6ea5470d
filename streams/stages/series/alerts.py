"""One alert for each episode in which a dyad departs from its own past."""

import datetime as dt
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from schemas import Trend
from streams.stages.series.departure import dispersion, exceedance
from streams.stages.series.dyad import DyadState
from streams.stages.series.parameters import SeriesParameters
from streams.stages.series.report import Report
from streams.stages.series.tally import DaySum

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Departure:
    """A day that is improbable, if the days before it went on; masses in thousandths."""

    trend: Trend
    day: dt.date
    observed: int
    baseline_total: int
    baseline_days: int
    dispersion: float
    p_value: float
    reports: tuple[Report, ...]


def find_departure(
    state: DyadState, report: Report, seen: AbstractSet[dt.date], settings: SeriesParameters
) -> Departure | None:
    """Test the day of an event that was just counted; begin, or go on with, an episode.

    Within a day the sum only grows, so that testing it after each event raises no more
    false alarms than testing it once, at the day's end.

    Args:
        state: Of the event's dyad; its episodes are noted.
        report: The event.
        seen: The days of all events of the partition, whoever's.
        settings: See SeriesParameters.

    Returns:
        The departure that begins an episode, once; else None.
    """
    trend, day = report.trend, report.moment.date()
    if trend is None:
        return None
    today = state.days[trend, day]
    if today.events < settings.minimum_events or len(today.articles) < settings.minimum_articles:
        return None
    baseline_days = min(settings.baseline_days, (day - min(seen)).days)
    watched = sum(day - n * ONE_DAY in seen for n in range(1, baseline_days + 1))
    if baseline_days < settings.history_days or watched < settings.history_days / 2:
        return None
    past = [state.days.get((trend, day - n * ONE_DAY)) for n in range(1, baseline_days + 1)]
    found = _test(today, past, settings.clumping)
    last = state.episodes.get(trend)
    if last is not None and (day - last).days <= settings.quiet_days:
        if found.p_value < settings.keep_p:
            state.episodes[trend] = max(last, day)
        return None
    if found.p_value >= settings.alert_p:
        return None
    reports = state.day_reports(trend, day)
    state.episodes[trend] = day
    return Departure(
        trend=trend,
        day=day,
        observed=today.mass,
        baseline_total=found.total,
        baseline_days=baseline_days,
        dispersion=found.dispersion,
        p_value=found.p_value,
        reports=tuple(sorted(reports, key=lambda each: (-each.mass, each.moment, each.event.id))),
    )


@dataclass(frozen=True, slots=True)
class _Test:
    total: int
    dispersion: float
    p_value: float


def _test(today: DaySum, past: list[DaySum | None], clumping: float) -> _Test:
    masses = [0 if each is None else each.mass for each in past]
    squares = today.squares + sum(0 if each is None else each.squares for each in past)
    total = sum(masses)
    scale = dispersion(masses, total + today.mass, squares, clumping)
    return _Test(total, scale, exceedance(today.mass, total, len(masses), scale))
