"""The first stage: named entities of an article."""

from streams.stages.entities.find import find_entities

__all__ = ["find_entities"]
