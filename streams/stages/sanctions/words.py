"""A sentence as a row of words that phrases are looked up in."""

from dataclasses import dataclass
from typing import Self

from spacy.tokens import Span, Token

from streams.language.syntax import lemma
from streams.stages.sanctions.lexicon import Phrase

# Irregular forms that the tagger takes for a present tense, so that they keep no lemma.
IRREGULAR = {
    "froze": "freeze", "frozen": "freeze", "unfroze": "unfreeze", "forbade": "forbid",
    "forbidden": "forbid", "broke": "break", "threw": "throw", "withdrew": "withdraw",
    "sold": "sell", "took": "take", "struck": "strike", "sent": "send", "gave": "give",
    "drew": "draw", "left": "leave", "sought": "seek", "shrank": "shrink", "bans": "ban",
}  # fmt: skip
SKIPPED = frozenset(["-", "–", "—", "‑", "'", '"', "“", "”", "‘", "’"])


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens without blanks, hyphens and quotes; `places` knows each form and each lemma."""

    tokens: tuple[Token, ...]
    forms: tuple[tuple[str, str], ...]
    places: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, sentence: Span) -> Self:
        """Read one sentence."""
        tokens = tuple(
            token for token in sentence if not token.is_space and token.text not in SKIPPED
        )
        forms = tuple(
            (token.lower_.rstrip(".") or token.lower_, IRREGULAR.get(token.lower_, lemma(token)))
            for token in tokens
        )
        places: dict[str, list[int]] = {}
        for place, pair in enumerate(forms):
            for form in dict.fromkeys(pair):
                places.setdefault(form, []).append(place)
        return cls(tokens, forms, {form: tuple(found) for form, found in places.items()})

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
