"""Words between quotation marks, over paragraphs too."""

import re
from dataclasses import dataclass

OPENING = "“«„"
CLOSING = "”»"
STRAIGHT = '"'
SINGLE_OPENING, SINGLE_CLOSING = "‘", "’"
SINGLE = re.compile(r"(?<![\w’])[‘'](?=\w)(.{3,}?)(?<=[\w.,!?])[’'](?!\w)")
MARKS = re.compile(f"[{OPENING}{CLOSING}{STRAIGHT}]")
PARAGRAPH = re.compile(r"\S(?:.*\S)?")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Half-open character range between the marks.

    `paragraph` is the number of its paragraph; `is_open` says that no closing mark
    follows in it, so that the next paragraph may carry on.
    """

    start: int
    end: int
    paragraph: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Half-open character range of one line with words, and its quotations."""

    start: int
    end: int
    quotations: tuple[Quotation, ...]


def read_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs in order, each with its quotations.

    An opening mark without a closing one quotes to the end of its paragraph.
    Straight marks open and close in turn; single marks count around several words.
    """
    return tuple(
        Paragraph(match.start(), match.end(), _quotations(text, match.start(), match.end(), number))
        for number, match in enumerate(PARAGRAPH.finditer(text))
    )


def _quotations(text: str, start: int, end: int, paragraph: int) -> tuple[Quotation, ...]:
    found = []
    opened: int | None = None
    for match in MARKS.finditer(text, start, end):
        at, mark = match.start(), match[0]
        if mark in OPENING or (mark == STRAIGHT and opened is None):
            if opened is None:
                opened = at + 1
        elif (mark in CLOSING or mark == STRAIGHT) and opened is not None:
            if at > opened:
                found.append(Quotation(opened, at, paragraph))
            opened = None
    if opened is not None and opened < end:
        found.append(Quotation(opened, end, paragraph, is_open=True))
    if not found:
        found = [
            Quotation(quoted.start(1), quoted.end(1), paragraph)
            for quoted in SINGLE.finditer(text, start, end)
        ]
    return tuple(found)
