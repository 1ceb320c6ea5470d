"""One article as the encoder reads it: each sentence once, when it is first asked about."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from schemas.entity import Entity
from schemas.modality import Modality
from schemas.sanctions import Measure, SanctionsStatus
from streams.language.encoder import labels
from streams.language.encoder.encoder import Encoder
from streams.language.encoder.heads import Linear, Pairs, Vectors, softmax
from streams.language.encoder.places import read_places
from streams.language.encoder.sentences import read_sentences


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence's tokens and vectors; the vectors' rows are its words."""

    tokens: tuple[int, ...]
    vectors: Vectors
    events: Vectors  # log-odds of the types against none
    cues: NDArray[np.float32]  # probability of heading a sanctions cue


class EncodedText:
    """Answers by token index of one doc.

    What it gives depends on the doc alone, not on the order of the questions. All answers
    are those of the word in its sentence; blanks have none.
    """

    def __init__(self, doc: Doc, entities: Sequence[Entity], encoder: Encoder) -> None:
        self._doc = doc
        self._encoder = encoder
        self._entities = tuple(entities)
        self._tokens = [tuple(places) for places in read_sentences(doc)]
        self._at = {
            place: (number, word)
            for number, places in enumerate(self._tokens)
            for word, place in enumerate(places)
        }
        self._read: dict[int, _Sentence] = {}
        self._places: frozenset[int] | None = None

    def has(self, token: int) -> bool:
        """Say whether there are answers for the token: there are none for blanks."""
        return token in self._at

    def sentence(self, token: int) -> tuple[int, ...]:
        """Return the token indices of its sentence, blanks left out."""
        return self._tokens[self._at[token][0]]

    def event(self, token: int) -> Vectors:
        """Return the log-odds of each of the 16 event types, in their order, against none."""
        sentence, word = self._sentence(token)
        row: Vectors = sentence.events[word]
        return row

    def cue(self, token: int) -> float:
        """Return how likely it is that the word heads the cue of a sanctions mention."""
        sentence, word = self._sentence(token)
        return float(sentence.cues[word])

    def modality(self, token: int) -> dict[Modality, float]:
        """Return how likely each modality of the event is that the word tells."""
        told = self._shares(token, self._encoder.heads.modalities)
        return dict(zip(map(Modality, labels.MODALITIES), told, strict=True))

    def status(self, token: int) -> dict[SanctionsStatus, float]:
        """Return how likely each status of the sanctions mention is whose cue the word heads."""
        told = self._shares(token, self._encoder.heads.statuses)
        return dict(zip(map(SanctionsStatus, labels.STATUSES), told, strict=True))

    def measures(self, token: int) -> dict[Measure, float]:
        """Return how likely each measure is, by itself, of the mention whose cue the word heads."""
        sentence, word = self._sentence(token)
        odds = self._encoder.heads.measures(sentence.vectors[word])
        told = (1.0 / (1.0 + np.exp(-odds))).tolist()
        return dict(zip(map(Measure, labels.MEASURES), told, strict=True))

    def roles(self, token: int) -> dict[int, dict[str, float]]:
        """Return how likely each place of the sentence has each role of `labels.ROLES`.

        Places are the heads of names, nouns and pronouns, by token index.
        """
        return self._roles(token, self._encoder.heads.roles, labels.ROLES)

    def sanctions_roles(self, token: int) -> dict[int, dict[str, float]]:
        """Return the same for the sanctions mention whose cue the word heads."""
        return self._roles(token, self._encoder.heads.sanctions_roles, labels.SANCTIONS_ROLES)

    def _roles(
        self, token: int, head: Pairs, names: tuple[str, ...]
    ) -> dict[int, dict[str, float]]:
        if self._places is None:
            self._places = read_places(self._doc, self._entities)
        sentence, event = self._sentence(token)
        words = [
            word
            for word, place in enumerate(sentence.tokens)
            if place in self._places and word != event
        ]
        if not words:
            return {}
        steps = [labels.distance(event, word) for word in words]
        told = head(sentence.vectors[event], sentence.vectors[words], steps).tolist()
        return {
            sentence.tokens[word]: dict(zip(names, row, strict=True))
            for word, row in zip(words, told, strict=True)
        }

    def _shares(self, token: int, head: Linear) -> list[float]:
        sentence, word = self._sentence(token)
        told: list[float] = softmax(head(sentence.vectors[word])).tolist()
        return told

    def _sentence(self, token: int) -> tuple[_Sentence, int]:
        number, word = self._at[token]
        if number not in self._read:
            tokens = self._tokens[number]
            vectors = self._encoder.read([self._doc[place].text for place in tokens])
            heads = self._encoder.heads
            logits = heads.events(vectors)
            cues = np.float32(1) / (np.float32(1) + np.exp(-heads.cues(vectors)[:, 0]))
            self._read[number] = _Sentence(tokens, vectors, logits[:, 1:] - logits[:, :1], cues)
        return self._read[number], word
