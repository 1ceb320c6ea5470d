"""Escalation indicators: one event in the text, in PLOVER's and CAMEO's terms."""

import datetime as dt
from enum import StrEnum

from pydantic import Field

from schemas.base import SCHEMA_VERSION, WireModel
from schemas.modality import Modality
from schemas.party import Party, Speaker
from schemas.span import Span


class EventType(StrEnum):
    """PLOVER's 16 event types (manual of 2021)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    REJECT = "REJECT"
    ACCUSE = "ACCUSE"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Polarity(StrEnum):
    """The event's direction between actor and recipient."""

    ESCALATORY = "escalatory"
    DE_ESCALATORY = "de-escalatory"
    NEUTRAL = "neutral"


class Direction(StrEnum):
    """The article's direction, over its dyads."""

    ESCALATORY = "escalatory"
    MIXED = "mixed"
    DE_ESCALATORY = "de-escalatory"
    NONE = "none"


class EscalationIndicator(WireModel):
    """Who does, threatens, demands, offers or denies what towards whom, with the words for it.

    `quad_class`: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict,
    4 material conflict. `goldstein`: -10 (conflict) to +10 (cooperation).
    `plover_score`: PLOVER's own scale, -10 to +10.
    """

    id: str
    evidence: Span
    trigger: Span
    event_type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str = Field(pattern=r"^\d{2,4}$")
    quad_class: int = Field(ge=1, le=4)
    goldstein: float = Field(ge=-10, le=10)
    plover_score: float = Field(ge=-10, le=10)
    polarity: Polarity
    modality: Modality
    modality_cue: Span | None = Field(
        default=None,
        description='the words that put it so ("threatened to", "not", "in 1998"); null where'
        " it is asserted, or where the sentence as a whole puts it so",
    )
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    speaker: Speaker | None = None
    location: Party | None = None
    date: dt.date | None = None
    sanctions_id: str | None = Field(
        default=None, description="id of the sanctions mention that a SANCTION event stems from"
    )
    same_as: str | None = Field(
        default=None,
        description="id of the article's first indicator of the same event, where this one tells"
        " it again",
    )
    score: float = Field(ge=0, le=1)
    features: dict[str, float] = Field(default_factory=dict)


class Dyad(WireModel):
    """The article's events from one actor to one recipient, summed."""

    actor: str
    recipient: str
    score: float = Field(
        description="Goldstein scores of the events, weighed by modality, over the sum of the"
        " weights, at least 1"
    )
    events: int = Field(ge=1, description="different events whose modality has a weight")
    weight: float = Field(default=1.0, ge=0, description="sum of the events' weights")
    event_ids: tuple[str, ...] = Field(
        default=(), description="ids of the indicators that made it, one an event"
    )


class Summary(WireModel):
    """The article at a glance."""

    has_sanctions: bool
    escalation_direction: Direction
    escalation_score: float = Field(
        description="Goldstein scores of the events, weighed by modality, over the sum of the"
        " weights, at least 1; 0 where there are none"
    )
    dyads: tuple[Dyad, ...] = ()
    modality_weights: dict[str, float] = Field(
        default_factory=dict, description="how far an event counts by its modality, as set"
    )


class EscalationEvent(EscalationIndicator):
    """An escalation indicator on its own topic, with where it stands."""

    schema_version: str = SCHEMA_VERSION
    article_id: str
    url: str | None = None
    title: str | None = None
    source: str | None = None
    published_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    duplicate_of: str | None = None
    dyad: str | None = Field(
        default=None,
        description="ACTOR>RECIPIENT, the record's key, where both are states or named bodies and"
        " the event is not domestic; null otherwise",
    )
    weight: float = Field(
        default=1.0, ge=0, le=1, description="how far the event counts, by its modality"
    )
    pipeline_version: str
