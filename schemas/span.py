"""A piece of the cleaned text."""

from typing import Self

from pydantic import Field, model_validator

from schemas.base import WireModel


class Span(WireModel):
    """Half-open range [start, end) of Unicode code points into the cleaned text, and its words."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str

    @model_validator(mode="after")
    def _text_fills_the_range(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"span [{self.start}, {self.end}) does not hold {len(self.text)} characters"
            )
        return self
