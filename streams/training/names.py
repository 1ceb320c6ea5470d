"""Learn what the features of two names count, from the official lists' own aliases.

    python -m streams.training.names

Data: the snapshot that is shipped (public domain, Open Government Licence; see
streams/stages/data/README-lists.md). Two spellings of one entry are one party's; so is a name
with a slip of the pen, without its middle names or with an initial. Names of different entries
of one list that share a word are two parties'; so is a name in which another entry's word
stands, a number more, another initial; and a word alone that several bear. Every tenth entry is
kept back for the printed figures. Pairs of other sources are never seen. Writes
streams/stages/data/name_weights.json; deterministic.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from streams.stages.listed.compare import WEIGHTS, word_weights
from streams.stages.listed.lists import SHIPPED, read_snapshot
from streams.stages.listed.name_features import measure
from streams.stages.listed.name_parts import NameKind, name_parts
from streams.training.name_examples import all_words, make_examples, names_of

COMMON = 8  # a word in this many entries is common enough to be noted
HELD_BACK = 10
KINDS = ("P", "E", "V")
DRAW = 1e-4  # of the weights towards 0
# What agreement never makes less likely; all other features never make it more likely.
SPEAK_FOR = frozenset({"shared_rare", "acronym", "bias"})


def main() -> None:
    """Count words, make pairs, fit, print, write."""
    rows = [row for row in read_snapshot(SHIPPED).rows if row["k"] in KINDS]
    learnt = {}
    for kind in (NameKind.PERSON, NameKind.ORGANISATION):
        own = [row for row in rows if (row["k"] == "P") == (kind is NameKind.PERSON)]
        counts = _common(own, kind)
        learnt[str(kind)] = {"features": _fit(own, kind, word_weights(counts)), "common": counts}
    WEIGHTS.write_text(json.dumps(learnt, indent=1) + "\n", encoding="utf-8")


def _common(rows: Sequence[dict[str, Any]], kind: NameKind) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(all_words(names_of(row), kind))
    return {word: count for word, count in sorted(counts.items()) if count >= COMMON}


def _fit(
    entries: Sequence[dict[str, Any]], kind: NameKind, common: Mapping[str, float]
) -> dict[str, float]:
    rows = []
    for number, (one, other, same) in make_examples(entries, kind, common):
        first, second = name_parts(one, kind), name_parts(other, kind)
        if first.words and second.words:
            rows.append((number, measure(first, second, kind, common)[0], same))
    features = sorted(rows[0][1])
    values = np.array([[1.0, *(found[name] for name in features)] for _, found, _ in rows])
    labels = np.array([same for _, _, same in rows])
    kept = np.array([number % HELD_BACK == 0 for number, _, _ in rows])
    names = ["bias", *features]
    weights = _regression(values[~kept], labels[~kept], names)
    told = values[kept] @ weights > 0
    right = int((told & labels[kept]).sum())
    print(
        f"{kind}: {len(rows)} pairs, {int(labels.sum())} of one party; held back: "
        f"precision {right / told.sum():.3f} recall {right / labels[kept].sum():.3f}"
    )
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def _regression(
    values: NDArray[np.float64], labels: NDArray[np.bool_], names: Sequence[str]
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression in which every feature keeps its sense.

    Either answer counts half, however many pairs have it.
    """
    signs = np.where(labels, 1.0, -1.0)
    share = np.where(labels, 0.5 / labels.mean(), 0.5 / (1 - labels.mean())) / len(labels)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (values @ weights)
        slope = -share * signs / (1.0 + np.exp(np.clip(margins, -60, 60)))
        total = float((share * np.logaddexp(0.0, -margins)).sum() + DRAW * (weights[1:] ** 2).sum())
        drawn = 2 * DRAW * weights
        drawn[0] = 0.0
        return total, values.T @ slope + drawn

    bounds = [(0.0, None) if name in SPEAK_FOR else (None, 0.0) for name in names]
    found = minimize(loss, np.zeros(len(names)), jac=True, bounds=bounds, method="L-BFGS-B")
    return np.asarray(found.x)


if __name__ == "__main__":
    main()
