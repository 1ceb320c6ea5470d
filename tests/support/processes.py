"""A server of a test's: started, waited for, ended."""

import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen


@contextmanager
def serving(
    command: Sequence[str],
    *,
    ready: str,
    log: Path,
    seconds: float,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Run a server for the length of a `with`, from the moment that it answers at an address.

    Args:
        command: What starts it, in the log's folder.
        ready: An address that it answers with 200 once it is up.
        log: Where its output goes.
        seconds: How long it may take.
        environment: Instead of the test's own.

    Raises:
        AssertionError: it ended, or did not answer in time; with the end of the log.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=log.parent, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + seconds
            while not _answers(ready):
                assert process.poll() is None, log.read_text(encoding="utf-8")[-2000:]
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")[-2000:]
                time.sleep(0.1)
            yield
        finally:
            end(process)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5):
            return True
    except (OSError, HTTPException):
        return False


def end(
    process: "subprocess.Popen[bytes]", *, by: signal.Signals = signal.SIGTERM, seconds: float = 20
) -> None:
    """Ask it to end, and kill it where it has not in time."""
    process.send_signal(by)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
