"""Articles: as producers push them, and as each stage leaves them."""

from datetime import datetime
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from schemas.base import SCHEMA_VERSION, WireModel
from schemas.entity import Entity
from schemas.escalation import EscalationIndicator, Summary
from schemas.sanctions import ListedParty, SanctionsMention


class RawArticle(BaseModel):
    """What producers push: lenient in form, one of `text` and `html` is needed.

    Fields that are not named here are kept in `extra`; ids may be numbers;
    `published_at` is ISO 8601 or seconds since 1970, UTC where it has no zone.
    """

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, str_strip_whitespace=False
    )

    id: str | None = Field(default=None, max_length=512)
    url: str | None = Field(default=None, max_length=8192)
    title: str | None = None
    text: str | None = None
    html: str | None = None
    published_at: datetime | None = None
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
