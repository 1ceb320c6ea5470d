"""Labelled sentences as the data sets and our own corpus have them."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

# The sets tell places of all kinds by one label; the lists tell them apart again.
LABELS = {
    "PERSON": "PERSON", "ORG": "ORG", "LOC": "LOC", "GPE": "LOC", "FAC": "LOC",
    "NORP": "NORP", "DATE": "DATE", "EVENT": "EVENT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with names as half-open character ranges.

    `unknown` are stretches of which the set does not say what they are; what is in neither
    is no name.
    """

    text: str
    names: tuple[tuple[int, int, str], ...]
    unknown: tuple[tuple[int, int], ...] = ()


def read_sentences(path: Path) -> list[Sentence]:
    """Read a set: one JSON object a line with `text`, `ents` and `missing`."""
    return [
        sentence(row["text"], row["ents"], row["missing"])
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def sentence(
    text: str, names: list[tuple[int, int, str]], unknown: list[tuple[int, int]]
) -> Sentence:
    """Return a sentence in the model's labels; names that it does not learn are no names."""
    return Sentence(
        text,
        tuple((start, end, LABELS[label]) for start, end, label in names if label in LABELS),
        tuple((start, end) for start, end in unknown),
    )


def lines_of(article: Sentence) -> list[Sentence]:
    """Split at line breaks; names do not cross them."""
    found = []
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        if line.strip():
            found.append(
                replace(
                    article,
                    text=line,
                    names=tuple(
                        (first - start, last - start, label)
                        for first, last, label in article.names
                        if start <= first and last <= end
                    ),
                    unknown=(),
                )
            )
        start = end + 1
    return found
