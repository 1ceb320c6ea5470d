"""The register of signatures: which article is a near-duplicate of which, in the order given.

A state machine without clock or randomness. What it answers for a version of an article (its
id and its text's hash) depends on what was added before its first occurrence, and never
changes afterwards; so whoever adds the same signatures in the same order has the same answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from schemas import ArticleSignature
from streams.stages.duplicates.compare import (
    KNOWN,
    SHORT,
    Likeness,
    Sizes,
    contained,
    equal_share,
    exchanged_facts,
)
from streams.stages.duplicates.index import ROWS, Bands
from streams.stages.duplicates.signature import (
    BLOTTED,
    FACTS,
    LEAD,
    LEAD_SHINGLES,
    METHOD,
    PLAIN,
    Sketch,
    unpack,
)

# MinHash values of which bands are made, two each: half of the whole text's, all of the lead's.
BANDED_PLAIN = 64
BANDS = (BANDED_PLAIN + LEAD) // ROWS
HOUR_MS = 3_600_000
DEFAULT_WINDOW = 100_000
DEFAULT_HOURS = 120.0
NO_ENTRY = -1


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says of an article: the original's id, or None where it is one itself."""

    duplicate_of: str | None


class Register:
    """The last `window` versions of articles; some 1.3 kB each. Not thread-safe.

    An entry is a number that only grows. Its place in the arrays is taken over by the entry
    that comes `window` later.

    Args:
        window: Entries that are remembered.
        hours: An article is no duplicate of one that was added longer ago.
    """

    def __init__(self, window: int = DEFAULT_WINDOW, hours: float = DEFAULT_HOURS) -> None:
        self._window = window
        self._age_ms = round(hours * HOUR_MS)
        self._next = 0
        self._newest: dict[str, int] = {}  # the last entry of each article
        self._ids: list[str] = []
        self._originals: list[str | None] = []  # the answers
        self._hashes: list[bytes] = []
        self._version_before = np.zeros(window, dtype=np.int64)
        self._plain = np.zeros((window, PLAIN), dtype=np.uint16)
        self._blotted = np.zeros((window, BLOTTED), dtype=np.uint16)
        self._lead = np.zeros((window, LEAD), dtype=np.uint16)
        self._facts = np.zeros((window, FACTS), dtype=np.uint16)
        self._sizes = np.zeros((window, 4), dtype=np.int32)
        self._added_ms = np.zeros(window, dtype=np.int64)
        self._bands = Bands(BANDS, window)

    def __len__(self) -> int:
        """Return how many entries are remembered."""
        return len(self._ids)

    def look_up(self, signature: ArticleSignature) -> Answer | None:
        """Return what was answered for this version, if it is in the register."""
        text_hash = bytes.fromhex(signature.text_hash)
        for place in self._versions(signature.article_id):
            if self._hashes[place] == text_hash:
                return Answer(self._originals[place])
        return None

    def add(self, signature: ArticleSignature, at_ms: int = 0) -> Answer:
        """Add the next signature and answer; a version that is known changes nothing.

        Args:
            signature: The article's.
            at_ms: When it was added to the log, in milliseconds; 0 where time plays no part.

        Raises:
            ValueError: the signature cannot be read, or was made by another method.
        """
        if signature.method != METHOD:
            raise ValueError(f"method {signature.method!r}")
        sketch = unpack(signature)
        known = self.look_up(signature)
        if known is not None:
            return known
        slots = self._bands.slots(np.concatenate((sketch.plain[:BANDED_PLAIN], sketch.lead)))
        original = self._original(signature, sketch, slots, at_ms)
        self._enter(signature, sketch, slots, at_ms, original)
        return Answer(original)

    def _original(
        self, signature: ArticleSignature, sketch: Sketch, slots: NDArray[np.int64], at_ms: int
    ) -> str | None:
        """Find the original; the article's own versions are none."""
        own = signature.article_id
        # Others may have been told that this article is the original: so it remains.
        if any(self._originals[place] is None for place in self._versions(own)):
            return None
        for place in self._matches(signature, sketch, slots, at_ms):
            if self._ids[place] != own:
                root = self._originals[place] or self._ids[place]
                return None if root == own else root
        return None

    def _matches(
        self, signature: ArticleSignature, sketch: Sketch, slots: NDArray[np.int64], at_ms: int
    ) -> Iterator[int]:
        """Yield the places of what the article is a near-duplicate of, the first one first."""
        entries = self._bands.find(slots, max(0, self._next - self._window))
        places = entries % self._window
        if at_ms:
            places = places[self._added_ms[places] >= at_ms - self._age_ms]
        known = contained(
            equal_share(sketch.plain, self._plain[places]),
            signature.shingles,
            self._sizes[places, 0],
        )
        for index in np.flatnonzero(known >= KNOWN).tolist():
            place = int(places[index])
            if self._likeness(signature, sketch, place, float(known[index])).is_duplicate:
                yield place

    def _likeness(
        self, signature: ArticleSignature, sketch: Sketch, place: int, known: float
    ) -> Likeness:
        mine = Sizes(signature.shingles, signature.blotted, signature.facts)
        shingles, blotted, facts, kept = self._sizes[place].tolist()
        theirs = Sizes(shingles, blotted, facts)
        return Likeness(
            known=known,
            lead=contained(
                np.count_nonzero(sketch.lead == self._lead[place]) / LEAD,
                min(mine.shingles, LEAD_SHINGLES),
                min(theirs.shingles, LEAD_SHINGLES),
            ),
            length=mine.shingles / theirs.shingles,
            short=min(mine.shingles, theirs.shingles) < SHORT,
            exchanged=exchanged_facts(
                sketch.facts,
                self._facts[place, :kept],
                (mine, theirs),
                np.count_nonzero(sketch.blotted == self._blotted[place]) / BLOTTED,
            ),
        )

    def _enter(
        self,
        signature: ArticleSignature,
        sketch: Sketch,
        slots: NDArray[np.int64],
        at_ms: int,
        original: str | None,
    ) -> None:
        own, entry, place = signature.article_id, self._next, self._next % self._window
        text_hash = bytes.fromhex(signature.text_hash)
        if entry < self._window:
            self._ids.append(own)
            self._originals.append(original)
            self._hashes.append(text_hash)
        else:
            if self._newest[self._ids[place]] == entry - self._window:
                del self._newest[self._ids[place]]
            self._ids[place], self._originals[place] = own, original
            self._hashes[place] = text_hash
        kept = len(sketch.facts)
        self._version_before[place] = self._newest.get(own, NO_ENTRY)
        self._newest[own] = entry
        self._plain[place] = sketch.plain
        self._blotted[place] = sketch.blotted
        self._lead[place] = sketch.lead
        self._facts[place, :kept] = sketch.facts
        self._sizes[place] = (signature.shingles, signature.blotted, signature.facts, kept)
        self._added_ms[place] = at_ms
        self._bands.add(slots, entry)
        self._next += 1

    def _versions(self, article_id: str) -> Iterator[int]:
        """Yield the places of an article's versions, the latest first."""
        entry = self._newest.get(article_id, NO_ENTRY)
        while entry > NO_ENTRY and entry >= self._next - self._window:
            place = entry % self._window
            yield place
            entry = int(self._version_before[place])
