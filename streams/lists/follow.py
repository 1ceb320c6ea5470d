"""The lists in force, taken up anew while running when the pointer to them has changed."""

import logging
from pathlib import Path
from time import monotonic

from streams.lists.store import in_force, pointed_at, snapshot_in
from streams.stages.listed.lists import SanctionsLists, SnapshotError, load_sanctions_lists

logger = logging.getLogger(__name__)

# The pointer is read at most so often; that is one system call, some microseconds.
LOOK_SECONDS = 1.0


def load_lists(folder: Path | None) -> SanctionsLists:
    """Return the lists in force in a folder of snapshots; None: those that the package ships.

    Raises:
        ListsError: there is no such folder.
        SnapshotError: the snapshot cannot be read.
    """
    return load_sanctions_lists(snapshot_in(folder, in_force(folder)))


class FollowedLists:
    """The lists in force in a folder of snapshots.

    Args:
        folder: See `streams.lists.store`; None: the shipped lists, which never change.
        last_good: The snapshot to go on with where the one in force cannot be read.

    Raises:
        ListsError: there is no such folder.
        SnapshotError: the snapshot in force cannot be read, and there is no last good one.
    """

    def __init__(self, folder: Path | None, last_good: Path | None = None) -> None:
        self._folder = folder
        self._seen = in_force(folder)
        self.snapshot = snapshot_in(folder, self._seen)
        try:
            self.lists = load_sanctions_lists(self.snapshot)
        except SnapshotError as error:
            if last_good is None:
                raise
            _tell_refused(error)
            self.snapshot = last_good
            self.lists = load_sanctions_lists(last_good)
        self._next_look = monotonic() + LOOK_SECONDS

    def look(self) -> bool | None:
        """Take up a new snapshot, if there is one.

        Returns:
            None where nothing has changed; True where `lists` are new; False where the new
            snapshot cannot be used: the present lists stay, until the pointer changes again.
        """
        now = monotonic()
        if self._folder is None or now < self._next_look:
            return None
        self._next_look = now + LOOK_SECONDS
        try:
            name = pointed_at(self._folder)
            if name == self._seen:
                return None
            self._seen = name
            snapshot = snapshot_in(self._folder, name)
            self.lists = load_sanctions_lists(snapshot)
        except (SnapshotError, OSError) as error:
            _tell_refused(error)
            return False
        self.snapshot = snapshot
        return True


def _tell_refused(error: Exception) -> None:
    logger.error(
        "a new snapshot of the lists is not used; the present one stays",
        extra={"fields": {"why": str(error)}},
    )
