"""The stages in order, as data: agents, the offline run, provisioning and docs all read this table.

    bytes -> decode -> clean -> entities -> sanctions -> escalation -> events

A stage is a pure function from a record to its outputs. It adds and rewrites
nothing: every offset refers to the text that `clean` fixed in the first stage.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError

from schemas import (
    EnrichedArticle,
    EntitiesArticle,
    EscalationEvent,
    EscalationIndicator,
    Party,
    RawArticle,
    Reason,
    SanctionsArticle,
    SanctionsEvent,
    SanctionsMention,
    Topic,
)
from schemas.base import SCHEMA_VERSION
from schemas.headers import PARSE_HEADER
from schemas.topics import (
    DYAD_SERIES,
    ENTITIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS,
    SANCTIONS_EVENTS,
)
from streams import PIPELINE_VERSION
from streams.content import ContentKind, MentionKind
from streams.language.parse import pack_parse
from streams.language.reading import Reading
from streams.record import Headers, Outcome, Output, Record, Refusal, RefusedError, cloud_headers
from streams.resources import Resources
from streams.stages.clean import clean
from streams.stages.decode import decode
from streams.stages.duplicates import sign
from streams.stages.entities import find_entities
from streams.stages.escalation import find_indicators
from streams.stages.language_id import is_english
from streams.stages.listed import find_listed_parties
from streams.stages.modality_weights import Weights
from streams.stages.sanctions import find_sanctions
from streams.stages.series import PartitionSeries, follow, take_event
from streams.stages.summary import dyad_of, summarise

# Between the versions of an article whose stages were of several, the first stage's first.
BESIDE = "+"

StageArticle = TypeVar("StageArticle", bound=EntitiesArticle)


@dataclass(frozen=True, slots=True)
class Step:
    """What an agent runs: reads `source`, writes `sink` (and perhaps more) and nothing else."""

    name: str
    source: Topic
    sink: Topic


@dataclass(frozen=True, slots=True)
class Stage(Step):
    """A step that makes its outputs of one record alone."""

    enrich: Callable[[Record, Resources], Outcome]


def run_stage(stage: Stage, record: Record, resources: Resources) -> Outcome:
    """Return what the stage makes of one record: outputs, or a refusal; never raises.

    MemoryError alone goes through: the process is no longer to be trusted.
    """
    return _guarded(lambda: stage.enrich(record, resources))


def run_series(series: PartitionSeries, record: Record) -> Outcome:
    """Return what the partition's next event comes to, or a refusal; raises as `run_stage`."""
    return _guarded(lambda: follow(series, record, PIPELINE_VERSION))


def remember_event(series: PartitionSeries, record: Record) -> None:
    """Take in an event whose outputs are written already; raises as `run_stage`."""

    def silently() -> Outcome:
        take_event(series, record)
        return Outcome()

    _guarded(silently)


def _guarded(work: Callable[[], Outcome]) -> Outcome:
    try:
        return work()
    except RefusedError as refused:
        return _refusal(refused.reason, type(refused).__name__, refused.message)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the model raises is one dead letter
        return _refusal(Reason.MODEL_ERROR, type(error).__name__, _tell(error))


def _refusal(reason: Reason, error_class: str, message: str) -> Outcome:
    return Outcome(refusal=Refusal(reason, error_class, message))


def _tell(error: Exception) -> str:
    """Say what went wrong and where, without pydantic's habit of quoting its input."""
    if isinstance(error, ValidationError):
        problems = error.errors(include_input=False, include_url=False, include_context=False)
        return "; ".join(f"{problem['loc']}: {problem['msg']}" for problem in problems)
    return str(error)


# --- stage 1: raw article -> entities ---------------------------------------------------


def enrich_with_entities(record: Record, resources: Resources) -> Outcome:
    """Decode, clean, parse, and find the entities; the parse goes on in a header."""
    raw = decode(record.value, max_bytes=resources.limits.article_bytes)
    text = _cleaned(raw, resources)
    doc = resources.nlp(text)
    article = EntitiesArticle(
        article_id=article_id(raw, text),
        url=raw.url,
        title=raw.title,
        source=raw.source,
        published_at=raw.published_at,
        received_at=_received_at(record),
        language="en",
        text=text,
        extra=raw.extra,
        entities=find_entities(doc, knowledge=resources.knowledge, text=text),
        provenance=resources.provenance,
    )
    counts = Counter({(ContentKind.CHARACTERS.value, ""): len(text)})
    counts.update((ContentKind.ENTITY.value, entity.label.value) for entity in article.entities)
    counts[ContentKind.MENTIONS.value, MentionKind.ENTITIES.value] = len(article.entities)
    output = _article_output(ENTITIES, article, record, pack_parse(doc))
    signature = sign(article.article_id, text, raw.title)
    return Outcome(outputs=(output,), counts=counts, signature=signature)


