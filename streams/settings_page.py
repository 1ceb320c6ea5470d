"""Write docs/settings.md from `streams.settings`; with `--check`, fail where it differs.

python -m streams.settings_page [--check] [FILE]
"""

import sys
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import get_args

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from streams.generated_page import write_or_check
from streams.settings import CONFIG_FILE_VARIABLE, PREFIX, Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"

HEAD = f"""\
<!-- Made by `python -m streams.settings_page`; change streams/settings.py instead. -->
# Settings

A setting comes from an option of the command, where the command has one; else from its
variable; else from the TOML file that `{CONFIG_FILE_VARIABLE}` names; else it has its
default. In the file a setting has the variable's name without `{PREFIX}`, in lower case:

    kafka_bootstrap_servers = "kafka-1:9092,kafka-2:9092"
    topic_prefix = "staging."

A value that is malformed, a variable that begins with `{PREFIX}` and is not listed here,
and an unknown key of the file end the command with exit code 2 and one line that names
them. No `.env` file is read. `crisiswire config show` prints the settings in force.

The SASL password is read from a file and is never an argument or a variable.

| variable | default | allowed | meaning |
|---|---|---|---|
"""

_BOUNDS = {Ge: ("ge", "≥"), Gt: ("gt", ">"), Le: ("le", "≤"), Lt: ("lt", "<")}


def render_page() -> str:
    """Return the page."""
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    variable = PREFIX + name.upper()
    cells = (f"`{variable}`", _default(field), _allowed(field), field.description or "")
    return f"| {' | '.join(cells)} |\n"


def _default(field: FieldInfo) -> str:
    """Return the default as the variable would have it; one that the machine decides is unset."""
    value = field.default
    if value is PydanticUndefined or value is None:
        return "unset"
    if value == "":
        return "empty"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def _allowed(field: FieldInfo) -> str:
    kind = next((each for each in _types(field) if each is not type(None)), str)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{each.value}`" for each in kind)
    parts = [_KINDS.get(kind, kind.__name__), *_bounds(field.metadata)]
    return ", ".join(part for part in parts if part)


def _types(field: FieldInfo) -> tuple[type, ...]:
    return get_args(field.annotation) or (field.annotation or str,)


_KINDS: dict[type, str] = {
    bool: "`true`, `false`",
    int: "whole number",
    float: "number",
    str: "text",
    Path: "path",
}


def _bounds(metadata: Iterable[object]) -> list[str]:
    found = []
    for bound in metadata:
        if isinstance(bound, Ge | Gt | Le | Lt):
            attribute, sign = _BOUNDS[type(bound)]
            found.append(f"{sign} {getattr(bound, attribute)}")
        elif isinstance(bound, MinLen):
            found.append("not empty" if bound.min_length == 1 else f"≥ {bound.min_length} long")
        elif isinstance(bound, MaxLen):
            found.append(f"at most {bound.max_length} characters")
    return found


def main(arguments: list[str]) -> int:
    """Write or check the page; 1 when a checked page differs."""
    return write_or_check(
        arguments, page=PAGE, text=render_page(), made_by="python -m streams.settings_page"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
