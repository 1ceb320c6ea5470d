"""The pool's children are processes: what it tells when one of them comes back."""

import asyncio
import os
import signal
from pathlib import Path

from streams.agents.child import Chosen, Loaded
from streams.agents.pool import Pool, PoolEvents
from streams.lists.update import carry_out, prepare
from streams.profile import Profile
from streams.record import Record
from streams.resources import Limits
from tests.support.official_lists import crowd, write_eu


def test_a_child_that_comes_back_with_new_lists_tells_of_them(tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    told: list[Loaded | None] = []

    async def run() -> None:
        pool = Pool(
            ["entities"],
            size=1,
            batch_records=1,
            batch_bytes=1000,
            timeout_seconds=60.0,
            chosen=Chosen(None, Limits(1000, 1000), Profile.FAST, folder),
            events=PoolEvents(
                queue_wait=lambda stage, seconds: None,
                busy=lambda count: None,
                restarted=lambda reason: None,
                lists=told.append,
            ),
        )
        await pool.start()
        try:
            (pid,) = pool.pids()
            carry_out(prepare([write_eu(tmp_path / "eu.xml", crowd(9))], folder), folder)
            os.kill(pid, signal.SIGKILL)
            outcome = await pool.run("entities", Record(b"no article"))
            assert outcome.refusal is not None
        finally:
            await pool.stop()

    asyncio.run(run())
    (loaded,) = told
    assert loaded is not None
    assert "EU" in loaded.list_dates
