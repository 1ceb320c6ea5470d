"""Named entities of an article."""

from enum import StrEnum

from pydantic import Field

from schemas.span import Span


class EntityLabel(StrEnum):
    """OntoNotes-style labels; LOC is a place that is no state, city or building."""

    PERSON = "PERSON"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    NORP = "NORP"
    FAC = "FAC"
    EVENT = "EVENT"
    LAW = "LAW"
    WEAPON = "WEAPON"
    DATE = "DATE"
    MONEY = "MONEY"


class Entity(Span):
    """One mention of a named entity.

    `canonical` is the same for every mention of the same party; `kb_id` is its
    Wikidata id; `country` the ISO 3166-1 alpha-2 code of the state that it is or
    belongs to, null where there is none or it is not known.
    """

    label: EntityLabel
    canonical: str
    kb_id: str | None = Field(default=None, pattern=r"^Q[1-9]\d*$")
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    score: float = Field(ge=0, le=1)
