"""What word vectors tell: small matrices, each a question. See `labels` for the answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from streams.language.encoder import labels

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """Log-odds of the answers: weights (answers, width) and bias (answers)."""

    weights: Vectors
    bias: Vectors

    def __call__(self, vectors: Vectors) -> Vectors:
        """Return the answers' logits of each vector."""
        logits: Vectors = vectors @ self.weights.T + self.bias
        return logits


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which role a place has in an event: from both vectors, their product, the distance."""

    event: Linear
    place: Vectors
    both: Vectors
    distance: Vectors
    out: Linear

    def __call__(self, event: Vectors, places: Vectors, steps: Sequence[int]) -> Vectors:
        """Return each role's probability, a row a place; the first is of no role.

        Args:
            event: The event's vector.
            places: The places' vectors, a row each.
            steps: `labels.distance` of each.
        """
        hidden: Vectors = self.event(event) + places @ self.place.T
        hidden += (places * event) @ self.both.T
        hidden += self.distance[list(steps)]
        return softmax(self.out(np.maximum(hidden, np.float32(0))))


@dataclass(frozen=True, slots=True)
class Heads:
    """All questions."""

    events: Linear
    modalities: Linear
    cues: Linear
    statuses: Linear
    measures: Linear
    roles: Pairs
    sanctions_roles: Pairs


def softmax(logits: Vectors) -> Vectors:
    """Return probabilities along the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Vectors = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def read_heads(table: Mapping[str, Vectors]) -> Heads:
    """Return the heads of a table of arrays, named as the training names them.

    Raises:
        ValueError: a head tells another number of answers than `labels` knows.
        KeyError: one is missing.
    """

    def linear(name: str, answers: int) -> Linear:
        found = Linear(table[f"{name}.weight"], table[f"{name}.bias"])
        if found.bias.shape != (answers,):
            raise ValueError(f"the head {name} tells {found.bias.shape}, not {answers} answers")
        return found

    def pairs(name: str, answers: int) -> Pairs:
        place, both = table[f"{name}.place.weight"], table[f"{name}.both.weight"]
        return Pairs(
            linear(f"{name}.event", len(place)),
            place,
            both,
            table[f"{name}.distance.weight"],
            linear(f"{name}.out", answers),
        )

    return Heads(
        linear("events", len(labels.EVENTS)),
        linear("modalities", len(labels.MODALITIES)),
        linear("cues", 1),
        linear("statuses", len(labels.STATUSES)),
        linear("measures", len(labels.MEASURES)),
        pairs("roles", len(labels.ROLES)),
        pairs("sanctions_roles", len(labels.SANCTIONS_ROLES)),
    )
