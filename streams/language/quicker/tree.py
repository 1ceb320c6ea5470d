"""The parser steps through an article's sentences side by side.

spaCy's parser goes through a text in small steps and pays for each with calls in between; in
spaCy 3.8 with the interpreter's lock, too, which is taken for every hidden unit of every step
unless the caller holds it. So the text is cut where sentences seem to end; the pieces take
their steps together, over the vectors of the whole text, with the lock held; and where a cut
proves wrong its pieces are joined and read again. A parser whose stack is empty at a cut sees
nothing of what is before, so that the outcome is that of one pass.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.ml.parser_model import ParserStepModel  # type: ignore[import-not-found]
from spacy.pipeline.dep_parser import DependencyParser  # type: ignore[import-not-found]
from spacy.tokens import Doc
from thinc.api import noop

from streams.language.quicker.words import Rows

TREE = "crisiswire_tree"
STOPS = frozenset({".", "!", "?", "…"})
CLOSING = frozenset({"”", "’", ")", "]", "»"})
LOOKS = 2  # the words beyond a cut that a parser sees before it comes to the cut
# What a state sees, by place, of a parser without extra tokens (spaCy's _state.pxd).
FEATURES = 8
NEXT, TOP, LEFT_OF_NEXT = 0, 2, 5
Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Head and label of a piece's words, and whether the parser was done with it at its end."""

    arcs: Any
    ends: bool


class QuickTree:
    """Finds the tree that the parser would find."""

    def __init__(self, pipe: Any) -> None:
        self.original = pipe
        self.rows = pipe.model.get_ref("tok2vec")
        self.lower, self.upper = pipe.model.get_ref("lower"), pipe.model.get_ref("upper")
        self.weights, self.bias = self.upper.get_param("W").T, self.upper.get_param("b")
        self.given: Any = noop()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that the component can give."""
        return tuple(self.original.labels)

    def __call__(self, doc: Doc) -> Doc:
        """Set heads, dependencies and sentences, and return the doc."""
        if not len(doc):
            return self.original(doc)  # type: ignore[no-any-return]
        rows = self.rows.predict([doc])
        begun = [token.i for token in doc if token.is_sent_start]
        bounds = [0, *likely_ends(doc), len(doc)]
        pieces = list(pairwise(bounds))
        known: dict[Piece, Reading] = {}
        while True:
            new = [piece for piece in pieces if piece not in known]
            known.update(zip(new, self._read(doc, rows, begun, new), strict=True))
            joined = _join(pieces, known)
            if joined == pieces:
                break
            pieces = joined
        arcs: Any = np.concatenate([known[piece].arcs for piece in pieces])
        return doc.from_array(["HEAD", "DEP"], arcs)

    def _read(self, doc: Doc, rows: Rows, begun: list[int], pieces: list[Piece]) -> list[Reading]:
        """Return what each piece's words depend on; a piece is read with the LOOKS words behind."""
        reach = [(start, min(end + LOOKS, len(doc))) for start, end in pieces]
        docs = [_cut(doc, begun, start, end) for start, end in reach]
        # Where in the row of all docs the words stand that are behind the pieces.
        offsets = np.cumsum([0, *(end - start for start, end in reach)])
        behind = offsets[:-1] + [end - start for start, end in pieces]
        behind = behind[behind < offsets[1:]]
        is_behind, is_beyond = np.zeros((2, offsets[-1] + 1), dtype=bool)
        is_behind[behind] = is_beyond[behind + 1] = True
        is_behind[-1] = is_beyond[-1] = False  # where no word is
        through: set[int] = set()
        together = np.concatenate([rows[start:end] for start, end in reach])
        step = ParserStepModel(
            together, [self.given, self.lower, self.upper], has_upper=True, train=False
        )
        states = batch = self.original.moves.init_batch(docs)
        while states:
            seen = step.get_token_ids(states)
            empty = (seen[:, TOP] < 0) & (seen[:, LEFT_OF_NEXT] < 0)
            ended = is_behind[seen[:, NEXT]] & empty
            through.update(seen[ended, NEXT].tolist())
            ended |= is_beyond[seen[:, NEXT]]  # it goes on over the cut
            if ended.any():
                states = [state for state, done in zip(states, ended, strict=True) if not done]
                if not states:
                    break
                seen = seen[~ended]
            scores = step.state2vec.predict(seen) @ self.weights + self.bias
            states = self.original.transition_states(states, scores)
        self.original.set_annotations(docs, batch)
        return [
            Reading(
                made.to_array(["HEAD", "DEP"])[: end - start],
                end == len(doc) or int(offset) + end - start in through,
            )
            for made, (start, end), offset in zip(docs, pieces, offsets, strict=False)
        ]


def likely_ends(doc: Doc) -> list[int]:
    """Return the tokens that seem to begin a sentence, without the first."""
    cuts = []
    ended = False
    for place, text in enumerate([token.text for token in doc]):
        if ended and text not in CLOSING and not text[0].isspace():
            cuts.append(place)
            ended = False
        if text in STOPS or text[0] == "\n":
            ended = True
    return cuts


def _cut(doc: Doc, begun: list[int], start: int, end: int) -> Doc:
    """Return a doc of some of the tokens, with the sentence starts that were given."""
    tokens = [doc[place] for place in range(start, end)]
    made = Doc(
        doc.vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
    )
    for place in begun:
        if start <= place < end:
            made[place - start].is_sent_start = True
    return made


def _join(pieces: list[Piece], known: dict[Piece, Reading]) -> list[Piece]:
    """Return the pieces, each put together with the next where the parser was not through."""
    joined: list[Piece] = []
    open_ = False
    for piece in pieces:
        joined.append((joined.pop()[0], piece[1]) if open_ else piece)
        open_ = not known[piece].ends
    return joined


@Language.factory(TREE)
def make_tree(nlp: Language, name: str, of: str) -> QuickTree:
    """Make the component for spaCy."""
    return QuickTree(nlp.get_pipe(of))


def quick_tree(nlp: Language) -> None:
    """Put the component in the place of parsers that it can stand for."""
    for name in tuple(nlp.pipe_names):
        pipe: Any = nlp.get_pipe(name)
        if (
            isinstance(pipe, DependencyParser)
            and pipe.cfg["beam_width"] == 1
            and pipe.model.attrs["has_upper"]
            and not pipe.model.attrs["unseen_classes"]
            and pipe.model.get_ref("lower").get_dim("nF") == FEATURES
        ):
            nlp.add_pipe(TREE, name=f"{name} side by side", after=name, config={"of": name})
            nlp.remove_pipe(name)
            nlp.rename_pipe(f"{name} side by side", name)
