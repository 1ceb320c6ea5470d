"""Who takes part in a mention or an event."""

from typing import Self

from pydantic import Field, model_validator

from schemas.base import WireModel


class _Placed(WireModel):
    """A name with its place in the cleaned text; null offsets where the text has no such words."""

    name: str = Field(min_length=1)
    start: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _both_offsets_or_none(self) -> Self:
        if (self.start is None) != (self.end is None):
            raise ValueError("start and end are given together or not at all")
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError("an empty span names nobody")
        return self


class Party(_Placed):
    """A sender, target, actor, recipient or instrument.

    `name` is the canonical name; `inferred` is true when the party was concluded
    from the context, and then the offsets are null or those of the words that
    the conclusion rests on.
    """

    kb_id: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    inferred: bool = False


class Speaker(_Placed):
    """On whose word the text reports it."""
