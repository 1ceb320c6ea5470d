"""How a worker finds a port for its metrics."""

import asyncio
import socket

import pytest

from streams.agents.passage import PassingOn
from streams.pipeline import STAGES
from streams.settings import Settings
from streams.worker import DEFAULT_METRICS_PORT, _Worker, run_worker


def test_a_second_worker_on_a_machine_takes_another_port() -> None:
    async def scenario() -> None:
        first = _Worker(Settings(), STAGES, PassingOn())._ops_server()
        second = _Worker(Settings(), STAGES, PassingOn())._ops_server()
        try:
            assert second.port not in {first.port, DEFAULT_METRICS_PORT}
        finally:
            first.close()
            second.close()

    asyncio.run(scenario())


def test_a_port_that_was_asked_for_and_is_taken_is_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run_worker(Settings(metrics_port=port), STAGES) == 1
    (line,) = [r for r in caplog.records if r.levelname == "CRITICAL"]
    assert line.getMessage() == "no port for metrics and health"
