"""The dyads of one partition, and how long their past is remembered."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from schemas import EscalationEvent
from streams.stages.series.alerts import Departure, find_departure
from streams.stages.series.dyad import DyadState, WindowKey
from streams.stages.series.parameters import SeriesParameters
from streams.stages.series.report import Report, Taken, read_report
from streams.stages.series.tally import Tally

DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Revised:
    """A window with what it holds now."""

    key: WindowKey
    tally: Tally


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one event."""

    taken: Taken
    revised: tuple[Revised, ...] = ()
    departure: Departure | None = None


class Book:
    """A partition's dyads after all the events that were given to it.

    Args:
        settings: See SeriesParameters.
    """

    def __init__(self, settings: SeriesParameters) -> None:
        self._settings = settings
        self._seen: set[dt.date] = set()
        self._dyads: dict[str, DyadState] = defaultdict(DyadState)

    def take(self, report: Report) -> Step:
        """Return what comes of the next report."""
        self._seen.add(report.moment.date())
        state = self._dyads[report.dyad]
        taken, keys = state.take(report, self._settings)
        # Of a window only what it is now may leave here: its tally goes on.
        revised = tuple(Revised(key, state.windows[key].copy()) for key in keys)
        departure = None
        if taken in (Taken.COUNTED, Taken.STRONGER):
            departure = find_departure(state, report, self._seen, self._settings)
        return Step(taken, revised, departure)

    def __len__(self) -> int:
        return len(self._dyads)


class PartitionSeries:
    """The series of a partition as a function of its log, from a place that can be found again.

    Time on the log is cut into epochs of `epoch_days`. What an event gives depends on the
    events since the beginning of the epoch before its own, and on nothing earlier: two books
    are kept, one begun with the epoch before, which answers, and one begun with this epoch,
    which takes its place at the next. So whoever reads the log from the beginning of the
    epoch before an event's own gives for it what a reader of the whole log gives.

    Args:
        settings: See SeriesParameters.
    """

    def __init__(self, settings: SeriesParameters) -> None:
        self._settings = settings
        self._epoch: int | None = None
        self._book = Book(settings)
        self._next_book = Book(settings)

    def take(self, event: EscalationEvent, logged_ms: int) -> Step:
        """Return what comes of the partition's next event.

        Args:
            event: The event.
            logged_ms: Its record's timestamp.
        """
        self._turn_to(epoch_of(logged_ms, self._settings))
        report = read_report(event)
        if isinstance(report, Taken):
            return Step(report)
        self._next_book.take(report)
        return self._book.take(report)

    @property
    def dyads(self) -> int:
        """How many dyads are known."""
        return len(self._book)

    def _turn_to(self, epoch: int) -> None:
        # A clock that goes back, such as another broker's, does not open an old epoch again.
        if self._epoch is not None and epoch <= self._epoch:
            return
        follows = self._epoch is not None and epoch == self._epoch + 1
        self._book = self._next_book if follows else Book(self._settings)
        self._next_book = Book(self._settings)
        self._epoch = epoch


def epoch_of(logged_ms: int, settings: SeriesParameters) -> int:
    """Return the epoch of a time on the log."""
    return logged_ms // (settings.epoch_days * DAY_MS)


def first_needed_ms(logged_ms: int, settings: SeriesParameters) -> int:
    """Return from which time on the log has to be read for what an event at a time gives."""
    return max(0, epoch_of(logged_ms, settings) - 1) * settings.epoch_days * DAY_MS
