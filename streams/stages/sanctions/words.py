"""A sentence as a row of words that phrases are looked up in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from spacy.attrs import LEMMA, LOWER, TAG  # type: ignore[import-not-found]  # Cython
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span, Token

from streams.language.syntax import lemma
from streams.stages.sanctions.lexicon import IRREGULAR, Phrase

SKIPPED = frozenset(["-", "–", "—", "‑", "'", '"', "“", "”", "‘", "’"])


COLUMNS = (LOWER, LEMMA, TAG)
PRESENT = get_string_id("VBZ")


@dataclass(frozen=True)
class Words:
    """Words without blanks, hyphens and quotes; `places` knows each form and each lemma.

    `at` are the places of the words in the document; token objects are made on demand.
    """

    doc: Doc
    at: tuple[int, ...]
    forms: tuple[tuple[str, str], ...]
    places: dict[str, list[int]]

    @classmethod
    def of(cls, sentence: Span) -> Self:
        """Read one sentence."""
        doc, first = sentence.doc, sentence.start
        strings = doc.vocab.strings
        at: list[int] = []
        forms: list[tuple[str, str]] = []
        places: dict[str, list[int]] = {}
        table = sentence.to_array(COLUMNS).tolist()  # type: ignore[attr-defined]  # not in the stub
        for step, (lower, root, tag) in enumerate(table):
            form = strings[lower]
            if form in SKIPPED or form.isspace():
                continue
            word = IRREGULAR.get(form)
            if word is None:
                word = strings[root].lower() if root else form
                if tag == PRESENT and word == form:
                    word = lemma(doc[first + step])
            pair = (form.rstrip(".") or form, word)
            for key in pair if pair[0] != word else (word,):
                places.setdefault(key, []).append(len(at))
            at.append(first + step)
            forms.append(pair)
        return cls(doc, tuple(at), tuple(forms), places)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words as tokens."""
        return tuple(self.doc[at] for at in self.at)

    def stands_at(self, phrase: Phrase, place: int) -> bool:
        """Say whether the phrase begins at the place, each word as form or lemma."""
        if place + len(phrase) > len(self.forms):
            return False
        return all(word in self.forms[place + step] for step, word in enumerate(phrase))

    def find(self, phrase: Phrase) -> list[int]:
        """Return the places where the phrase begins."""
        return [place for place in self.places.get(phrase[0], ()) if self.stands_at(phrase, place)]

    def near(
        self, phrases: tuple[Phrase, ...], place: int, window: int, *, itself: bool = False
    ) -> int | None:
        """Return the nearest beginning of any of the phrases within the window, None if none.

        `itself`: a phrase that begins at the place itself counts too.
        """
        low = 0 if itself else 1
        best: int | None = None
        for phrase in phrases:
            for found in self.places.get(phrase[0], ()):
                distance = abs(found - place)
                nearer = best is None or distance < abs(best - place)
                if nearer and low <= distance <= window and self.stands_at(phrase, found):
                    best = found
        return best
