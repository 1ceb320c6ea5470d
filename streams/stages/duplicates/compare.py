"""Is a later article a near-duplicate of an earlier one? Judged from their sketches.

What counts is the later one's own text: a copy, cut down or not, stands in the earlier one
as a whole; with an update it stands there for the most part. Limits were chosen on the
open part of our own pairs (tests/gold/duplicates.jsonl).
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from streams.stages.duplicates.signature import FACTS, Numbers

# Share of the later text's shingles that must stand in the earlier one.
KNOWN = 0.5
# Of items of a few sentences one must stand in the other almost whole: they share phrases.
SHORT = 60
SHORT_KNOWN = 0.75
# A piece that is so much shorter must begin as the whole does: a long report may quote a short
# one, and is no longer text of it.
PIECE = 0.4
PIECE_LEAD = 0.75
# Share of names and numbers that were exchanged, within otherwise the same text.
EXCHANGED = 0.08


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of different shingles, blotted shingles and facts."""

    shingles: int
    blotted: int
    facts: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts compare; estimates.

    known: the share of the later text that stands in the earlier.
    lead: the share of the later one's beginning that stands in the earlier one's.
    length: of the later text, in lengths of the earlier.
    short: whether one of them is.
    exchanged: see `exchanged_facts`.
    """

    known: float
    lead: float
    length: float
    short: bool
    exchanged: float

    @property
    def is_duplicate(self) -> bool:
        """Whether the later text is a near-duplicate of the earlier."""
        if self.known < KNOWN or self.exchanged > EXCHANGED:
            return False
        if self.length < PIECE:
            return self.lead >= PIECE_LEAD
        return not self.short or max(self.known, self.known * self.length) >= SHORT_KNOWN


Share = TypeVar("Share", float, NDArray[np.float64])


def contained(jaccard: Share, size: int, other: int | NDArray[np.int32]) -> Share:
    """Return the share of a set that is in another, from their Jaccard similarity and sizes.

    An estimate of the similarity may yield more than 1.
    """
    return jaccard * (size + other) / (1 + jaccard) / size  # type: ignore[return-value]


def exchanged_facts(
    later: Numbers, earlier: Numbers, sizes: tuple[Sizes, Sizes], blotted: float
) -> float:
    """Return the share of facts that stand in the same places and are others.

    Text that only one of the two has brings facts of its own; those are expected. So the
    facts that are missing are compared with the blotted text that is missing, and only
    what is missing on both sides was exchanged.

    Args:
        later: Lowest hashes of the later text's facts.
        earlier: The same of the earlier text.
        sizes: Of the later, of the earlier.
        blotted: Jaccard similarity of the blotted texts.
    """
    mine, theirs = sizes
    if not mine.facts or not theirs.facts:
        return 0.0
    # Where one is a sample, only hashes below the highest that it could hold compare.
    limit = min(_limit(later, mine.facts), _limit(earlier, theirs.facts))
    first, second = later[later <= limit], earlier[earlier <= limit]
    if not len(first) or not len(second):
        return 0.0
    common = len(np.intersect1d(first, second, assume_unique=True))
    here = min(1.0, contained(blotted, mine.blotted, theirs.blotted)) - common / len(first)
    there = min(1.0, contained(blotted, theirs.blotted, mine.blotted)) - common / len(second)
    return max(0.0, min(here, there))


def _limit(facts: Numbers, count: int) -> int:
    return int(facts[-1]) if count > len(facts) == FACTS else np.iinfo(np.uint16).max


def equal_share(one: Numbers, others: NDArray[np.uint16]) -> NDArray[np.float64]:
    """Return the Jaccard similarity of one MinHash signature with each row of others."""
    shares: NDArray[np.float64] = np.count_nonzero(others == one, axis=1) / len(one)
    return shares
