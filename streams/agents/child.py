"""What runs in a child process of the pool: the stages, and nothing of Kafka."""

import ctypes
import gc
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter

from schemas import Provenance
from streams.lists.follow import FollowedLists
from streams.logs import configure_logs
from streams.pipeline import run_stage, stage_named
from streams.profile import Profile
from streams.record import Outcome, Record
from streams.resources import Limits, Resources, load_resources
from streams.stages.listed.lists import first_day

PR_SET_PDEATHSIG = 1  # Linux: signal this process when its parent dies
OUT_OF_MEMORY = 137  # the exit code of a process that was killed for it
# spaCy keeps every word that it has met, some 600 bytes each; feeds bring new ones for ever.
# With this many in memory a child loads everything anew, which takes two seconds.
MOST_WORDS = 300_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a child is to load; see `load_resources`. `lists` is a folder of snapshots."""

    model: str | None
    limits: Limits
    profile: Profile = Profile.ACCURATE
    lists: Path | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a child has loaded; `snapshot` is the file that its lists are from."""

    provenance: Provenance
    list_dates: Mapping[str, date]
    snapshot: Path | None


@dataclass(frozen=True, slots=True)
class ListsNews:
    """A new snapshot of the lists was taken up; None: it could not be used."""

    loaded: Loaded | None


_resources: Resources | None = None
_chosen: Chosen | None = None
_followed: FollowedLists | None = None


def start(chosen: Chosen, last_good: Path | None = None) -> None:
    """Load everything once; the pool's initializer.

    Args:
        chosen: What to load.
        last_good: Snapshot to use where the one in force is broken, which ends a child otherwise.
    """
    configure_logs()
    # a process pool's initializer has no other place
    global _chosen, _followed  # noqa: PLW0603
    # Ctrl-C and the orchestrator's SIGTERM go to the whole group; the parent drains, then ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _followed = FollowedLists(chosen.lists, last_good)
    _chosen = chosen
    _load(chosen)


def _load(chosen: Chosen) -> None:
    global _resources  # noqa: PLW0603 - see start
    _resources = load_resources(
        model=chosen.model,
        limits=chosen.limits,
        profile=chosen.profile,
        lists=None if _followed is None else _followed.lists,
    )
    _settle()


def _settle() -> None:
    """Keep the collector from walking what was loaded again and again: it stays."""
    gc.collect()
    gc.freeze()


def _take_up_lists() -> ListsNews | None:
    """Look for a new snapshot, before a batch: all its records are read with the same lists."""
    global _resources  # noqa: PLW0603 - see start
    taken = None if _followed is None else _followed.look()
    if taken is None or _resources is None or _followed is None:
        return None
    if not taken:
        return ListsNews(None)
    _resources = replace(_resources, lists=_followed.lists)
    _settle()
    return ListsNews(loaded())


def _renew_when_full(resources: Resources) -> None:
    global _resources  # noqa: PLW0603 - see start
    if _chosen is not None and len(resources.nlp.vocab.strings) > MOST_WORDS:
        _resources = None
        gc.unfreeze()
        _load(_chosen)


def loaded() -> Loaded:
    """Return what was loaded; used to wait until it is."""
    resources = _loaded_resources()
    dates = {name: first_day(dated) for name, dated in resources.lists.dates.items()}
    return Loaded(resources.provenance, dates, None if _followed is None else _followed.snapshot)


def run_batch(work: Sequence[tuple[str, Record]]) -> tuple[list[Outcome], ListsNews | None]:
    """Return the outcome of each (stage name, record), in order, with the seconds it took.

    Behind them what there is to tell of the lists since the batch before.
    """
    news = _take_up_lists()
    resources = _loaded_resources()
    outcomes = []
    for stage_name, record in work:
        begun = perf_counter()
        try:
            outcome = run_stage(stage_named(stage_name), record, resources)
        except MemoryError:
            # No longer to be trusted, as if the kernel had ended it; the parent finds the culprit.
            os._exit(OUT_OF_MEMORY)
        outcomes.append(replace(outcome, seconds=perf_counter() - begun))
    _renew_when_full(resources)
    return outcomes, news


def _loaded_resources() -> Resources:
    if _resources is None:
        raise RuntimeError("the child was not started")
    return _resources
