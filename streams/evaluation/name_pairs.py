"""How well names are compared: pairs with the answer, and what a pair costs.

    python -m streams.evaluation.name_pairs PAIRS.jsonl [--errors]

A line has `query`, `candidate`, `schema` (Person, Company, Organization, LegalEntity, Vessel) and
`match`. The cost is without anything remembered of the names, CPU time.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from streams.cli.plain import one_line
from streams.stages.listed.compare import Comparison, compare_names
from streams.stages.listed.name_parts import NameKind, name_parts
from streams.stages.listed.pairing import likeness
from streams.stages.listed.spelling import merged_vowels, skeleton, sound

SCHEMAS = {"Person": NameKind.PERSON, "Vessel": NameKind.VESSEL}
ROUNDS = 5


def compare_pairs(rows: Sequence[dict[str, str]]) -> list[Comparison]:
    """Compare the names of each row."""
    return [
        compare_names(
            row["query"],
            row["candidate"],
            SCHEMAS.get(row["schema"], NameKind.ORGANISATION),
        )
        for row in rows
    ]


def cost_microseconds(rows: Sequence[dict[str, str]]) -> float:
    """Return what a pair costs when neither name nor word was seen before."""
    quickest = float("inf")
    for _ in range(ROUNDS):
        for memory in (name_parts, likeness, sound, skeleton, merged_vowels):
            memory.cache_clear()
        begun = time.process_time()
        compare_pairs(rows)
        quickest = min(quickest, time.process_time() - begun)
    return quickest / len(rows) * 1e6


def main(arguments: Sequence[str] | None = None) -> int:
    """Print precision, recall, F1 and the cost; the wrong pairs with their features."""
    parser = argparse.ArgumentParser(description="Score the comparison of names.")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args(arguments)
    with options.pairs.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    compared = compare_pairs(rows)
    found = Counter((row["match"], item.same) for row, item in zip(rows, compared, strict=True))
    right, missed, false = found[True, True], found[True, False], found[False, True]
    for row, item in zip(rows, compared, strict=True) if options.errors else ():
        if row["match"] != item.same:
            print(f"{'missed' if row['match'] else 'FALSE '} {item.score:.2f} {row['schema'][:6]}")
            print(f"    {one_line(row['query'])} | {one_line(row['candidate'])}  {item.words}")
            print(f"    {dict(item.features)}")
    print(
        f"{len(rows)} pairs: precision {right / max(1, right + false):.3f} "
        f"recall {right / max(1, right + missed):.3f} "
        f"F1 {2 * right / max(1, 2 * right + missed + false):.3f}; "
        f"{cost_microseconds(rows):.0f} microseconds a pair"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
