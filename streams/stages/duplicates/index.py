"""Which earlier articles share a band of MinHash values: locality-sensitive hashing in a ring.

A library's index keeps a dictionary entry, a key and a set for each band of each article,
tens of kilobytes, and forgets nothing by itself. This one has fixed arrays: for each band a
table from the band's hash to the latest entry, and from each entry a link to the one before
it. An entry is a number that only grows; its place in the arrays is taken over by the one that
comes `capacity` later, and a chain ends where it leaves the window.
"""

import numpy as np
from numpy.typing import NDArray

from streams.stages.duplicates.signature import Numbers

ROWS = 2  # values a band; with 32 bands a similarity of 0.4 is found in 99.6 % of cases
MIX = 40_503
SLOTS = 1 << 16
# Of what is in one slot; texts from one template fill slots, and the latest will do.
DEPTH = 32


class Bands:
    """Chains of entries by band. Not thread-safe.

    Args:
        bands: Number of bands.
        capacity: Entries that are remembered.
    """

    def __init__(self, bands: int, capacity: int) -> None:
        self._bands = np.arange(bands)
        self._capacity = capacity
        # Entry + 1, so that 0 is nobody and untouched memory costs nothing.
        self._latest = np.zeros((bands, SLOTS), dtype=np.int32)
        self._before = np.zeros((capacity, bands), dtype=np.int32)

    def slots(self, values: Numbers) -> NDArray[np.int64]:
        """Return each band's slot, from two MinHash values a band."""
        used = values.astype(np.int64)
        slots: NDArray[np.int64] = (used[::ROWS] * MIX + used[1::ROWS]) % SLOTS
        return slots

    def find(self, slots: NDArray[np.int64], oldest: int) -> NDArray[np.int64]:
        """Return the entries, ascending, from `oldest` on, that may share a band."""
        found: list[NDArray[np.int32]] = []
        bands = self._bands
        at = self._latest[bands, slots]
        for _ in range(DEPTH):
            inside = np.flatnonzero(at > oldest)
            if not len(inside):
                break
            at, bands = at[inside], bands[inside]
            found.append(at)
            at = self._before[(at - 1) % self._capacity, bands]
        if not found:
            return np.empty(0, dtype=np.int64)
        entries = np.concatenate(found).astype(np.int64) - 1
        entries.sort()
        first: NDArray[np.int64] = entries[np.flatnonzero(np.diff(entries, prepend=-1))]
        return first

    def add(self, slots: NDArray[np.int64], entry: int) -> None:
        """Enter an entry; entries come in order."""
        self._before[entry % self._capacity] = self._latest[self._bands, slots]
        self._latest[self._bands, slots] = entry + 1
