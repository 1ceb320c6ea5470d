"""A file that is made from the code and committed: written, or held against what is there."""

import sys
from pathlib import Path


def write_or_check(arguments: list[str], *, page: Path, text: str, made_by: str) -> int:
    """Do as the command line says; return the exit code, 1 when a checked page differs.

    Args:
        arguments: The command line's: `--check`, and another path than `page`.
        page: Where the page is committed.
        text: What it is to hold.
        made_by: The command that makes it, for the message.
    """
    names = [argument for argument in arguments if argument != "--check"]
    path = Path(names[0]) if names else page
    return put(path, text, check="--check" in arguments, made_by=made_by)


def put(path: Path, text: str, *, check: bool, made_by: str) -> int:
    """Write the file, or compare it; return the exit code, 1 when it differs or is missing."""
    if not check:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is not up to date: {made_by}", file=sys.stderr)
    return 1
