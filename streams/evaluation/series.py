"""How often the test of the series raises an alert where nothing changed, and where something did.

    python -m streams.evaluation.series [--dyads 1000] [--days 90] [--alert-p 0.0001 ...]

Dyads are simulated over days of event time and go through the product's own code. A dyad has
a rate of articles a day; an article tells one to three events, drawn from the scores of
common types. Rates stand still (Poisson), vary from day to day (gamma-mixed, so that the
counts' variance is 4 times their mean), follow the week, or wander (an autoregressive
process, standard deviation 0.5 of the logarithm, correlation 0.8 from one day to the next).
For power, the articles' rate is multiplied from a day on, for a week.
"""

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schemas import EscalationEvent, Trend
from streams.stages.series.book import Book
from streams.stages.series.parameters import SeriesParameters
from streams.stages.series.report import HUNDREDTHS, TENTHS, Report

BEGIN = dt.datetime(2025, 1, 6, tzinfo=dt.UTC)
BURN_IN_DAYS = 28  # not counted: the baseline fills
RISE_DAYS = 7
RATES = (0.1, 0.5, 2.0, 8.0)  # articles a day
RISES = (3.0, 5.0, 10.0)
# Goldstein scores of an article's events and how common they are: accusations and talks often,
# threats and assaults seldom; the order of magnitude of events in our own articles.
SCORES = (-10.0, -9.0, -7.0, -4.0, -2.0, 1.0, 4.0, 7.0)
SHARES = (0.10, 0.05, 0.10, 0.15, 0.25, 0.15, 0.12, 0.08)
EVENTS_AN_ARTICLE = (1, 2, 3)
_ANY_EVENT: EscalationEvent = EscalationEvent.model_construct()  # type: ignore[call-arg]
Numbers = NDArray[np.float64]
Rates = Callable[[np.random.Generator, float, int], Numbers]


def constant(_: np.random.Generator, rate: float, days: int) -> Numbers:
    """Return the same rate for every day."""
    return np.full(days, rate)


def varying(chance: np.random.Generator, rate: float, days: int) -> Numbers:
    """Return rates with which the counts' variance is 4 times their mean."""
    excess = 3.0
    return chance.gamma(rate / excess, excess, days)


def weekly(_: np.random.Generator, rate: float, days: int) -> Numbers:
    """Return rates that fall to the half at week-ends."""
    week = np.array([1.0] * 5 + [0.5] * 2)
    return rate * np.resize(week / week.mean(), days)


def wandering(chance: np.random.Generator, rate: float, days: int) -> Numbers:
    """Return rates whose logarithm is an autoregressive process."""
    spread, memory = 0.5, 0.8
    level = chance.normal(0, spread)
    rates = []
    for _ in range(days):
        rates.append(rate * np.exp(level - spread**2 / 2))
        level = memory * level + chance.normal(0, spread * np.sqrt(1 - memory**2))
    return np.array(rates)


KINDS: dict[str, Rates] = {
    "Poisson": constant,
    "variance 4 x mean": varying,
    "weekly": weekly,
    "wandering": wandering,
}


@dataclass(frozen=True, slots=True)
class Run:
    """The days of alerts of one dyad, by trend."""

    alerts: tuple[tuple[Trend, int], ...]


def simulate(chance: np.random.Generator, rates: Numbers, settings: SeriesParameters) -> Run:
    """Return the alerts of one dyad whose articles come at these daily rates."""
    book, alerts = Book(settings), []
    for report in _reports(chance, rates):
        departure = book.take(report).departure
        if departure is not None:
            alerts.append((departure.trend, (departure.day - BEGIN.date()).days))
    return Run(tuple(alerts))


