"""Write docs/reference/cli.md from the commands themselves; with `--check`, fail where it differs.

python -m streams.cli_page [--check] [FILE]
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from streams.cli.app import app
from streams.generated_page import write_or_check

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "cli.md"

HEAD = """\
<!-- Made by `python -m streams.cli_page`; change streams/cli/ instead. -->
# Commands

`crisiswire` is what `make demo` and `make test` leave in `.venv/bin`, what
`pip install '.[worker]'` installs, and what the image runs. Each command has `--help`. What was
asked for goes to standard output, everything else to standard error; colours follow the
terminal and `NO_COLOR`, and progress bars are drawn on a terminal alone. Where to find the
broker is a [setting](../settings.md).

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | failed, or something was not confirmed; where a command means more by it, it says so below |
| 2 | wrong usage, or a setting that is malformed or unknown |
| 130 | interrupted |

"""

_EXAMPLE = re.compile(r"Examples?: \[bold\](.+?)\[/bold\]", re.S)
_KINDS = {
    "str": "text",
    "int": "whole number",
    "int range": "whole number",
    "float": "number",
    "float range": "number",
    "datetime": "time",
    "%Y-%m-%d": "YYYY-MM-DD",
}
_MARKUP = re.compile(r"\[/?[a-z]+\]")


def render_page() -> str:
    """Return the page."""
    commands = list(_commands(get_command(app), ()))
    names = [
        f"| [`{name}`](#{_anchor(name)}) | {_first_line(command)} |" for name, command in commands
    ]
    index = ["| command | what it does |", "|---|---|", *names, ""]
    return HEAD + "\n".join([*index, *(_section(name, command) for name, command in commands)])


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield the commands with their names, groups opened."""
    for name, each in command.commands.items():
        if hasattr(each, "commands"):
            yield from _commands(each, (*path, name))
        else:
            yield " ".join(("crisiswire", *path, name)), each


def _section(name: str, command: Any) -> str:
    text = command.help or ""
    lines = [f"## {name}", "", _plain(_EXAMPLE.sub("", text)), ""]
    for example in _EXAMPLE.findall(text):
        lines += ["```sh", " ".join(example.split()), "```", ""]
    if command.params:
        lines += ["| argument or option | value | default | meaning |", "|---|---|---|---|"]
        lines += [_row(parameter, typer.Context(command)) for parameter in command.params]
        lines.append("")
    return "\n".join(lines)


def _row(parameter: Any, context: typer.Context) -> str:
    is_argument = parameter.param_type_name == "argument"
    names = [parameter.name.upper()] if is_argument else parameter.opts
    several = parameter.nargs == -1 or parameter.multiple
    kind = "" if getattr(parameter, "is_flag", False) else _kind(parameter, context)
    cells = (
        ", ".join(f"`{each}`" for each in names) + ("..." if several else ""),
        kind,
        _default(parameter),
        _plain(parameter.help or ""),
    )
    return f"| {' | '.join(cells)} |"


def _kind(parameter: Any, context: typer.Context) -> str:
    shown = str(parameter.display_type(context)).strip("<>")
    name = re.sub(r"^list\[(.*)\]$", r"\1", shown)
    if "|" in name:
        return ", ".join(f"`{choice}`" for choice in name.split("|"))
    bounds = [
        f"{sign} {bound}"
        for sign, bound in (("≥", parameter.min), ("≤", parameter.max))
        if bound is not None
    ]
    return ", ".join([_KINDS.get(name, name.lower()), *bounds])


def _default(parameter: Any) -> str:
    value = parameter.default
    if parameter.required:
        return "needed"
    if value is None or isinstance(value, bool) or callable(value):
        return ""
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        value = value.relative_to(ROOT)
    return f"`{value}`"


def _first_line(command: Any) -> str:
    return _plain((command.help or "").partition("\n\n")[0])


def _plain(text: str) -> str:
    """Return help without rich's markup, its paragraphs each on one line."""
    paragraphs = _MARKUP.sub("", text).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(
        arguments, page=PAGE, text=render_page(), made_by="python -m streams.cli_page"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
