"""The records as typed dictionaries: what `json.loads` makes. Version 1.0.

Made by `crisiswire schemas export`. The file needs the standard library alone: copy it. Moments
and dates are text in ISO 8601. A vocabulary that ends with `| str` may grow: treat a value that
you do not know as "other".
"""

from __future__ import annotations

import builtins
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

# The article's direction, over its dyads.
Direction: TypeAlias = Literal[
    "escalatory",
    "mixed",
    "de-escalatory",
    "none",
]
# OntoNotes-style labels; LOC is a place that is no state, city or building.
EntityLabel: TypeAlias = (
    Literal[
        "PERSON",
        "ORG",
        "GPE",
        "LOC",
        "NORP",
        "FAC",
        "EVENT",
        "LAW",
        "WEAPON",
        "DATE",
        "MONEY",
    ]
    | str
)
# PLOVER's 16 event types (manual of 2021).
EventType: TypeAlias = (
    Literal[
        "AGREE",
        "CONSULT",
        "SUPPORT",
        "CONCEDE",
        "COOPERATE",
        "AID",
        "RETREAT",
        "REQUEST",
        "REJECT",
        "ACCUSE",
        "THREATEN",
        "PROTEST",
        "SANCTION",
        "MOBILIZE",
        "COERCE",
        "ASSAULT",
    ]
    | str
)
# What is done. After the EU Council's types of sanctions, OpenSanctions, GSDB and OFAC.
Measure: TypeAlias = (
    Literal[
        "asset_freeze",
        "listing",
        "central_bank_reserves",
        "swift_cutoff",
        "capital_market",
        "financial_other",
        "export_control",
        "import_ban",
        "oil_embargo",
        "price_cap",
        "arms_embargo",
        "trade_embargo",
        "transport",
        "travel_ban",
        "investment_ban",
        "services_ban",
        "media_ban",
        "sectoral",
        "secondary",
        "diplomatic",
        "aid_suspension",
        "trade_status",
        "company_withdrawal",
        "unspecified",
    ]
    | str
)
# Only asserted events are told as having happened.
Modality: TypeAlias = (
    Literal[
        "asserted",
        "planned",
        "threatened",
        "demanded",
        "hypothetical",
        "denied",
        "historic",
    ]
    | str
)
# The event's direction between actor and recipient.
Polarity: TypeAlias = Literal[
    "escalatory",
    "de-escalatory",
    "neutral",
]
# Why a record was refused. Listed in full, as a label of the metrics is; it may grow.
Reason: TypeAlias = (
    Literal[
        "tombstone",
        "too_large",
        "registry_framed",
        "compressed",
        "not_json",
        "not_an_object",
        "too_deep",
        "bad_unicode",
        "wrong_type",
        "no_text",
        "empty_text",
        "text_too_long",
        "not_english",
        "bad_stage_record",
        "model_error",
        "timeout",
        "child_died",
        "output_refused",
    ]
    | str
)
# How far along the measure is, as the text tells it.
SanctionsStatus: TypeAlias = (
    Literal[
        "proposed",
        "threatened",
        "agreed",
        "imposed",
        "expanded",
        "extended",
        "in_force",
        "enforced",
        "aligned",
        "not_aligned",
        "opposed",
        "evaded",
        "eased",
        "suspended",
        "lifting_proposed",
        "lifted",
        "lapsed",
        "mentioned",
    ]
    | str
)
# Which way a dyad departs from its past: more conflict, or more cooperation.
Trend: TypeAlias = Literal[
    "escalatory",
    "de-escalatory",
]
# Windows in UTC that follow each other: hours, days, weeks that begin on Monday.
Window: TypeAlias = Literal[
    "1h",
    "24h",
    "7d",
]


class AlertEvidence(TypedDict):
    """One event behind an alert, with its words; `event_id` is its id on `events.escalation`."""

    event_id: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    # when it was published, as the series counts it
    moment: str
    event_type: EventType
    cameo: str
    goldstein: float
    modality: Modality
    weight: float
    # the clause
    text: str


class ArticleSignature(TypedDict):
    """A sketch of one version of an article; the worker's own, of no use to consumers.

    `sketch` is base64 of little-endian 16-bit numbers: MinHash of the text's shingles (128), of the
    same with names and numbers blotted out (128), of its beginning (32), then hashes of its names
    and numbers (at most 48). Sketches of different `method` do not compare.
    """

    article_id: str
    # of the cleaned text; tells versions apart
    text_hash: str
    method: str
    # number of different shingles
    shingles: int
    # number of different blotted shingles
    blotted: int
    # number of different names and numbers
    facts: int
    sketch: str


class DeadLetter(TypedDict):
    """Everything about one refusal but the record itself."""

    schema_version: str
    original_topic: str
    original_partition: int
    original_offset: int
    # milliseconds since 1970, as the source record had it
    original_timestamp: int | None
    # bytes of the value
    original_size: int
    # of the whole value
    original_sha256: str | None
    # true where the value was too large for the dead-letter topic
    value_truncated: bool
    consumer_group: str
    stage: str
    reason: Reason
    error_class: str
    message: str
    # 1 the first time; replays count up
    attempt: int
    first_failed_at: str
    pipeline_version: str


