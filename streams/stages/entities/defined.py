"""Names that the article abbreviates: "the Lake Chad Basin Commission (LCBC)"."""

import re
from collections.abc import Iterator

from schemas.entity import EntityLabel
from streams.language.wordlist import words
from streams.stages.entities.candidate import Candidate, Source

ACRONYM = re.compile(r"\s\((?:the |“|\")?([A-Z][A-Za-z&.-]{1,9})(?:”|\")?[,;)]")
TOKEN = re.compile(r"[^\s()“”\"]+")
SMALL = words("of the for and in on to with de la du des et & against from y del e das dos do da")
LAST_OF_A_LAW = words(
    "Act Treaty Convention Agreement Accord Accords Charter Protocol Memorandum Plan Law Pact"
)
LAST_OF_A_SITE = words("Airport Port Base Plant Station Refinery")
WEAPON_BEHIND = re.compile(r"\)?\)\s(?:missile|system|interceptor|batter|rocket|launcher)")
LOOK_BACK = 110
MOST_WORDS = 12
FEWEST_LETTERS = 2


def find_defined(text: str) -> Iterator[Candidate]:
    """Yield full names with an acronym behind them in brackets, and the acronyms there."""
    for match in ACRONYM.finditer(text):
        letters = [char for char in match.group(1) if char.isupper()]
        start = _start(text, match.start(), letters)
        if start is None:
            continue
        label = _label(text, start, match)
        yield Candidate(start, match.start(), label, Source.RULE)
        yield Candidate(*match.span(1), label, Source.RULE)


def _start(text: str, end: int, letters: list[str]) -> int | None:
    """Return where the words begin whose initials are the letters; None where none are."""
    if len(letters) < FEWEST_LETTERS:
        return None
    line = max(text.rfind("\n", 0, end) + 1, end - LOOK_BACK)
    tokens = list(TOKEN.finditer(text, line, end))
    if not tokens or tokens[-1].end() != end:
        return None
    wanted = list(letters)
    for token in tokens[: -MOST_WORDS - 1 : -1]:
        word = token.group()
        if word in SMALL:
            continue
        if not word[0].isupper() or word[-1] in ".,;:":
            return None
        for part in reversed([part for part in re.split(r"[-‑/]", word) if part]):
            if wanted and part[0].upper() == wanted[-1]:
                wanted.pop()
        if not wanted:
            return token.start()
    return None


def _label(text: str, start: int, acronym: re.Match[str]) -> EntityLabel:
    last = text[start : acronym.start()].rsplit(maxsplit=1)[-1]
    if last in LAST_OF_A_LAW:
        return EntityLabel.LAW
    if last in LAST_OF_A_SITE:
        return EntityLabel.FAC
    if WEAPON_BEHIND.match(text, acronym.end() - 1):
        return EntityLabel.WEAPON
    return EntityLabel.ORG
