"""Articles: as producers push them, and as each stage leaves them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from schemas.base import SCHEMA_VERSION, WireModel
from schemas.entity import Entity
from schemas.escalation import EscalationIndicator, Summary
from schemas.sanctions import ListedParty, SanctionsMention


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _rfc_2822(value: Any) -> Any:
    """Read `Fri, 04 Mar 2022 10:00:00 GMT`, as RSS has it; leave all else to pydantic."""
    if isinstance(value, str) and not value[:1].isdigit():
        try:
            return parsedate_to_datetime(value)
        except ValueError:
            return value
    return value


def _utc_by_default(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class RawArticle(BaseModel):
    """What producers push: lenient in form, one of `text` and `html` is needed.

    Fields that are not named here are kept in `extra`; an id may be a whole number;
    `published_at` is ISO 8601, RFC 2822 as in RSS, or seconds since 1970, and UTC
    where it names no zone.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str | None, BeforeValidator(_number_as_text)] = Field(
        default=None, max_length=512
    )
    url: str | None = Field(default=None, max_length=8192)
    title: str | None = None
    text: str | None = None
    html: str | None = None
    published_at: Annotated[
        datetime | None, BeforeValidator(_rfc_2822), AfterValidator(_utc_by_default)
    ] = None
    source: str | None = None
    language: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keep_what_is_not_named(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        named = {key: value for key, value in data.items() if key in cls.model_fields}
        others = {key: value for key, value in data.items() if key not in cls.model_fields}
        extra = named.pop("extra", None)
        if isinstance(extra, dict):
            others = {**others, **extra}
        elif extra is not None:
            others["extra"] = extra
        return {**named, "extra": others}


class Provenance(WireModel):
    """What made the record."""

    pipeline_version: str
    model: str
    lists_version: str


class EntitiesArticle(WireModel):
    """The cleaned article with its entities: topic `articles.entities`.

    Every offset is a half-open range of Unicode code points into `text`.
    `received_at` is the source record's timestamp, the only field that is not a
    function of the article.
    """

    schema_version: str = SCHEMA_VERSION
    article_id: str = Field(min_length=1)
    url: str | None = None
    title: str | None = None
    source: str | None = None
    published_at: AwareDatetime | None = None
    received_at: AwareDatetime | None = None
    language: str
    text: str = Field(min_length=1)
    duplicate_of: str | None = None
    extra: dict[str, Any] = Field(
        default_factory=dict, description="the producer's own fields, kept as they came"
    )
    entities: tuple[Entity, ...] = ()
    provenance: Provenance

    @model_validator(mode="after")
    def _entities_are_the_words(self) -> Self:
        for entity in self.entities:
            if self.text[entity.start : entity.end] != entity.text:
                raise ValueError(f"entity [{entity.start}, {entity.end}) is not in the text")
        return self


class SanctionsArticle(EntitiesArticle):
    """With sanctions mentions and listed parties: topic `articles.sanctions`."""

    listed_parties: tuple[ListedParty, ...] = ()
    sanctions: tuple[SanctionsMention, ...] = ()

    @model_validator(mode="after")
    def _sanctions_are_the_words(self) -> Self:
        for span in (
            *self.listed_parties,
            *(span for mention in self.sanctions for span in (mention.evidence, mention.cue)),
        ):
            if self.text[span.start : span.end] != span.text:
                raise ValueError(f"span [{span.start}, {span.end}) is not in the text")
        return self


class EnrichedArticle(SanctionsArticle):
    """With escalation indicators and the summary: topic `articles.escalation`."""

    escalation: tuple[EscalationIndicator, ...] = ()
    summary: Summary

    @model_validator(mode="after")
    def _indicators_are_the_words(self) -> Self:
        for span in (
            span
            for indicator in self.escalation
            for span in (indicator.evidence, indicator.trigger)
        ):
            if self.text[span.start : span.end] != span.text:
                raise ValueError(f"span [{span.start}, {span.end}) is not in the text")
        return self
