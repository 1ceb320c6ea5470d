"""The words of a text with their places, made once and read by all rules of form."""

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text's runs of letters and digits: `starts[i]` is where `words[i]` begins."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]

    def end(self, at: int) -> int:
        """Return where a word ends."""
        return self.starts[at] + len(self.words[at])

    def word(self, at: int) -> str:
        """Return a word, "" before the first and behind the last."""
        return self.words[at] if 0 <= at < len(self.words) else ""

    def gap(self, at: int) -> str:
        """Return what stands between a word and the one before it; "" where there are not two."""
        if not 0 < at < len(self.words):
            return ""
        return self.text[self.end(at - 1) : self.starts[at]]


def read_wording(text: str) -> Wording:
    """Part a text into its words."""
    matches = list(WORD.finditer(text))
    return Wording(
        text, tuple(match.group() for match in matches), tuple(match.start() for match in matches)
    )