def linked(outcome: Outcome, original: str) -> Outcome:
    """Return the first stage's outcome for an article that is a near-duplicate of another.

    Args:
        outcome: What `enrich_with_entities` made.
        original: The id of the article that came first.
    """
    (output,) = outcome.outputs
    article = EntitiesArticle.model_validate_json(output.value)
    duplicate = article.model_copy(update={"duplicate_of": original})
    return replace(
        outcome,
        outputs=(replace(output, value=duplicate.model_dump_json().encode()),),
        # Not `+`, which drops what counted zero.
        counts=Counter({**outcome.counts, (ContentKind.DUPLICATES.value, ""): 1}),
    )


def _cleaned(raw: RawArticle, resources: Resources) -> str:
    text = clean(raw.text, raw.html, raw.title)
    if not text:
        raise RefusedError(Reason.EMPTY_TEXT, "nothing is left after cleaning")
    if len(text) > resources.limits.article_characters:
        raise RefusedError(
            Reason.TEXT_TOO_LONG,
            f"{len(text)} characters, at most {resources.limits.article_characters} are taken",
        )
    if not is_english(text):
        raise RefusedError(Reason.NOT_ENGLISH, "the text is not English")
    return text


def article_id(raw: RawArticle, text: str) -> str:
    """Return the producer's id, else one made from the url, else one made from the text.

    Args:
        raw: The article as it came.
        text: Its cleaned text.
    """
    if raw.id is not None and raw.id.strip():
        return raw.id
    if raw.url is not None and raw.url.strip():
        return str(uuid5(NAMESPACE_URL, raw.url.strip()))
    return str(uuid5(NAMESPACE_URL, "crisiswire:text:" + " ".join(text.split())))


def _received_at(record: Record) -> dt.datetime | None:
    if record.timestamp_ms is None or record.timestamp_ms < 0:
        return None
    return dt.datetime.fromtimestamp(record.timestamp_ms / 1000, dt.UTC)


# --- stage 2: + sanctions mentions and listed parties -----------------------------------


def enrich_with_sanctions(record: Record, resources: Resources) -> Outcome:
    """Find what the text reports of sanctions, and who of those named is listed."""
    article, reading, packed = _read(record, EntitiesArticle, resources)
    doc, discourse, published_on = reading.doc, reading.discourse, _published_on(article)
    # The lists may have changed since the stage before, or be another worker's: the record names
    # those that its listed parties are from.
    provenance = article.provenance.model_copy(update={"lists_version": resources.lists.version})
    enriched = SanctionsArticle(
        **{**dict(article), "provenance": provenance},
        listed_parties=find_listed_parties(
            doc, article.entities, published_on=published_on, lists=resources.lists
        ),
        sanctions=find_sanctions(
            doc,
            article.entities,
            discourse,
            article_id=article.article_id,
            published_on=published_on,
            lexicon=resources.sanctions,
        ),
    )
    counts = Counter(
        (ContentKind.MEASURE.value, measure.value)
        for mention in enriched.sanctions
        for measure in mention.measures
    )
    counts.update((ContentKind.STATUS.value, one.status.value) for one in enriched.sanctions)
    counts[ContentKind.MENTIONS.value, MentionKind.SANCTIONS.value] = len(enriched.sanctions)
    counts[ContentKind.MENTIONS.value, MentionKind.LISTED_PARTIES.value] = len(
        enriched.listed_parties
    )
    output = _article_output(SANCTIONS, enriched, record, packed)
    return Outcome(outputs=(output,), counts=counts)


# --- stage 3: + escalation indicators, summary, events ----------------------------------


def enrich_with_escalation(record: Record, resources: Resources) -> Outcome:
    """Find the escalation indicators, sum up, and write each mention as an event, too."""
    article, reading, _ = _read(record, SanctionsArticle, resources)
    doc, discourse, published_on = reading.doc, reading.discourse, _published_on(article)
    indicators = find_indicators(
        doc,
        article.entities,
        article.sanctions,
        discourse,
        article_id=article.article_id,
        published_on=published_on,
        lexicon=resources.escalation,
    )
    weights = resources.limits.modality_weights
    enriched = EnrichedArticle(
        **dict(article),
        escalation=indicators,
        summary=summarise(article.sanctions, indicators, article.entities, weights),
    )
    counts = Counter(
        (ContentKind.EVENT_TYPE.value, indicator.event_type.value) for indicator in indicators
    )
    counts[ContentKind.MENTIONS.value, MentionKind.ESCALATION.value] = len(indicators)
    outputs = (
        _article_output(ESCALATION, enriched, record, None),
        *(_sanctions_event(mention, enriched, record) for mention in enriched.sanctions),
        *(_escalation_event(indicator, enriched, record, weights) for indicator in indicators),
    )
    return Outcome(outputs=outputs, counts=counts)


