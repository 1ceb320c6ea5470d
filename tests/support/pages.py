"""What the pages show to be typed: blocks of shell, their terminals, and what they print."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    sorted([ROOT / "README.md", ROOT / "deploy" / "README.md", *(ROOT / "docs").rglob("*.md")])
)
_FENCE = re.compile(
    r"^```(?P<language>\w+)?(?:[^\n]*?title=\"(?P<title>[^\"]+)\")?[^\n]*\n(?P<text>.*?)^```$"
    r"|(?<=\n\n)(?P<indented>(?: {4}[^\n]*\n+)+)",
    re.M | re.S,
)
_SHELL = {"sh", "bash", "shell", "console"}
# An indented block is one of commands where its first word is one of these.
_FIRST_WORDS = ("crisiswire", "make", "python", ".venv/bin/", "docker", "kafka-", "kubectl", "$ ")
_HEREDOC = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")


@dataclass(frozen=True)
class Block:
    """Commands of one page that are typed one after the other in one terminal."""

    page: Path
    line: int
    terminal: str
    script: str
    shown: str  # what the page says that they print; empty where it does not

    def __str__(self) -> str:
        """Return the place, for messages."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """Return a page's blocks of commands in their order, each with the output that follows it."""
    text = page.read_text(encoding="utf-8")
    matches = list(_FENCE.finditer(text))
    found = []
    for match, after in zip_longest(matches, matches[1:]):
        script = _script(match)
        if not script:
            continue
        shown = ""
        if after is not None and after["language"] == "text":
            between = text[match.end() : after.start()]
            shown = after["text"] if not between.strip() else ""
        line = text.count("\n", 0, match.start()) + 1
        found.append(Block(page, line, match["title"] or "", script, shown))
    return found


def _script(match: re.Match[str]) -> str:
    if match["language"] in _SHELL:
        return _unprompted(match["text"])
    indented = match["indented"]
    if indented is None:
        return ""
    lines = [line.removeprefix("    ") for line in indented.strip("\n").splitlines()]
    return _unprompted("\n".join(lines)) if lines[0].startswith(_FIRST_WORDS) else ""


def _unprompted(text: str) -> str:
    """Return what is typed of a transcript: the lines behind `$ `, or all where there are none."""
    lines = text.splitlines()
    typed = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    return "\n".join(typed or lines) + "\n"


def chunks(script: str) -> Iterator[tuple[str, str]]:
    """Yield the logical lines of a script, continued ones joined, each with all that is typed."""
    lines = iter(script.splitlines(keepends=True))
    for first in lines:
        line, typed = first.rstrip("\n"), first
        while line.endswith("\\"):
            more = next(lines, "")
            line, typed = line[:-1] + " " + more.strip(), typed + more
        if heredoc := _HEREDOC.search(line):
            for each in lines:
                typed += each
                if each.strip() == heredoc[1]:
                    break
        yield line.strip(), typed


def lines_of(script: str) -> Iterator[str]:
    """Yield the logical lines of a script without comments and what is fed to commands."""
    for line, _ in chunks(script):
        if line and not line.startswith("#"):
            yield line


def commands_of(script: str) -> Iterator[list[str]]:
    """Yield the words of each simple command; variables that are set before it are left out.

    Raises:
        ValueError: quotes that do not close.
    """
    for line in lines_of(script):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="();|&{}")
        lexer.whitespace_split = True
        command: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("();|&{}") and word:
                if command:
                    yield command
                command = []
            elif command or not re.fullmatch(r"\w+=.*", word):
                command.append(word)
