"""Usage of other processes, compared with what they really use."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from streams.metrics import Metrics
from streams.processes import Usage, read_usage

# Works when it is told a number of seconds, and says when it is done.
CHILD = """
import time, sys
held = bytearray(50_000_000)
for line in sys.stdin:
    end = time.process_time() + float(line)
    while time.process_time() < end:
        pass
    print("done", flush=True)
"""


@pytest.fixture
def child() -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        work(process, 0.0)
        try:
            yield process
        finally:
            process.kill()


def work(process: "subprocess.Popen[str]", seconds: float) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


def test_it_agrees_with_psutil(child: "subprocess.Popen[str]") -> None:
    work(child, 0.3)
    usage = read_usage([child.pid])[child.pid]
    expected = psutil.Process(child.pid)
    times = expected.cpu_times()
    assert usage.cpu_seconds == pytest.approx(times.user + times.system, abs=0.05)
    assert usage.cpu_seconds >= 0.29
    assert usage.resident_bytes == pytest.approx(expected.memory_info().rss, rel=0.05)
    assert usage.resident_bytes > 50_000_000


def test_a_process_that_has_ended_is_left_out(child: "subprocess.Popen[str]") -> None:
    child.kill()
    child.wait()
    assert read_usage([child.pid, os.getpid()]).keys() == {os.getpid()}


def test_a_name_with_brackets_and_spaces_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    numbers = " ".join(str(number) for number in range(4, 53))
    (tmp_path / "7" / "stat").write_text(f"7 (a) b (c) S {numbers}\n")
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    # Fields 14, 15 and 24 of proc(5).
    assert read_usage([7], proc=tmp_path) == {7: Usage((14 + 15) / ticks, 24 * page)}


def test_the_metrics_add_up_over_children_that_come_and_go(
    child: "subprocess.Popen[str]",
) -> None:
    metrics = Metrics((), {})

    def cpu() -> float:
        return metrics.registry.get_sample_value("crisiswire_pool_cpu_seconds_total") or 0.0

    metrics.observe_pool([child.pid])
    before = cpu()
    work(child, 0.2)
    metrics.observe_pool([child.pid])
    assert cpu() - before == pytest.approx(0.2, abs=0.1)
    after = cpu()
    metrics.observe_pool([])
    assert cpu() == after
    assert metrics.registry.get_sample_value("crisiswire_pool_resident_memory_bytes") == 0
    metrics.observe_pool([child.pid])
    assert cpu() > after