class Dyad(TypedDict):
    """The article's events from one actor to one recipient, summed."""

    actor: str
    recipient: str
    # Goldstein scores of the events, weighed by modality, over the sum of the weights, at least 1
    score: float
    # different events whose modality has a weight
    events: int
    # sum of the events' weights
    weight: float
    # ids of the indicators that made it, one an event
    event_ids: list[str]


class DyadSeries(TypedDict):
    """One window of one dyad as it stands now: topic `series.dyads`.

    `id` is the window's; each event that changes it publishes it again, with the next `revision`.
    Goldstein scores run from -10 (conflict) to +10 (cooperation).
    """

    schema_version: str
    id: str
    # how often this window was published
    revision: int
    # ACTOR>RECIPIENT, the record's key
    dyad: str
    actor: str
    recipient: str
    window: Window
    start: str
    # not included
    end: str
    # events, each counted once
    events: int
    # the same, each by the weight of its modality
    weight: float
    # null where there are no events
    mean_goldstein: float | None
    # mean Goldstein score by weight; null where there are no events
    weighted_goldstein: float | None
    # sum of weight x -Goldstein over scores below 0
    conflict: float
    # sum of weight x Goldstein over scores above 0
    cooperation: float
    # events of windows that were closed already; told here, in the newest, and in none of the other
    # fields
    late: int
    # the event that made this revision
    event_id: str
    pipeline_version: str


class EnrichedArticle(TypedDict):
    """With escalation indicators and the summary: topic `articles.escalation`."""

    schema_version: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    published_at: str | None
    received_at: str | None
    language: str
    text: str
    duplicate_of: str | None
    # the producer's own fields, kept as they came
    extra: dict[str, Any]
    entities: list[Entity]
    provenance: Provenance
    listed_parties: list[ListedParty]
    sanctions: list[SanctionsMention]
    escalation: list[EscalationIndicator]
    summary: Summary


class EntitiesArticle(TypedDict):
    """The cleaned article with its entities: topic `articles.entities`.

    Every offset is a half-open range of Unicode code points into `text`. `received_at` is the
    source record's timestamp, the only field that is not a function of the article.
    """

    schema_version: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    published_at: str | None
    received_at: str | None
    language: str
    text: str
    duplicate_of: str | None
    # the producer's own fields, kept as they came
    extra: dict[str, Any]
    entities: list[Entity]
    provenance: Provenance


class Entity(TypedDict):
    """One mention of a named entity.

    `canonical` is the same for every mention of the same party; `kb_id` is its Wikidata id;
    `country` the ISO 3166-1 alpha-2 code of the state that it is or belongs to, null where there is
    none or it is not known.
    """

    start: int
    end: int
    text: str
    label: EntityLabel
    canonical: str
    kb_id: str | None
    country: str | None
    score: float


class EscalationAlert(TypedDict):
    """A dyad departs from its own past: topic `alerts.escalation`; one an episode.

    `observed` and `expected` are conflict (or cooperation) of one day: sums of weight x absolute
    Goldstein score. docs/series.md has the test.
    """

    schema_version: str
    id: str
    # ACTOR>RECIPIENT, the record's key
    dyad: str
    actor: str
    recipient: str
    trend: Trend
    # the day in UTC on which the episode begins
    day: str
    # of that day, up to this alert
    observed: float
    # daily mean of the days before it
    expected: float
    baseline_days: int
    # variance to mean, in points of Goldstein
    dispersion: float
    # probability of so much or more if the past went on
    p_value: float
    # the day's events of this direction
    events: int
    # from so many articles
    articles: int
    event_ids: list[str]
    # of the strongest of them
    evidence: list[AlertEvidence]
    pipeline_version: str


class EscalationEvent(TypedDict):
    """An escalation indicator on its own topic, with where it stands."""

    id: str
    evidence: Span
    trigger: Span
    event_type: EventType
    mode: str | None
    contexts: list[str]
    cameo: str
    quad_class: int
    goldstein: float
    plover_score: float
    polarity: Polarity
    modality: Modality
    # the words that put it so ("threatened to", "not", "in 1998"); null where it is asserted, or
    # where the sentence as a whole puts it so
    modality_cue: Span | None
    actors: list[Party]
    recipients: list[Party]
    speaker: Speaker | None
    location: Party | None
    date: str | None
    # id of the sanctions mention that a SANCTION event stems from
    sanctions_id: str | None
    # id of the article's first indicator of the same event, where this one tells it again
    same_as: str | None
    score: float
    features: dict[str, float]
    schema_version: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    published_at: str | None
    received_at: str | None
    duplicate_of: str | None
    # ACTOR>RECIPIENT, the record's key, where both are states or named bodies and the event is not
    # domestic; null otherwise
    dyad: str | None
    # how far the event counts, by its modality
    weight: float
    pipeline_version: str