def _sanctions_event(mention: SanctionsMention, article: EnrichedArticle, record: Record) -> Output:
    event = SanctionsEvent(**dict(mention), **_where_it_stands(article))
    key = _party_key(mention.targets)
    return Output(
        topic=SANCTIONS_EVENTS.name,
        key=key.encode(),
        value=event.model_dump_json().encode(),
        headers=_headers(SANCTIONS_EVENTS, mention.id, article, record),
    )


def _escalation_event(
    indicator: EscalationIndicator, article: EnrichedArticle, record: Record, weights: Weights
) -> Output:
    event = EscalationEvent(
        **dict(indicator),
        **_where_it_stands(article),
        dyad=dyad_of(indicator, article.entities),
        weight=weights[indicator.modality],
    )
    key = f"{_party_key(indicator.actors)}>{_party_key(indicator.recipients)}"
    return Output(
        topic=ESCALATION_EVENTS.name,
        key=key.encode(),
        value=event.model_dump_json().encode(),
        headers=_headers(ESCALATION_EVENTS, indicator.id, article, record),
    )


def _where_it_stands(article: EnrichedArticle) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "article_id": article.article_id,
        "url": article.url,
        "title": article.title,
        "source": article.source,
        "published_at": article.published_at,
        "received_at": article.received_at,
        "duplicate_of": article.duplicate_of,
        "pipeline_version": article.provenance.pipeline_version,
    }


def _party_key(parties: Iterable[Party]) -> str:
    """Return the first party's ISO code, else its name; `-` where nobody is named."""
    first = next(iter(parties), None)
    return "-" if first is None else first.country or first.name


# --- reading and writing ----------------------------------------------------------------


def _read(
    record: Record, model: type[StageArticle], resources: Resources
) -> tuple[StageArticle, Reading, bytes]:
    """Return the article as the stage before left it, its reading, and the parse as it came."""
    if record.value is None:
        raise RefusedError(Reason.TOMBSTONE, "the record has no value")
    try:
        # In a rolling upgrade the stage before may be of a version that has fields more.
        article = _of_this_version(model.model_validate_json(record.value, extra="ignore"))
    except ValidationError as error:
        raise RefusedError(Reason.BAD_STAGE_RECORD, _tell(error)) from None
    packed = next((value for name, value in record.headers if name == PARSE_HEADER), None)
    if packed is None:
        raise RefusedError(Reason.BAD_STAGE_RECORD, f"no {PARSE_HEADER} header")
    try:
        reading = resources.readings.read(
            packed, article.text, article.entities, _published_on(article)
        )
    except ValueError as error:
        raise RefusedError(Reason.BAD_STAGE_RECORD, str(error)) from None
    return article, reading, packed


def _of_this_version(article: StageArticle) -> StageArticle:
    """Return the article with this version's schema, and with this version named beside others."""
    made_by = article.provenance.pipeline_version
    if made_by == PIPELINE_VERSION and article.schema_version == SCHEMA_VERSION:
        return article
    if PIPELINE_VERSION not in made_by.split(BESIDE):
        made_by = f"{made_by}{BESIDE}{PIPELINE_VERSION}"
    provenance = article.provenance.model_copy(update={"pipeline_version": made_by})
    return article.model_copy(update={"schema_version": SCHEMA_VERSION, "provenance": provenance})


def _published_on(article: EntitiesArticle) -> dt.date | None:
    return None if article.published_at is None else article.published_at.date()


def _article_output(
    topic: Topic, article: EntitiesArticle, record: Record, packed: bytes | None
) -> Output:
    headers = _headers(topic, f"{article.article_id}/{topic.kind}", article, record)
    if packed is not None:
        headers = (*headers, (PARSE_HEADER, packed))
    return Output(
        topic=topic.name,
        key=article.article_id.encode(),
        value=article.model_dump_json().encode(),
        headers=headers,
    )


def _headers(topic: Topic, identity: str, article: EntitiesArticle, record: Record) -> Headers:
    """Deterministic but for the source record's timestamp."""
    when = article.received_at or article.published_at
    return cloud_headers(topic.kind, identity, when, record.headers)


STAGES: tuple[Stage, ...] = (
    Stage("entities", RAW, ENTITIES, enrich_with_entities),
    Stage("sanctions", ENTITIES, SANCTIONS, enrich_with_sanctions),
    Stage("escalation", SANCTIONS, ESCALATION, enrich_with_escalation),
)

# What follows on the articles' way: it makes its outputs of all the events before, in order.
SERIES = Step("series", ESCALATION_EVENTS, DYAD_SERIES)
STEPS: tuple[Step, ...] = (*STAGES, SERIES)


def stage_named(name: str) -> Stage:
    """Return the stage of that name.

    Raises:
        KeyError: there is none.
    """
    for stage in STAGES:
        if stage.name == name:
            return stage
    raise KeyError(name)
