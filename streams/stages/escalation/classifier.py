"""The learned weights: from named features to event types, each weight open to the reader.

A multinomial logistic regression. "No event" has the weight 0 everywhere, so that a type's
weight for a feature is what the feature adds to its log-odds against no event.
`python -m streams.training.events` makes the file.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.escalation import EventType

SCALE = 100  # weights are written as hundredths

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights by feature, one column a type.

    `nouns` are the lemmas of nouns and others, beside the lexicon's, that may be triggers;
    `quiet` those of verbs that never are.
    """

    types: tuple[EventType, ...]
    places: dict[str, int]
    weights: Vector
    bias: Vector
    nouns: frozenset[str]
    quiet: frozenset[str]

    def add(self, features: Iterable[str]) -> Vector:
        """Return what the features add to the log-odds of each type; each counts once."""
        known = self.places
        rows = [known[name] for name in dict.fromkeys(features) if name in known]
        total: Vector = self.weights[rows].sum(axis=0)
        return total

    def weight(self, feature: str, kind: EventType) -> float:
        """Return what one feature adds to one type; 0 where it is not known."""
        place = self.places.get(feature)
        return 0.0 if place is None else float(self.weights[place, self.types.index(kind)])

    def shares(self, log_odds: NDArray[np.floating[Any]]) -> Vector:
        """Return the probability of each type; what lacks to 1 is that of no event."""
        top = max(0.0, float(log_odds.max()))
        powers = np.exp(log_odds - top)
        shares: Vector = (powers / (powers.sum() + np.exp(-top))).astype(np.float32)
        return shares


def load_classifier(path: Path) -> Classifier:
    """Load a file of weights.

    Raises:
        ValueError: it is no such file.
    """
    data = json.loads(path.read_text("utf-8"))
    names = sorted(data["features"])
    weights = _matrix([data["features"][name] for name in names])
    types = tuple(map(EventType, data["types"]))
    if weights.shape != (len(names), len(types)):
        raise ValueError(f"{path.name}: a weight is wanted for each of {len(types)} types")
    return Classifier(
        types,
        {name: place for place, name in enumerate(names)},
        weights,
        _matrix(data["bias"]),
        frozenset(data["nouns"]),
        frozenset(data["quiet"]),
    )


def _matrix(hundredths: list[int] | list[list[int]]) -> Vector:
    return (np.array(hundredths, dtype=np.float32) / SCALE).astype(np.float32)
