"""What a new list changes, and whether that can be true."""

from collections.abc import Sequence
from dataclasses import dataclass

from streams.lists.entry import Row, names_in

# Delistings come by the dozen, of lists of thousands; a file that was cut off lacks more.
MOST_LOST = 0.10
# Another list under this one's name shares no ids with it.
MOST_GONE = 0.50


@dataclass(frozen=True, slots=True)
class Difference:
    """One list, before and after: its entries by what became of them, in the files' order."""

    listing: str
    before: int
    after: int
    names_before: int
    names_after: int
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[Row, ...]

    @property
    def nothing(self) -> bool:
        """Whether the list is the same."""
        return not (self.added or self.removed or self.changed)


def compare(listing: str, before: Sequence[Row], after: Sequence[Row]) -> Difference:
    """Return what has changed between two states of a list, entry by entry."""
    old = {row["i"]: row for row in before}
    new = {row["i"]: row for row in after}
    return Difference(
        listing=listing,
        before=len(before),
        after=len(after),
        names_before=names_in(before),
        names_after=names_in(after),
        added=tuple(row for row in after if row["i"] not in old),
        removed=tuple(row for row in before if row["i"] not in new),
        changed=tuple(row for row in after if row["i"] in old and old[row["i"]] != row),
    )


def suspicion(difference: Difference) -> str | None:
    """Return why the new list looks like a damaged or a wrong file; None where it does not."""
    for before, after, what in (
        (difference.before, difference.after, "entries"),
        (difference.names_before, difference.names_after, "names"),
    ):
        if after < before * (1 - MOST_LOST):
            lost = (before - after) / before
            return f"{difference.listing} has {after} {what} and had {before}: {lost:.0%} fewer"
    if difference.before and len(difference.removed) > difference.before * MOST_GONE:
        return (
            f"{len(difference.removed)} of {difference.before} entries of {difference.listing}"
            " would go: another list's file?"
        )
    return None
