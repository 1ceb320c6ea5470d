"""Text from articles and records, made safe to show on a terminal."""

import re

# ESC sequences (CSI, OSC and the short ones), and their one-byte C1 forms. One that
# never ends loses its ESC alone, so that it cannot hide the text behind it.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b]{0,1000}(?:\x07|\x1b\\)"
    r"|\x9b[0-?]*[ -/]*[@-~]"
    r"|[\x90\x98\x9d\x9e\x9f][^\x07\x9c]{0,1000}(?:\x07|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
# Other control characters (tab and newline stay), and the marks that turn the
# direction of writing, with which a line can be made to read as another.
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def plain(text: str) -> str:
    """Return the text without escape sequences, control and direction characters.

    A lone surrogate, which no terminal can print, becomes a question mark.
    """
    visible = STEERING.sub("", _ESCAPES.sub("", text))
    return visible.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, characters: int = 0) -> str:
    """Return the text safe and on one line, cut to so many characters (0: not cut)."""
    line = " ".join(plain(text).split())
    if characters and len(line) > characters:
        return line[: characters - 1].rstrip() + "…"
    return line
