"""Child processes for the language work: micro-batches, time budgets, recovery from any death.

Each child is an executor of its own, so that a child that dies or hangs takes
only its own micro-batch with it. The suspects of such a batch are then tried
one by one, and only the one that fails alone is to blame.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from schemas import Reason
from streams.agents import child
from streams.record import Outcome, Record, Refusal

logger = logging.getLogger(__name__)

# A record is blamed for a child's death only when it killed a child alone, twice:
# once may have been the kernel's choice of victim when memory ran out elsewhere.
ATTEMPTS_ALONE = 2
START_SECONDS = 120.0


class PoolBrokenError(Exception):
    """A child cannot be started; the worker has to stop."""


@dataclass(slots=True)
class _Job:
    stage: str
    record: Record
    outcome: "asyncio.Future[Outcome]"
    waiting_since: float = field(default_factory=monotonic)

    @property
    def size(self) -> int:
        return len(self.record.value or b"")


@dataclass(frozen=True, slots=True)
class PoolEvents:
    """What the pool tells whoever counts.

    `lists` is called when a child took up a new snapshot, with None when it could not.
    """

    queue_wait: Callable[[str, float], None]
    busy: Callable[[int], None]
    restarted: Callable[[Reason], None]
    lists: Callable[[child.Loaded | None], None]


class Pool:
    """Processes that run the stages.

    Args:
        stages: Stage names in pipeline order; work of later stages goes first, so that
            an article that was begun is finished.
        size: Child processes; 0 where no stage runs.
        batch_records: Records a call, at most.
        batch_bytes: Bytes a call, at most, unless a single record exceeds it.
        timeout_seconds: Time budget of one record.
        chosen: What the children load.
        events: See PoolEvents.
    """

    def __init__(
        self,
        stages: Sequence[str],
        *,
        size: int,
        batch_records: int,
        batch_bytes: int,
        timeout_seconds: float,
        chosen: child.Chosen,
        events: PoolEvents,
    ) -> None:
        self._waiting: dict[str, deque[_Job]] = {name: deque() for name in reversed(stages)}
        self._size = size
        self._batch_records = batch_records
        self._batch_bytes = batch_bytes
        self._timeout = timeout_seconds
        self._chosen = chosen
        self._events = events
        self._busy = 0
        self._work_waits = asyncio.Condition()
        self._children: list[asyncio.Task[None]] = []
        self._executors: dict[int, ProcessPoolExecutor] = {}
        self.loaded: child.Loaded | None = None

    async def start(self) -> None:
        """Start the children and wait until each has loaded its model.

        Raises:
            PoolBrokenError: a child died or took too long while loading.
        """
        await asyncio.gather(*(self._spawn(index) for index in range(self._size)))
        self._children = [
            asyncio.create_task(self._serve(index), name=f"pool-{index}")
            for index in range(self._size)
        ]

    async def stop(self) -> None:
        """End the children; what is not finished is abandoned."""
        for task in self._children:
            task.cancel()
        await asyncio.gather(*self._children, return_exceptions=True)
        for index in list(self._executors):
            self._kill(index)

    def pids(self) -> list[int]:
        """Return the children's process ids."""
        return [pid for executor in self._executors.values() for pid in _pids(executor)]

    async def crashed(self) -> None:
        """Wait for ever, or raise when the pool cannot go on.

        Raises:
            PoolBrokenError: a child could not be started again.
        """
        if not self._children:
            await asyncio.get_running_loop().create_future()  # nothing that could crash
        done, _ = await asyncio.wait(self._children, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def run(self, stage: str, record: Record) -> Outcome:
        """Return what the stage makes of the record; waits for a free child."""
        job = _Job(stage, record, asyncio.get_running_loop().create_future())
        async with self._work_waits:
            self._waiting[stage].append(job)
            self._work_waits.notify()
        return await job.outcome

    async def _serve(self, index: int) -> None:
        """Keep one child at work."""
        while True:
            async with self._work_waits:
                await self._work_waits.wait_for(self._anything_waits)
                batch = self._take_batch()
            self._busy += 1
            self._events.busy(self._busy)
            try:
                await self._finish(index, batch)
            finally:
                self._busy -= 1
                self._events.busy(self._busy)

    def _anything_waits(self) -> bool:
        return any(self._waiting.values())

    def _take_batch(self) -> list[_Job]:
        """Take this child's fair share of what waits, later stages first."""
        waiting = sum(len(jobs) for jobs in self._waiting.values())
        share = min(self._batch_records, -(-waiting // self._size))
        batch: list[_Job] = []
        size = 0
        for jobs in self._waiting.values():
            while jobs and len(batch) < share:
                if batch and size + jobs[0].size > self._batch_bytes:
                    return batch
                size += jobs[0].size
                batch.append(jobs.popleft())
        return batch

    async def _finish(self, index: int, batch: list[_Job]) -> None:
        """Set every job's outcome, whatever happens to the child."""
        now = monotonic()
        for job in batch:
            self._events.queue_wait(job.stage, now - job.waiting_since)
        failure = await self._attempt(index, batch)
        if failure is None:
            return
        for job in batch:  # one of them did it: try each alone
            for attempt in range(ATTEMPTS_ALONE):
                failure = await self._attempt(index, [job])
                if failure is None:
                    break
                if failure.reason is Reason.TIMEOUT or attempt + 1 == ATTEMPTS_ALONE:
                    _resolve(job, Outcome(refusal=failure))
                    break

    async def _attempt(self, index: int, batch: list[_Job]) -> Refusal | None:
        """Run the batch; on success set the outcomes, else bring the child back and say why."""
        work = [(job.stage, job.record) for job in batch]
        loop = asyncio.get_running_loop()
        try:
            # Raises at once where the child died while it had nothing to do.
            running = loop.run_in_executor(self._executors[index], child.run_batch, work)
            outcomes, news = await asyncio.wait_for(running, self._timeout)
        except TimeoutError:
            failure = Refusal(
                Reason.TIMEOUT, "TimeoutError", f"not done after {self._timeout:g} seconds"
            )
        except BrokenProcessPool:
            failure = Refusal(
                Reason.CHILD_DIED, "BrokenProcessPool", "the process that worked on it died"
            )
        else:
            for job, outcome in zip(batch, outcomes, strict=True):
                _resolve(job, outcome)
            if news is not None:
                self.loaded = news.loaded or self.loaded
                self._events.lists(news.loaded)
            return None
        logger.warning(
            "a child of the pool was lost",
            extra={"fields": {"reason": failure.reason.value, "records": len(batch)}},
        )
        self._events.restarted(failure.reason)
        self._kill(index)
        try:
            await self._spawn(index)
        except PoolBrokenError:  # killed once more, while it loaded: it did load before
            await self._spawn(index)
        return failure

    async def _spawn(self, index: int) -> None:
        # A child that died must not fail to come back for a snapshot that broke meanwhile.
        last_good = None if self.loaded is None else self.loaded.snapshot
        executor = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=partial(child.start, self._chosen, last_good),
        )
        self._executors[index] = executor
        loaded = asyncio.get_running_loop().run_in_executor(executor, child.loaded)
        try:
            now = await asyncio.wait_for(loaded, START_SECONDS)
        except (BrokenProcessPool, TimeoutError) as error:
            self._kill(index)
            raise PoolBrokenError(
                "a child process could not load the model and the lists"
            ) from error
        before, self.loaded = self.loaded, now
        # The lists were swapped while no child was looking: nobody else would tell.
        if before is not None and before.snapshot != now.snapshot:
            self._events.lists(now)

    def _kill(self, index: int) -> None:
        executor = self._executors.pop(index, None)
        if executor is None:  # `stop` was here first
            return
        for pid in _pids(executor):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        executor.shutdown(wait=False, cancel_futures=True)


def _pids(executor: ProcessPoolExecutor) -> list[int]:
    # The executor keeps its processes to itself, and offers no way to end a hung one.
    return list(executor._processes or {})


def _resolve(job: _Job, outcome: Outcome) -> None:
    if not job.outcome.done():
        job.outcome.set_result(outcome)
