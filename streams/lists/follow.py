"""The lists in force, taken up anew while running when the pointer to them has changed."""

import logging
from pathlib import Path
from time import monotonic

from streams.lists.store import in_force, pointed_at, snapshot_in
from streams.stages.listed.lists import SanctionsLists, SnapshotError, load_sanctions_lists

logger = logging.getLogger(__name__)

# The pointer is read at most so often; that is one system call, some microseconds.
LOOK_SECONDS = 1.0
# A snapshot that could not be read may be whole at the next try: a disk that comes back, a copy
# that was not finished. Reading one takes some tenths of a second.
RETRY_SECONDS = 60.0


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
        self._seen = in_force(folder)  # the pointer that was looked at last
        self._refused = False  # whether what it points at could not be read
        self.snapshot = snapshot_in(folder, self._seen)
        try:
            self.lists = load_sanctions_lists(self.snapshot)
        except SnapshotError as error:
            if last_good is None:
                raise
            _tell_refused(error)
            self._refused = True
            self.snapshot = last_good
            self.lists = load_sanctions_lists(last_good)
        self._next_look = monotonic() + LOOK_SECONDS
        self._next_try = monotonic() + RETRY_SECONDS

    def look(self) -> bool | None:
        """Take up a new snapshot, if there is one, or one that could not be read before.

        Returns:
            None where nothing has changed; True where `lists` are new; False where a new
            snapshot cannot be used: the present lists stay. It is tried again now and then,
            which is told when it succeeds.
        """
        now = monotonic()
        if self._folder is None or now < self._next_look:
            return None
        self._next_look = now + LOOK_SECONDS
        try:
            name = pointed_at(self._folder)
        except OSError as error:
            return self._refuse(error, known=self._refused)
        known = name == self._seen
        if known and not (self._refused and now >= self._next_try):
            return None
        self._seen = name
        self._next_try = now + RETRY_SECONDS
        snapshot = snapshot_in(self._folder, name)
        try:
            self.lists = load_sanctions_lists(snapshot)
        except (SnapshotError, OSError) as error:
            return self._refuse(error, known=known)
        self._refused = False
        self.snapshot = snapshot
        return True

    def _refuse(self, error: Exception, *, known: bool) -> bool | None:
        self._refused = True
        if known:
            return None
        _tell_refused(error)
        return False


def _tell_refused(error: Exception) -> None:
    logger.error(
        "a new snapshot of the lists is not used; the present one stays",
        extra={"fields": {"why": str(error)}},
    )
