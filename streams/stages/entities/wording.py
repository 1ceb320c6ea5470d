"""The words of a text with their places, made once and read by all rules of form."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A text's runs of letters and digits: `starts[i]` is where `words[i]` begins.

    `places` has the indices of each word, `numbers` those of words with digits.
    """

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    places: dict[str, list[int]]
    numbers: tuple[int, ...]

    def find(self, wanted: AbstractSet[str]) -> list[int]:
        """Return the indices of some words, in reading order."""
        places = self.places
        found = [at for word in places.keys() & wanted for at in places[word]]
        found.sort()
        return found

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
    words: list[str] = []
    starts: list[int] = []
    places: dict[str, list[int]] = {}
    for match in WORD.finditer(text):
        word = match.group()
        if word in places:
            places[word].append(len(words))
        else:
            places[word] = [len(words)]
        words.append(word)
        starts.append(match.start())
    numbers = sorted(at for word, at_all in places.items() if not word.isalpha() for at in at_all)
    return Wording(text, tuple(words), tuple(starts), places, tuple(numbers))
