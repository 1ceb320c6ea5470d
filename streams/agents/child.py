"""What runs in a child process of the pool: the stages, and nothing of Kafka."""

import ctypes
import gc
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from schemas import Provenance
from streams.logs import configure_logs
from streams.pipeline import run_stage, stage_named
from streams.record import Outcome, Record
from streams.resources import Limits, Resources, load_resources

PR_SET_PDEATHSIG = 1  # Linux: signal this process when its parent dies
OUT_OF_MEMORY = 137  # the exit code of a process that was killed for it
# spaCy keeps every word that it has met, some 600 bytes each; feeds bring new ones for ever.
# With this many in memory a child loads everything anew, which takes two seconds.
MOST_WORDS = 300_000
_resources: Resources | None = None
_chosen: tuple[str | None, Limits] | None = None


def start(model: str | None, limits: Limits) -> None:
    """Load everything once; the pool's initializer."""
    configure_logs()
    global _chosen  # noqa: PLW0603 - a process pool's initializer has no other place
    # Ctrl-C and the orchestrator's SIGTERM go to the whole group; the parent drains, then ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    _chosen = (model, limits)
    _load(model, limits)


def _load(model: str | None, limits: Limits) -> None:
    global _resources  # noqa: PLW0603 - see start
    _resources = load_resources(model=model, limits=limits)
    # What was loaded stays: keep the collector from walking it again and again.
    gc.collect()
    gc.freeze()


def _renew_when_full(resources: Resources) -> None:
    global _resources  # noqa: PLW0603 - see start
    if _chosen is not None and len(resources.nlp.vocab.strings) > MOST_WORDS:
        _resources = None
        gc.unfreeze()
        _load(*_chosen)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a child has loaded."""

    provenance: Provenance
    list_dates: Mapping[str, date]


def loaded() -> Loaded:
    """Return what was loaded; used to wait until it is."""
    resources = _loaded_resources()
    # A list that names its month alone counts from the month's first day.
    dates = {
        name: date.fromisoformat(f"{day}-01"[:10]) for name, day in resources.lists.dates.items()
    }
    return Loaded(resources.provenance, dates)


def run_batch(work: Sequence[tuple[str, Record]]) -> list[Outcome]:
    """Return the outcome of each (stage name, record), in order, with the seconds it took."""
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
    return outcomes


def _loaded_resources() -> Resources:
    if _resources is None:
        raise RuntimeError("the child was not started")
    return _resources