def _reports(chance: np.random.Generator, rates: Numbers) -> Iterator[Report]:
    # The day from which the feed is watched, whatever the dyad's first event is.
    yield _report("begin", 0, BEGIN, 0.0)
    counts = chance.poisson(rates)
    days = np.repeat(np.arange(len(rates)), counts)
    minutes = np.sort(days * 1440 + chance.integers(0, 1440, len(days)))
    sizes = chance.choice(EVENTS_AN_ARTICLE, len(days))
    scores = iter(chance.choice(SCORES, size=sizes.sum(), p=SHARES).tolist())
    for number, (minute, size) in enumerate(zip(minutes.tolist(), sizes.tolist(), strict=True)):
        moment = BEGIN + dt.timedelta(minutes=minute)
        for place in range(size):
            yield _report(f"a{number}", place, moment, next(scores))


def _report(article: str, place: int, moment: dt.datetime, score: float) -> Report:
    # Only these two are read of it.
    identified = {"id": f"{article}/{place}", "article_id": article}
    return Report(
        event=_ANY_EVENT.model_copy(update=identified),
        dyad="A>B",
        moment=moment,
        identity=(article, place),
        weight=HUNDREDTHS,
        goldstein=round(score * TENTHS),
    )


def false_alarms(kind: str, rate: float, dyads: int, days: int, settings: SeriesParameters) -> str:
    """Return a row: alerts a thousand dyad-days, and dyads with any, where nothing changes."""
    chance = np.random.default_rng(2)
    total = days + BURN_IN_DAYS
    runs = [simulate(chance, KINDS[kind](chance, rate, total), settings) for _ in range(dyads)]
    counts = [
        sum(trend is each and day >= BURN_IN_DAYS for run in runs for each, day in run.alerts)
        for trend in Trend
    ]
    hit = sum(any(day >= BURN_IN_DAYS for _, day in run.alerts) for run in runs)
    up, down = (1000 * count / (dyads * days) for count in counts)
    return f"| {kind} | {rate:g} | {up:.2f} | {down:.2f} | {hit / dyads:.1%} |"


def power(kind: str, rate: float, dyads: int, settings: SeriesParameters) -> str:
    """Return a row: dyads whose rise was found on its first day, and within its week."""
    cells = []
    for rise in RISES:
        chance = np.random.default_rng(3)
        begin = 2 * BURN_IN_DAYS
        first = week = 0
        for _ in range(dyads):
            rates = KINDS[kind](chance, rate, begin + RISE_DAYS)
            rates[begin:] *= rise
            days = {
                day - begin
                for trend, day in simulate(chance, rates, settings).alerts
                if trend is Trend.ESCALATORY
            }
            first += 0 in days
            week += any(0 <= day < RISE_DAYS for day in days)
        cells.append(f"{first / dyads:.0%}, {week / dyads:.0%}")
    return f"| {kind} | {rate:g} | {' | '.join(cells)} |"


def _print_false_alarms(dyads: int, days: int, settings: SeriesParameters) -> None:
    print("| rate of articles | a day | false alerts up / 1000 dyad-days | down | dyads |")
    print("|---|---|---|---|---|")
    for kind in KINDS:
        for rate in RATES:
            print(false_alarms(kind, rate, dyads // len(RATES), days, settings), flush=True)


def main() -> None:
    """Print both tables for each threshold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dyads", type=int, default=1000, help="of each kind; 0: power alone")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--power-dyads", type=int, default=200)
    parser.add_argument("--alert-p", type=float, nargs="+", default=[SeriesParameters().alert_p])
    parser.add_argument("--clumping", type=float, default=SeriesParameters().clumping)
    given = parser.parse_args()
    for alert_p in given.alert_p:
        settings = replace(SeriesParameters(), alert_p=alert_p, clumping=given.clumping)
        print(f"\nalert_p {alert_p:g}, clumping {given.clumping:g};", end=" ")
        print(f"{given.dyads} dyads of each kind, {given.days} days\n")
        if given.dyads:
            _print_false_alarms(given.dyads, given.days, settings)
        print(f"\nfound on the first day, within the week; {given.power_dyads} dyads\n")
        print("| rate of articles | a day | " + " | ".join(f"x {rise:g}" for rise in RISES) + " |")
        print("|---|---|" + "---|" * len(RISES))
        for kind in ("Poisson", "wandering"):
            for rate in RATES:
                print(power(kind, rate, given.power_dyads, settings), flush=True)


if __name__ == "__main__":
    main()