class EscalationIndicator(TypedDict):
    """Who does, threatens, demands, offers or denies what towards whom, with the words for it.

    `quad_class`: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material
    conflict. `goldstein`: -10 (conflict) to +10 (cooperation). `plover_score`: PLOVER's own scale,
    -10 to +10.
    """

    id: str
    evidence: Span
    trigger: Span
    event_type: EventType
    mode: str | None
    contexts: list[str]
    cameo: str
    quad_class: int
    goldstein: float
    plover_score: float
    polarity: Polarity
    modality: Modality
    # the words that put it so ("threatened to", "not", "in 1998"); null where it is asserted, or
    # where the sentence as a whole puts it so
    modality_cue: Span | None
    actors: list[Party]
    recipients: list[Party]
    speaker: Speaker | None
    location: Party | None
    date: str | None
    # id of the sanctions mention that a SANCTION event stems from
    sanctions_id: str | None
    # id of the article's first indicator of the same event, where this one tells it again
    same_as: str | None
    score: float
    features: dict[str, float]


class ListedParty(TypedDict):
    """A party named in the text stands on an official sanctions list on the article's date."""

    start: int
    end: int
    text: str
    # primary name as the list has it
    name: str
    # OFAC-SDN, OFAC-NONSDN, UN, UK or EU
    list: str
    entry_id: str
    programmes: builtins.list[str]
    # null where the list does not say
    listed_on: str | None
    score: float
    features: dict[str, float]


class Party(TypedDict):
    """A sender, target, actor, recipient or instrument.

    `name` is the canonical name; `inferred` is true when the party was concluded from the context,
    and then the offsets are null or those of the words that the conclusion rests on.
    """

    name: str
    start: int | None
    end: int | None
    kb_id: str | None
    country: str | None
    inferred: bool


class Provenance(TypedDict):
    """What made the record."""

    pipeline_version: str
    model: str
    lists_version: str


class RawArticle(TypedDict):
    """What producers push: lenient in form, one of `text` and `html` is needed.

    Fields that are not named here are kept in `extra`; an id may be a whole number; `published_at`
    is ISO 8601, RFC 2822 as in RSS, or seconds since 1970, and UTC where it names no zone.
    """

    id: NotRequired[str | None]
    url: NotRequired[str | None]
    title: NotRequired[str | None]
    text: NotRequired[str | None]
    html: NotRequired[str | None]
    published_at: NotRequired[str | None]
    source: NotRequired[str | None]
    language: NotRequired[str | None]
    extra: NotRequired[dict[str, Any]]


class SanctionsArticle(TypedDict):
    """With sanctions mentions and listed parties: topic `articles.sanctions`."""

    schema_version: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    published_at: str | None
    received_at: str | None
    language: str
    text: str
    duplicate_of: str | None
    # the producer's own fields, kept as they came
    extra: dict[str, Any]
    entities: list[Entity]
    provenance: Provenance
    listed_parties: list[ListedParty]
    sanctions: list[SanctionsMention]


class SanctionsEvent(TypedDict):
    """A sanctions mention on its own topic, with where it stands."""

    id: str
    evidence: Span
    cue: Span
    measures: list[Measure]
    status: SanctionsStatus
    # false for a private company's own step
    legal: bool
    senders: list[Party]
    targets: list[Party]
    aligned_with: list[Party]
    # instruments, such as SWIFT
    via: list[Party]
    programme: str | None
    extent: str | None
    modality: Modality
    speaker: Speaker | None
    score: float
    # the rules or features that made the score
    features: dict[str, float]
    schema_version: str
    article_id: str
    url: str | None
    title: str | None
    source: str | None
    published_at: str | None
    received_at: str | None
    duplicate_of: str | None
    pipeline_version: str


class SanctionsMention(TypedDict):
    """The text reports a sanctions event: who (senders) does what (measures, status) to whom."""

    id: str
    evidence: Span
    cue: Span
    measures: list[Measure]
    status: SanctionsStatus
    # false for a private company's own step
    legal: bool
    senders: list[Party]
    targets: list[Party]
    aligned_with: list[Party]
    # instruments, such as SWIFT
    via: list[Party]
    programme: str | None
    extent: str | None
    modality: Modality
    speaker: Speaker | None
    score: float
    # the rules or features that made the score
    features: dict[str, float]


class Span(TypedDict):
    """Half-open range [start, end) of Unicode code points into the cleaned text, and its words."""

    start: int
    end: int
    text: str


class Speaker(TypedDict):
    """On whose word the text reports it."""

    name: str
    start: int | None
    end: int | None


class Summary(TypedDict):
    """The article at a glance."""

    has_sanctions: bool
    escalation_direction: Direction
    # Goldstein scores of the events, weighed by modality, over the sum of the weights, at least 1;
    # 0 where there are none
    escalation_score: float
    dyads: list[Dyad]
    # how far an event counts by its modality, as set
    modality_weights: dict[str, float]
