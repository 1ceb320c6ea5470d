"""How names are written in an article: its words, which of them stand together, sentences."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from streams.language.wordlist import words
from streams.stages.listed.names import plain

KIND_NOUNS = words("bank group party movement network")  # written small after a name
# Written small inside a name.
SMALL = words(
    "al el bin bint ibn abu abd de da do dos di del la le les y e of the and for van von ul ur as"
)
POSSESSIVES = ("'s", "'S", "’s", "’S")
PLAIN_KEPT = 50_000  # words of a feed whose plain form is kept: 10 MB


@dataclass(frozen=True, slots=True)
class Word:
    """A token that is a word, or a part of one: token number, place in the text, plain form."""

    i: int
    start: int
    text: str
    plain: str

    @property
    def end(self) -> int:
        """Behind the word's last character."""
        return self.start + len(self.text)


@lru_cache(maxsize=PLAIN_KEPT)
def plain_word(token: str) -> str:
    """Return the token as names are looked up; see `streams.stages.listed.names.plain`."""
    return plain(token).strip(".")


def sentences_of(starts: list[int]) -> list[tuple[int, int]]:
    """Return for each token its sentence, [first token, end), of spaCy's SENT_START column."""
    found: list[tuple[int, int]] = []
    begun = 0
    for i in range(1, len(starts) + 1):
        if i == len(starts) or starts[i] == 1:
            found.extend([(begun, i)] * (i - begun))
            begun = i
    return found


def is_capital(text: str) -> bool:
    """Say whether a word is written as one of a name: with a capital or a digit in front."""
    return text[:1].isupper() or text[:1].isdigit()


def stand_together(run: list[Word], article: str) -> bool:
    """Say whether nothing but blanks, hyphens and possessives stands between the words."""
    for one, other in pairwise(run):
        between = article[one.end : other.start]
        if any(mark not in " -‑–’'.&sS" for mark in between) and not between.strip(" .").isupper():
            return False
    return True
