"""Which status, measures and modality a cue tells, as learnt over the features of `judging`.

`python -m streams.training.sanctions_judges` learns the weights: a multinomial logistic
regression for status and modality each, one logistic regression a measure. What the encoder
thinks is added with a fixed share; the rules' own answers are features among others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas import Measure, Modality, SanctionsStatus

LEARNT = Path(__file__).parent.parent / "data" / "sanctions_judges.npz"
# The encoder's share beside the learnt features; chosen on the development articles and on
# sentences of ours that the encoder had not learnt from.
STATUS_SHARE = 0.4
MEASURE_SHARE = 0.4
# Beside what was learnt: our sentences are harder to parse than plain reports.
SAID = 4.0
TOLD_FROM = -0.5  # log-odds from which a measure is told beside a likelier one
LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights of features for each answer; `bias` is of none of the features."""

    answers: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def odds(self, features: Sequence[str]) -> list[float]:
        """Return each answer's sum of weights."""
        rows = [row for name in features if (row := self.rows.get(name)) is not None]
        told: list[float] = (self.bias + self.weights[rows].sum(axis=0)).tolist()
        return told


@dataclass(frozen=True, slots=True)
class Judges:
    """All judges."""

    of_status: Judge
    of_measures: Judge
    of_modality: Judge

    def status(
        self,
        features: Sequence[str],
        encoded: Mapping[SanctionsStatus, float] | None,
        said: SanctionsStatus | None,
    ) -> SanctionsStatus:
        """Return the likeliest status; `said`: the one that rules read off governing words."""
        told = dict(
            zip(
                map(SanctionsStatus, self.of_status.answers),
                self.of_status.odds(features),
                strict=True,
            )
        )
        for status, share in (encoded or {}).items():
            if status in told:
                told[status] += STATUS_SHARE * math.log(max(share, LEAST))
        if said in told:
            told[said] += SAID
        return max(told, key=lambda status: (told[status], status))

    def modality(self, features: Sequence[str]) -> Modality:
        """Return the likeliest modality."""
        told = zip(self.of_modality.odds(features), self.of_modality.answers, strict=True)
        return Modality(max(told)[1])

    def measures(
        self, features: Sequence[str], encoded: Mapping[Measure, float] | None
    ) -> tuple[Measure, ...]:
        """Return the measures that are likely, the likeliest first; at least one.

        A company's own step has no other measure; none is unspecified where another is told.
        """
        told = dict(
            zip(
                map(Measure, self.of_measures.answers), self.of_measures.odds(features), strict=True
            )
        )
        for measure, share in (encoded or {}).items():
            if measure in told:
                bounded = min(max(share, LEAST), 1.0 - LEAST)
                told[measure] += MEASURE_SHARE * math.log(bounded / (1.0 - bounded))
        order = sorted(told, key=lambda measure: (-told[measure], measure))
        likely = [measure for measure in order if told[measure] >= TOLD_FROM] or order[:1]
        if likely[0] is Measure.COMPANY_WITHDRAWAL:
            return (Measure.COMPANY_WITHDRAWAL,)
        named = [
            one for one in likely if one not in (Measure.COMPANY_WITHDRAWAL, Measure.UNSPECIFIED)
        ]
        return tuple(named) or (Measure.UNSPECIFIED,)


@cache
def load_judges(path: Path = LEARNT) -> Judges:
    """Read the weights; some milliseconds.

    Raises:
        OSError, KeyError, ValueError: the file is missing or broken.
    """
    with np.load(path) as table:
        return Judges(*(_judge(table, name) for name in ("status", "measures", "modality")))


def _judge(table: Mapping[str, NDArray[np.float32]], name: str) -> Judge:
    rows = {str(feature): at for at, feature in enumerate(table[f"{name}.features"])}
    answers = tuple(map(str, table[f"{name}.answers"]))
    weights, bias = table[f"{name}.weights"], table[f"{name}.bias"]
    if weights.shape != (len(rows), len(answers)) or bias.shape != (len(answers),):
        raise ValueError(f"the weights of {name} fit neither features nor answers")
    return Judge(answers, rows, weights.astype(np.float32), bias.astype(np.float32))
