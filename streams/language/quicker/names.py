"""The entity recogniser without steps: all words at once.

spaCy's recogniser goes from word to word, and what it sees there is the word, and the first
and the last word of the name that is open. While none is open it sees the word alone, so that
its choices for every word come of one matrix product; and so do the second words of all names
that would begin somewhere, then the third words, until every such name has ended. Then one walk
over the choices picks the names that come about.
"""

from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline.ner import EntityRecognizer  # type: ignore[import-not-found]
from spacy.tokens import Doc, Span

NAMES = "crisiswire_names_at_once"
FEATURES = 3  # the word; the first and the last word of the open name
STARTS = np.uint64(1)  # SENT_START of a word that begins a sentence
NEVER = np.float32(-np.inf)


class QuickNames:
    """Finds the names that the recogniser would find."""

    def __init__(self, pipe: Any) -> None:
        self.original = pipe
        self.rows = pipe.model.get_ref("tok2vec")
        self.lower = pipe.model.get_ref("lower")
        upper = pipe.model.get_ref("upper")
        self.weights, self.bias = upper.get_param("W").T, upper.get_param("b")
        moves = [pipe.moves.get_class_name(place) for place in range(pipe.moves.n_moves)]
        self.kinds = np.array([move[0] for move in moves])
        self.names = [move[2:] for move in moves]
        blocked = np.array([not name for name in self.names]) & (self.kinds == "U")
        self.opens, self.units = self.kinds == "B", (self.kinds == "U") & ~blocked
        self.closed = self.opens | self.units | (self.kinds == "O")
        places = {move: place for place, move in enumerate(moves)}
        self.inside = np.array([places.get(f"I-{name}", -1) for name in self.names])
        self.last = np.array([places.get(f"L-{name}", -1) for name in self.names])

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that the component can give."""
        return tuple(self.original.labels)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities and return the doc."""
        if not len(doc) or doc.has_annotation("ENT_IOB"):
            return self.original(doc)  # type: ignore[no-any-return]
        spans = [
            Span(doc, start, end, label=self.names[move]) for start, end, move in self._names(doc)
        ]
        doc.set_ents(spans, default="outside")
        return doc

    def _names(self, doc: Doc) -> list[tuple[int, int, int]]:
        """Return start, end and the move that begins it of each name."""
        felt = self.lower.predict(self.rows.predict([doc]))
        felt = felt.reshape(len(doc) + 1, FEATURES, -1)  # the first row is of no word
        begins, blank = doc.to_array(["SENT_START", "IS_SPACE"]).T
        # Whether a name may go on from the word to the next.
        onward = np.append(begins[1:] != STARTS, False)
        scores = self._scores(felt[1:, 0] + felt[0, 1] + felt[0, 2])
        scores[:, ~self.closed] = NEVER
        scores[np.ix_(blank != 0, self.opens | self.units)] = NEVER
        scores[np.ix_(~onward, self.opens)] = NEVER
        chosen = scores.argmax(axis=1)
        ends = np.arange(1, len(doc) + 1)
        starts = np.flatnonzero(self.opens[chosen])
        at = starts + 1
        while len(starts):
            scores = self._scores(felt[at + 1, 0] + felt[starts + 1, 1] + felt[at, 2])
            each = np.arange(len(at))
            goes, stops = self.inside[chosen[starts]], self.last[chosen[starts]]
            more, less = scores[each, goes], scores[each, stops]
            going = onward[at] & ((more > less) | ((more == less) & (goes < stops)))
            ends[starts[~going]] = at[~going] + 1
            starts, at = starts[going], at[going] + 1
        found, place = [], 0
        for start in np.flatnonzero(self.opens[chosen] | self.units[chosen]).tolist():
            if start >= place:
                place = int(ends[start])
                found.append((start, place, int(chosen[start])))
        return found

    def _scores(self, felt: Any) -> Any:
        felt += self.lower.get_param("b").reshape(-1)
        felt = felt.reshape(len(felt), self.weights.shape[0], -1)
        hidden = felt[:, :, 0]
        for piece in range(1, felt.shape[2]):
            hidden = np.maximum(hidden, felt[:, :, piece])
        return hidden @ self.weights + self.bias


@Language.factory(NAMES)
def make_names(nlp: Language, name: str, of: str) -> QuickNames:
    """Make the component for spaCy."""
    return QuickNames(nlp.get_pipe(of))


def quick_names(nlp: Language) -> None:
    """Put the component in the place of recognisers that it can stand for."""
    for name in tuple(nlp.pipe_names):
        pipe: Any = nlp.get_pipe(name)
        if (
            isinstance(pipe, EntityRecognizer)
            and pipe.cfg["beam_width"] == 1
            and pipe.model.attrs["has_upper"]
            and not pipe.model.attrs["unseen_classes"]
            and pipe.model.get_ref("lower").get_dim("nF") == FEATURES
            and pipe.model.get_ref("lower").get_dim("nP") > 1
        ):
            nlp.add_pipe(NAMES, name=f"{name} at once", after=name, config={"of": name})
            nlp.remove_pipe(name)
            nlp.rename_pipe(f"{name} at once", name)
