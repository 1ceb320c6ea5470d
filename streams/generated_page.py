"""A page that is made from the code and committed: written, or held against the file."""

import sys
from pathlib import Path


def write_or_check(arguments: list[str], *, page: Path, text: str, module: str) -> int:
    """Write the page, or with `--check` compare it; return the exit code, 1 when it differs.

    Args:
        arguments: The command line's: `--check`, and another path than `page`.
        page: Where the page is committed.
        text: What it is to hold.
        module: What makes it, for the message.
    """
    names = [argument for argument in arguments if argument != "--check"]
    path = Path(names[0]) if names else page
    if "--check" not in arguments:
        path.write_text(text, encoding="utf-8")
        return 0
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"{path} is not up to date: python -m {module}", file=sys.stderr)
    return 1
