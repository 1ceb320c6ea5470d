"""What the events of a dyad come to over time, and when that departs from the dyad's own past."""

import datetime as dt
from enum import StrEnum

from pydantic import AwareDatetime, Field

from schemas.base import SCHEMA_VERSION, WireModel
from schemas.escalation import EventType
from schemas.modality import Modality


class Window(StrEnum):
    """Windows in UTC that follow each other: hours, days, weeks that begin on Monday."""

    HOUR = "1h"
    DAY = "24h"
    WEEK = "7d"


class Trend(StrEnum):
    """Which way a dyad departs from its past: more conflict, or more cooperation."""

    ESCALATORY = "escalatory"
    DE_ESCALATORY = "de-escalatory"


class DyadSeries(WireModel):
    """One window of one dyad as it stands now: topic `series.dyads`.

    `id` is the window's; each event that changes it publishes it again, with the next
    `revision`. Goldstein scores run from -10 (conflict) to +10 (cooperation).
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    revision: int = Field(ge=1, description="how often this window was published")
    dyad: str = Field(description="ACTOR>RECIPIENT, the record's key")
    actor: str
    recipient: str
    window: Window
    start: AwareDatetime
    end: AwareDatetime = Field(description="not included")
    events: int = Field(ge=0, description="events, each counted once")
    weight: float = Field(ge=0, description="the same, each by the weight of its modality")
    mean_goldstein: float | None = Field(description="null where there are no events")
    weighted_goldstein: float | None = Field(
        description="mean Goldstein score by weight; null where there are no events"
    )
    conflict: float = Field(ge=0, description="sum of weight x -Goldstein over scores below 0")
    cooperation: float = Field(ge=0, description="sum of weight x Goldstein over scores above 0")
    late: int = Field(
        ge=0,
        description="events of windows that were closed already; told here, in the newest, and"
        " in none of the other fields",
    )
    event_id: str = Field(description="the event that made this revision")
    pipeline_version: str


class AlertEvidence(WireModel):
    """One event behind an alert, with its words; `event_id` is its id on `events.escalation`."""

    event_id: str
    article_id: str
    url: str | None = None
    title: str | None = None
    source: str | None = None
    moment: AwareDatetime = Field(description="when it was published, as the series counts it")
    event_type: EventType
    cameo: str
    goldstein: float = Field(ge=-10, le=10)
    modality: Modality
    weight: float = Field(ge=0, le=1)
    text: str = Field(description="the clause")


class EscalationAlert(WireModel):
    """A dyad departs from its own past: topic `alerts.escalation`; one an episode.

    `observed` and `expected` are conflict (or cooperation) of one day: sums of weight x
    absolute Goldstein score. docs/series.md has the test.
    """

    schema_version: str = SCHEMA_VERSION
    id: str
    dyad: str = Field(description="ACTOR>RECIPIENT, the record's key")
    actor: str
    recipient: str
    trend: Trend
    day: dt.date = Field(description="the day in UTC on which the episode begins")
    observed: float = Field(gt=0, description="of that day, up to this alert")
    expected: float = Field(ge=0, description="daily mean of the days before it")
    baseline_days: int = Field(ge=1)
    dispersion: float = Field(gt=0, description="variance to mean, in points of Goldstein")
    p_value: float = Field(
        ge=0, le=1, description="probability of so much or more if the past went on"
    )
    events: int = Field(ge=1, description="the day's events of this direction")
    articles: int = Field(ge=1, description="from so many articles")
    event_ids: tuple[str, ...] = Field(min_length=1)
    evidence: tuple[AlertEvidence, ...] = Field(
        min_length=1, description="of the strongest of them"
    )
    pipeline_version: str
