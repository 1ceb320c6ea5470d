"""One event as the series see it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from schemas import EscalationEvent, Trend

# A clock ahead of ours by more has no say in when an article was published.
AHEAD = dt.timedelta(hours=1)
TENTHS, HUNDREDTHS, THOUSANDTHS = 10, 100, 1000


class Taken(StrEnum):
    """What became of an event."""

    COUNTED = "counted"
    STRONGER = "stronger"  # told before in the same article, in weaker words: counted instead
    REPEATED = "repeated"  # told before in the same article, or in a version of it
    DUPLICATE = "duplicate"  # came before, with the same id
    LATE = "late"
    NEAR_DUPLICATE = "near_duplicate"  # of an article that repeats another
    NO_DYAD = "no_dyad"
    WEIGHTLESS = "weightless"  # denied, historic
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Report:
    """An event that counts. Numbers are whole, so that no sum depends on its order.

    `moment` is when its article was published, not the event's own date: that one is mostly
    missing, is read from the text with errors, and would put an anniversary into the past
    that the series is compared with. A series tells what is reported when.
    """

    event: EscalationEvent
    dyad: str
    moment: dt.datetime
    identity: tuple[object, ...]
    weight: int  # hundredths
    goldstein: int  # tenths

    @property
    def weighted(self) -> int:
        """Weight x Goldstein, in thousandths."""
        return self.weight * self.goldstein

    @property
    def mass(self) -> int:
        """How much conflict or cooperation it is, in thousandths of a Goldstein point."""
        return abs(self.weighted)

    @property
    def trend(self) -> Trend | None:
        """Which of the two it is; None at a Goldstein score of 0."""
        if self.goldstein == 0:
            return None
        return Trend.ESCALATORY if self.goldstein < 0 else Trend.DE_ESCALATORY

    def is_stronger(self, other: "Report") -> bool:
        """Say which of two tellings of one event counts, whichever comes first."""
        if self.mass != other.mass:
            return self.mass > other.mass
        return (self.moment, self.event.id) < (other.moment, other.event.id)


def read_report(event: EscalationEvent) -> Report | Taken:
    """Return what counts of an event, or why it does not count."""
    if event.dyad is None:
        return Taken.NO_DYAD
    if event.duplicate_of is not None:
        return Taken.NEAR_DUPLICATE
    weight = round(event.weight * HUNDREDTHS)
    if weight == 0:
        return Taken.WEIGHTLESS
    moment = _moment(event)
    if moment is None:
        return Taken.UNDATED
    return Report(
        event=event,
        dyad=event.dyad,
        moment=moment,
        identity=_told_as(event),
        weight=weight,
        goldstein=round(event.goldstein * TENTHS),
    )


def _told_as(event: EscalationEvent) -> tuple[object, ...]:
    """Return what an event has in common with itself in another version of its article.

    Not the id, which is of the place in the text. Repetitions within a version are told by
    `same_as`, which knows better.
    """
    parties = [
        tuple(sorted(party.country or party.name for party in side))
        for side in (event.actors, event.recipients)
    ]
    place = None if event.location is None else event.location.name
    return (
        event.article_id,
        event.event_type,
        event.cameo[:2],
        event.mode,
        event.modality,
        event.date,
        place,
        *parties,
    )


def _moment(event: EscalationEvent) -> dt.datetime | None:
    published, received = event.published_at, event.received_at
    if published is None or (received is not None and published > received + AHEAD):
        published = received
    return None if published is None else published.astimezone(dt.UTC)
