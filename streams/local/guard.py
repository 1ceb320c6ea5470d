"""One broker's keeper: a process of its own, so that no broker outlives who started it.

    python guard.py FOLDER COMMAND...

Runs COMMAND in FOLDER with its output in broker.log and its process id in broker.pid.
Reads orders from standard input, one a line: `stop` (SIGTERM), `kill` (SIGKILL).
Standard input that ends means that the owner has gone, however it went: the broker is
killed and the folder above FOLDER, the whole cluster's, removed. Imports the standard
library only and runs as a file, so that it starts in no time.
"""

import contextlib
import ctypes
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _die_with_keeper() -> None:
    """Ask the kernel to kill the broker should this keeper itself be killed (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _obey(broker: "subprocess.Popen[bytes]", abandoned: threading.Event) -> None:
    for order in sys.stdin:
        if order.strip() == "kill":
            broker.kill()
        else:
            broker.terminate()
    abandoned.set()
    broker.kill()


def main() -> int:
    """Run the broker to its end and return its exit code."""
    folder = Path(sys.argv[1])
    abandoned = threading.Event()
    with (folder / "broker.log").open("ab") as log:
        broker = subprocess.Popen(
            sys.argv[2:],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_keeper,  # noqa: PLW1509 - no other thread exists yet
        )
    pid_file = folder / "broker.pid.new"
    pid_file.write_text(str(broker.pid))
    pid_file.rename(folder / "broker.pid")
    threading.Thread(target=_obey, args=(broker, abandoned), daemon=True).start()
    code = broker.wait()
    if abandoned.is_set():
        shutil.rmtree(folder.parent, ignore_errors=True)  # the last keeper empties it
    return code


if __name__ == "__main__":
    sys.exit(main())
