"""The learned weights of actor and recipient: two logistic regressions over named features.

`python -m streams.training.roles` makes the file.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SCALE = 100  # weights are written as hundredths
ROLES = ("actor", "recipient")

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Weights by feature, one column a role."""

    places: dict[str, int]
    weights: Vector
    bias: Vector

    def odds(self, features: Iterable[str]) -> Vector:
        """Return the log-odds of each role; a feature counts once."""
        rows = [self.places[name] for name in dict.fromkeys(features) if name in self.places]
        total: Vector = self.weights[rows].sum(axis=0) + self.bias
        return total


def load_role_model(path: Path) -> RoleModel:
    """Load a file of weights.

    Raises:
        ValueError: it is no such file.
    """
    data = json.loads(path.read_text("utf-8"))
    names = sorted(data["features"])
    weights = np.array([data["features"][name] for name in names], dtype=np.float32) / SCALE
    bias = np.array(data["bias"], dtype=np.float32) / SCALE
    if weights.shape != (len(names), len(ROLES)) or bias.shape != (len(ROLES),):
        raise ValueError(f"{path.name}: a weight is wanted for each of {len(ROLES)} roles")
    return RoleModel(
        {name: place for place, name in enumerate(names)},
        weights.astype(np.float32),
        bias.astype(np.float32),
    )
