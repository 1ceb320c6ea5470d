"""The `crisiswire` command: in this process, or in one of its own as a user runs it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import typer
from typer.testing import CliRunner

from streams.cli import dlq, doctor, lag, publish, replay, tail, topics
from streams.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give a command these settings, those set explicitly."""
    ours = {
        PREFIX + name.upper(): str(value)
        for name, value in settings.model_dump(mode="json").items()
        if name in settings.model_fields_set and value is not None
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**others, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200", **ours}


def run_command(settings: Settings, *arguments: str, stdin: bytes = b"") -> Done:
    """Run one of the broker commands here, which spares a process its imports."""
    app = typer.Typer(pretty_exceptions_enable=False)
    for command in (dlq, doctor, lag, publish, replay, tail, topics):
        command.register(app)
    result = CliRunner().invoke(
        app, list(arguments), input=stdin, env=environment(settings), catch_exceptions=False
    )
    return Done(result.exit_code, result.stdout, result.stderr)


def start_command(settings: Settings, *arguments: str) -> "subprocess.Popen[bytes]":
    """Start `crisiswire ARGUMENTS...` in a process of its own, with pipes to it."""
    return subprocess.Popen(
        [sys.executable, "-m", "streams", *arguments],
        cwd=ROOT,
        env=environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - of the tests, with no lock held
    )


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background ignores it
