"""A folder of snapshots, and the pointer to the one in force.

    FOLDER/current -> 000002-5f0c2a9d1e7b        a symbolic link: replacing it is the swap
    FOLDER/000002-5f0c2a9d1e7b/lists.json.gz     number and hash of the content
    FOLDER/000002-5f0c2a9d1e7b/replaces          the folder that was in force before; empty: none

A snapshot is never written to after it is there. Without a pointer the one that the package
ships is in force.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from streams.lists.errors import ListsError
from streams.stages.listed.lists import SHIPPED, read_snapshot

POINTER, FILE, REPLACES, LOCK = "current", "lists.json.gz", "replaces", ".lock"
DIGITS = 6


def pointed_at(folder: Path) -> str | None:
    """Return the name of the folder in force; None where there is no pointer. One system call."""
    try:
        return os.readlink(folder / POINTER)  # noqa: PTH115 - twice as quick, and asked often
    except FileNotFoundError:
        return None


def in_force(folder: Path | None) -> str | None:
    """Return the name of the snapshot in force; None: the shipped one.

    Raises:
        ListsError: there is no such folder.
    """
    if folder is None:
        return None
    if not folder.is_dir():
        raise ListsError(f"CRISISWIRE_LISTS: there is no folder {folder}")
    return pointed_at(folder)


def snapshot_in(folder: Path | None, name: str | None) -> Path:
    """Return the file of a snapshot: that of the name, else the shipped one."""
    return SHIPPED if folder is None or name is None else folder / name / FILE


def names_of(folder: Path) -> list[str]:
    """Return the snapshots that are there, oldest first."""
    return sorted(path.parent.name for path in folder.glob(f"[0-9]*-*/{FILE}"))


def publish(folder: Path, content: bytes, *, replacing: str | None) -> str:
    """Write a snapshot and put it in force, atomically; return its name.

    Args:
        folder: Of snapshots; made where it is not there.
        content: The snapshot's bytes.
        replacing: The one that must be in force still; None: the shipped one.

    Raises:
        ListsError: another was put in force meanwhile.
        SnapshotError: what was written cannot be read back.
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        if pointed_at(folder) != replacing:
            raise ListsError(f"another update of {folder} came between: run it again")
        number = 1 + max((int(name.partition("-")[0]) for name in names_of(folder)), default=0)
        making = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        try:
            _write(making / FILE, content)
            _write(making / REPLACES, (replacing or "").encode())
            digest = read_snapshot(making / FILE).version.rpartition(":")[2]
            name = f"{number:0{DIGITS}}-{digest}"
            _sync(making)  # its names are on the disk before the pointer is
            making.chmod(0o755)  # mkdtemp's is for its owner alone; workers may be others
            making.rename(folder / name)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        _point(folder, name)
        return name


def roll_back(folder: Path) -> str | None:
    """Put the snapshot in force that the present one replaced; None is the shipped one.

    Raises:
        ListsError: the shipped one is in force already, or the one before is no more.
    """
    with _locked(folder):
        now = pointed_at(folder)
        if now is None:
            raise ListsError(f"{folder} has no snapshot in force: the shipped one is")
        before = (folder / now / REPLACES).read_text(encoding="utf-8").strip() or None
        if before is None:
            (folder / POINTER).unlink()
            _sync(folder)
        else:
            read_snapshot(snapshot_in(folder, before))
            _point(folder, before)
        return before


def _point(folder: Path, name: str) -> None:
    new = folder / f".{POINTER}-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(name)
    new.replace(folder / POINTER)
    _sync(folder)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other updates out: they take turns."""
    if not folder.is_dir():
        raise ListsError(f"there is no folder {folder}")
    with (folder / LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
