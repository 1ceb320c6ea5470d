"""What other processes use of the machine, as the kernel tells it (Linux; elsewhere: nothing)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# /proc/<pid>/stat, counted behind the name in brackets, which may hold anything (proc(5)).
_USER_TICKS, _SYSTEM_TICKS, _RESIDENT_PAGES = 11, 12, 21


@dataclass(frozen=True, slots=True)
class Usage:
    """One process: CPU seconds since its start, and resident memory now."""

    cpu_seconds: float
    resident_bytes: int


def read_usage(pids: Iterable[int], *, proc: Path = Path("/proc")) -> dict[int, Usage]:
    """Return the usage of those processes that are there."""
    ticks = os.sysconf("SC_CLK_TCK")
    page_bytes = os.sysconf("SC_PAGE_SIZE")
    found = {}
    for pid in pids:
        try:
            stat = (proc / str(pid) / "stat").read_bytes()
        except OSError:  # it has ended
            continue
        fields = stat.rpartition(b")")[2].split()
        found[pid] = Usage(
            cpu_seconds=(int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / ticks,
            resident_bytes=int(fields[_RESIDENT_PAGES]) * page_bytes,
        )
    return found
