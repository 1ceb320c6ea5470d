"""How well near-duplicates are told: our own pairs of articles, two by two, in their order.

    python -m streams.evaluation.duplicates [--errors] [FILE]

The file has a line for each text and a line for each pair of them. Limits are chosen on the
open part; of the part that is held back only the figures are read, and no errors are shown.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streams.stages.clean import clean
from streams.stages.duplicates import Register, sign

PAIRS = Path(__file__).resolve().parents[2] / "tests" / "gold" / "duplicates.jsonl"
OPEN, HELD_BACK = "open", "held_back"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, the earlier one first, and whether the later is a near-duplicate."""

    first: str
    second: str
    duplicate: bool
    kind: str
    part: str


def read_pairs(path: Path) -> tuple[dict[str, dict[str, str]], tuple[Pair, ...]]:
    """Return the texts (title, text) by id, and the pairs."""
    texts: dict[str, dict[str, str]] = {}
    pairs = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields: dict[str, Any] = json.loads(line)
        if "text" in fields:
            texts[fields["id"]] = {"title": fields["title"], "text": fields["text"]}
        else:
            part = HELD_BACK if fields.pop("held_back") else OPEN
            pairs.append(Pair(**fields, part=part))
    return texts, tuple(pairs)


def judged(path: Path = PAIRS) -> Iterator[tuple[Pair, bool]]:
    """Yield each pair and whether a register that saw the first links the second."""
    texts, pairs = read_pairs(path)
    signatures = {
        name: sign(name, clean(fields["text"], None, fields["title"]), fields["title"])
        for name, fields in texts.items()
    }
    for pair in pairs:
        register = Register(window=2)
        register.add(signatures[pair.first])
        yield pair, register.add(signatures[pair.second]).duplicate_of == pair.first


def measure_duplicates(path: Path = PAIRS) -> dict[str, dict[str, float]]:
    """Return by part: pairs of each sort, the share of duplicates found, distinct ones joined."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for pair, linked in judged(path):
        counts[pair.part, pair.duplicate, linked] += 1
    figures = {}
    for part in (OPEN, HELD_BACK):
        found, missed = counts[part, True, True], counts[part, True, False]
        joined, apart = counts[part, False, True], counts[part, False, False]
        figures[part] = {
            "duplicates": found + missed,
            "found": round(found / max(1, found + missed), 4),
            "distinct": joined + apart,
            "joined": joined,
        }
    return figures


def main() -> None:
    """Print the figures, and the errors of the open part where they are asked for."""
    parser = argparse.ArgumentParser(description="Measure the linking of near-duplicates.")
    parser.add_argument("file", nargs="?", type=Path, default=PAIRS)
    parser.add_argument("--errors", action="store_true", help="open pairs that are judged wrong")
    options = parser.parse_args()
    print(json.dumps(measure_duplicates(options.file), indent=2))
    if options.errors:
        for pair, linked in judged(options.file):
            if pair.part == OPEN and linked != pair.duplicate:
                print("joined" if linked else "missed", pair.kind, pair.first, pair.second)


if __name__ == "__main__":
    main()
