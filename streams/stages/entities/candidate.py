"""Spans that may become entities."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.entity import EntityLabel
from streams.language.knowledge import Known

PLACES = (EntityLabel.GPE, EntityLabel.LOC, EntityLabel.FAC)
BODIES = (EntityLabel.ORG, EntityLabel.FAC, EntityLabel.LAW, EntityLabel.EVENT)


class Source(StrEnum):
    """Who proposed the span."""

    BOTH = "both"
    LIST = "list"
    MODEL = "model"
    RULE = "rule"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed entity at text[start:end]; `known` where the lists say whom it names."""

    start: int
    end: int
    label: EntityLabel
    source: Source
    known: Known | None = None

    def overlaps(self, other: "Candidate") -> bool:
        """Say whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Candidate") -> bool:
        """Say whether this one is a proper part of the other."""
        return (
            other.start <= self.start
            and self.end <= other.end
            and self.end - self.start < other.end - other.start
        )
