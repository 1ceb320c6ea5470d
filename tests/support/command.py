"""The `crisiswire` command in a process of its own, as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

from streams.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]


def environment(settings: Settings) -> dict[str, str]:
    """Return the variables that give a command these settings, those set explicitly."""
    ours = {
        PREFIX + name.upper(): str(value)
        for name, value in settings.model_dump(mode="json").items()
        if name in settings.model_fields_set and value is not None
    }
    others = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**others, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200", **ours}


def run_command(
    settings: Settings, *arguments: str, stdin: bytes = b"", timeout_seconds: float = 120.0
) -> "subprocess.CompletedProcess[str]":
    """Run `crisiswire ARGUMENTS...` to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "streams", *arguments],
        cwd=ROOT,
        env=environment(settings),
        input=stdin,
        capture_output=True,
        timeout=timeout_seconds,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args,
        done.returncode,
        done.stdout.decode("utf-8"),
        done.stderr.decode("utf-8", "replace"),
    )
