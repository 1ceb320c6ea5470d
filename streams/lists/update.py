"""From official files to the snapshot in force: read, compare, refuse or publish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from streams.lists.compare import Difference, compare, suspicion
from streams.lists.entry import row_of
from streams.lists.files import official_files, read_lists
from streams.lists.snapshot import packed
from streams.lists.store import pointed_at, publish, snapshot_in
from streams.stages.listed.lists import read_snapshot


@dataclass(frozen=True, slots=True)
class Update:
    """What an update would do; `replacing` is the name of the snapshot that it was compared with.

    `suspicions` say why it should not be done.
    """

    content: bytes
    replacing: str | None
    dates: dict[str, tuple[str | None, str]]
    differences: tuple[Difference, ...]
    suspicions: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether neither an entry nor a date changes."""
        same = all(before == after for before, after in self.dates.values())
        return same and all(difference.nothing for difference in self.differences)


def prepare(paths: Sequence[Path], folder: Path, dated: date | None = None) -> Update:
    """Read the files and compare them with the snapshot in force; lists not given stay as they are.

    Raises:
        ListsError: a file is missing, damaged or unknown.
        SnapshotError: the snapshot in force cannot be read.
    """
    lists = read_lists(official_files(paths), dated)
    replacing = pointed_at(folder)
    present = read_snapshot(snapshot_in(folder, replacing))
    differences = tuple(
        compare(
            item.listing,
            [row for row in present.rows if row["l"] == item.listing],
            [row_of(entry, item.listing) for entry in item.entries],
        )
        for item in lists
    )
    dates = {
        item.listing: (present.lists.get(item.listing, {}).get("date"), item.dated)
        for item in lists
    }
    older = (
        f"{name} is of {after}, and that in force of {before}: older"
        for name, (before, after) in dates.items()
        if before is not None and after < before
    )
    shrunk = (why for difference in differences if (why := suspicion(difference)))
    return Update(
        content=packed(lists, present),
        replacing=replacing,
        dates=dates,
        differences=differences,
        suspicions=(*older, *shrunk),
    )


def carry_out(update: Update, folder: Path) -> str:
    """Put the update in force; return its snapshot's name.

    Raises:
        ListsError: another update came between.
        OSError: the folder cannot be written to.
    """
    return publish(folder, update.content, replacing=update.replacing)
