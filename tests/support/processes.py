"""The end of a server that a test has started."""

import signal
import subprocess


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
