"""How an event is put: as a fact, a plan, a threat, a demand ..."""

from enum import StrEnum


class Modality(StrEnum):
    """Only asserted events are told as having happened."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    HISTORIC = "historic"
