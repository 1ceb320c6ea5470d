"""Second stage: which named parties stand on an official sanctions list."""

from streams.stages.listed.lists import SanctionsLists, SnapshotError, load_sanctions_lists
from streams.stages.listed.parties import find_listed_parties

__all__ = ["SanctionsLists", "SnapshotError", "find_listed_parties", "load_sanctions_lists"]
