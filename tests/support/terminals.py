"""Terminals in which the commands of a page are typed, one after the other, as a reader does."""

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.support.pages import Block

# Commands that go on until Ctrl-C, and what they print when they have begun.
ENDLESS = {
    r"crisiswire broker": r"^export ",
    r"crisiswire worker": r"http://\S+",
    r"crisiswire lag .*--serve": r"http://\S+",
    r"crisiswire tail(?!.*--(limit|idle))": r"",
    r"python docs/examples/(consume|keep)": r".",
}
SECONDS = 240.0  # for one command on a loaded machine
INTERRUPTED = {0, 130, -signal.SIGINT}


class Terminals:
    """The terminals of one page: they share a folder and what was exported; each has one job.

    Args:
        folder: Where the commands run; what they write stays in it.
        environment: What the terminals begin with.
        put_in: Turns what the page shows into what is typed here: addresses, places.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], put_in: Callable[[str], str]
    ) -> None:
        self.folder = folder
        self._environment = environment
        self._put_in = put_in
        self._jobs: dict[str, tuple[subprocess.Popen[bytes], Path]] = {}
        self._count = 0

    def type(self, block: Block) -> str:
        """Type a block; return what it printed, once it is done or has begun to go on.

        Raises:
            AssertionError: the exit code is not 0, or what the page shows was not printed.
        """
        self.interrupt(block.terminal)
        script = self._put_in(block.script)
        ready = next(
            (shown for command, shown in ENDLESS.items() if re.search(command, script)), None
        )
        if ready is None:
            return self._run(block, script)
        return self._start(block, script, ready)

    def interrupt(self, terminal: str) -> None:
        """Press Ctrl-C in a terminal; nothing happens where no job is."""
        job = self._jobs.pop(terminal, None)
        if job is None:
            return
        process, printed = job
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            code = process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        assert code in INTERRUPTED or "KeyboardInterrupt" in printed.read_text(), (
            code,
            printed.read_text()[-2000:],
        )

    def close(self) -> None:
        """Press Ctrl-C in every terminal, the last first."""
        with ExitStack() as stack:  # the others, too, where one does not end as it should
            for terminal in self._jobs:
                stack.callback(self.interrupt, terminal)

    def _script(self, script: str) -> list[str]:
        """Return the shell's command: what was exported before comes first, and is kept after."""
        kept = shlex.quote(str(self.folder / ".exported"))
        return [
            "bash",
            "-c",
            f"[ -e {kept} ] && . {kept}; set -e -o pipefail\n{script}\nexport -p > {kept}",
        ]

    def _popen(self, script: str, printed: Path) -> "subprocess.Popen[bytes]":
        with printed.open("wb") as out:
            return subprocess.Popen(
                self._script(script),
                cwd=self.folder,
                env={**os.environ, **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_hear_interrupts,  # noqa: PLW1509 - of the tests, with no lock held
            )

    def _output(self) -> Path:
        self._count += 1
        return self.folder / f".printed-{self._count}"

    def _run(self, block: Block, script: str) -> str:
        printed = self._output()
        process = self._popen(script, printed)
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        text = printed.read_text(encoding="utf-8")
        assert code == 0, f"{block}: exit code {code}\n{script}\n{text[-4000:]}"
        missing = missing_lines(block.shown, text)
        assert not missing, f"{block}: the page shows {missing}\n{text[-4000:]}"
        return text

    def _start(self, block: Block, script: str, ready: str) -> str:
        printed = self._output()
        process = self._popen(script, printed)
        self._jobs[block.terminal] = (process, printed)
        deadline = time.monotonic() + SECONDS
        while True:
            text = printed.read_text(encoding="utf-8")
            if re.search(ready, text, re.M) and not missing_lines(block.shown, text):
                return text
            assert process.poll() is None, f"{block}: it ended\n{script}\n{text[-4000:]}"
            assert time.monotonic() < deadline, f"{block}: {block.shown}\n{text[-4000:]}"
            time.sleep(0.2)


def missing_lines(shown: str, printed: str) -> list[str]:
    """Return the lines that the page shows and that were not printed; numbers may be others."""
    there = {_shape(line) for line in printed.splitlines()}
    return [line for line in shown.splitlines() if _shape(line) not in there | {"", "..."}]


def _shape(line: str) -> str:
    """Return a line without its numbers, its blanks and its frame."""
    return " ".join(re.sub(r"\d+", "0", re.sub(r"[─-╿]+", " ", line)).split())


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it
