"""The numbers behind the content metrics, as stages hand them on in `Outcome.counts`.

`Counter[(kind, label)]`, one article at a time:

    counts[ContentKind.ENTITY, EntityLabel.GPE] = 12
    counts[ContentKind.MEASURE, Measure.ASSET_FREEZE] = 2
    counts[ContentKind.EVENT_TYPE, EventType.MOBILIZE] = 1
    counts[ContentKind.MENTIONS, MentionKind.SANCTIONS] = 0     # zero is said, too
    counts[ContentKind.CHARACTERS, ""] = 5230

No Prometheus in here: the pure core may import it.
"""

from enum import StrEnum


class ContentKind(StrEnum):
    """What a number counts; in brackets where its label comes from."""

    ENTITY = "entity"  # schemas.EntityLabel
    MEASURE = "measure"  # schemas.Measure
    STATUS = "status"  # schemas.SanctionsStatus
    EVENT_TYPE = "event_type"  # schemas.EventType
    MENTIONS = "mentions"  # MentionKind; one number an article, zero included
    CHARACTERS = "characters"  # "", the length of the cleaned text
    DUPLICATES = "duplicates"  # "", 1 for an article that is a near-duplicate
    SERIES_EVENT = "series_event"  # streams.stages.series.Taken, 1 for each event
    ALERT = "alert"  # schemas.Trend, 1 for an event that raises one


class MentionKind(StrEnum):
    """The kinds of mentions of which an article has some number."""

    ENTITIES = "entities"
    SANCTIONS = "sanctions"
    LISTED_PARTIES = "listed_parties"
    ESCALATION = "escalation"
