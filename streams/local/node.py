"""One broker process, held through its keeper (guard.py)."""

import contextlib
import subprocess
import sys
import time
from pathlib import Path

_GUARD = Path(__file__).with_name("guard.py")


class Node:
    """A broker that can be started, stopped, killed and started again on the same data."""

    def __init__(self, folder: Path, command: tuple[str, ...]) -> None:
        self.folder = folder
        self._command = command
        self._guard: subprocess.Popen[str] | None = None

    @property
    def running(self) -> bool:
        """Whether the broker's process is there."""
        return self._guard is not None and self._guard.poll() is None

    @property
    def pid(self) -> int:
        """Process id of the broker, for signals such as SIGSTOP.

        Raises:
            RuntimeError: it is not running.
        """
        if not self.running:
            raise RuntimeError(f"the broker in {self.folder} is not running")
        return int((self.folder / "broker.pid").read_text())

    def start(self) -> None:
        """Start the broker's process; it is ready some seconds later."""
        if self.running:
            return
        (self.folder / "broker.pid").unlink(missing_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-IS", str(_GUARD), str(self.folder), *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            bufsize=1,
            start_new_session=True,  # Ctrl-C in the terminal is for us, not for the broker
        )
        while self.running and not (self.folder / "broker.pid").exists():
            time.sleep(0.01)

    def stop(self, timeout_seconds: float = 30.0) -> None:
        """Shut the broker down in order; kill it where that takes longer."""
        self._order("stop")
        try:
            self._wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the broker at once, as `kill -9` does."""
        self._order("kill")
        self._wait(30.0)

    def log_tail(self, lines: int = 12) -> str:
        """Return the last lines that the broker printed."""
        log = self.folder / "broker.log"
        text = log.read_text(errors="replace") if log.exists() else ""
        return "\n".join(text.strip().splitlines()[-lines:])

    def _order(self, order: str) -> None:
        if self._guard is None or self._guard.stdin is None or not self.running:
            return
        with contextlib.suppress(BrokenPipeError):  # it may go in this moment
            self._guard.stdin.write(order + "\n")

    def _wait(self, timeout_seconds: float) -> None:
        if self._guard is None:
            return
        self._guard.wait(timeout_seconds)
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard = None
