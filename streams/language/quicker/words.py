"""The vectors of words in context: spaCy's Tok2Vec with what is known of a word kept.

What the first layers make of a word depends on its form alone; it is worked out once. The
layers above look at neighbours; they are the same arithmetic in fewer passes over memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model

from streams.language.quicker.table import Remembered, rows_as_keys

Rows = NDArray[np.float32]
NAME = "crisiswire_tok2vec"
EMBEDS = frozenset(
    {"extract_features", "list2ragged", "ints-getitem", "hashembed", "static_vectors"}
    | {"maxout", "layernorm", "dropout", "ragged2list"}
)
ENCODES = frozenset({"expand_window", "maxout", "layernorm", "dropout"})
SMALL = np.float32(1e-08)  # as thinc's layernorm has it
# What must come out alike before the original is replaced.
TRIAL = "Ana Ruiz, 41, wasn't in Lomé (Togo) on 3 May; the F-16s' \"flight\" cost $2.5m.\n\nOK?"
ALIKE = 1e-3


@dataclass(frozen=True, slots=True)
class Layer:
    """One maxout layer with its normalisation."""

    weights: Rows  # input width x (pieces x width): the pieces one after the other
    bias: Rows
    gain: Rows
    shift: Rows

    def __call__(self, rows: Rows) -> Rows:
        """Return a row for each."""
        return self.settle(rows @ self.weights)

    def settle(self, sums: Rows) -> Rows:
        """Return what bias, maxout and normalisation make of the weighted sums."""
        sums += self.bias
        width = len(self.gain)
        best = sums[:, :width]
        for start in range(width, sums.shape[1], width):
            best = np.maximum(best, sums[:, start : start + width])
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best)[:, None] / np.float32(width)
        best *= (spread + SMALL) ** np.float32(-0.5)
        best *= self.gain
        best += self.shift
        return best


class QuickTok2Vec:
    """Vectors of the words of docs, as the model would make them."""

    def __init__(self, model: Any, vocab: Vocab) -> None:
        embed, encode = model.get_ref("embed"), model.get_ref("encode")
        self.vocab = vocab
        self.columns = _one(embed, "extract_features").attrs["columns"]
        self.hashed = [node for node in embed.walk() if node.name == "hashembed"]
        self.static = next((n for n in embed.walk() if n.name == "static_vectors"), None)
        (self.mix,) = _layers(embed)
        self.layers = _layers(encode)
        self.pad = int(encode.attrs["pad"])
        if len(self.hashed) != len(self.columns):
            raise ValueError("not a hash table a feature")
        if {n.attrs["window_size"] for n in encode.walk() if n.name == "expand_window"} != {1}:
            raise ValueError("windows of another size")
        self._known: Remembered[Rows] = Remembered()

    def __call__(self, doc: Doc) -> Rows:
        """Return a row a word."""
        width = len(self.mix.gain)
        if not len(doc):
            return np.zeros((0, width), dtype="f")
        keys, features = rows_as_keys(doc, [*self.columns, "ORTH"])
        words = self._known.all_of(keys, lambda places: self._alone(features[places]))
        # Words beyond both ends, as spaCy has them where it puts texts in a row.
        rows = np.zeros((len(words) + 2 * self.pad, width), dtype="f")
        np.stack(words, out=rows[self.pad : self.pad + len(words)])
        for layer in self.layers:
            rows += layer(_with_neighbours(rows))
        return rows[self.pad : self.pad + len(words)]

    def _alone(self, features: Any) -> list[Rows]:
        """Return what the first layers make of words, each worked out for itself.

        The last bits of a matrix product can depend on how many rows it has; these
        numbers are kept, and must not depend on which words came with them.
        """
        parts = [
            table.predict(np.ascontiguousarray(features[:, place]))
            for place, table in enumerate(self.hashed)
        ]
        if self.static is not None:
            weights = self.static.get_param("W").T
            vectors = self.vocab.vectors.get_batch(features[:, -1].tolist())
            parts.append(np.stack([row @ weights for row in vectors]))
        together = np.concatenate(parts, axis=1)
        return list(self.mix.settle(np.stack([row @ self.mix.weights for row in together])))


def _with_neighbours(rows: Rows) -> Rows:
    """Return each row with the one before and the one behind; none beyond the ends."""
    count, width = rows.shape
    wide = np.empty((count, 3 * width), dtype="f")
    wide[0, :width] = 0
    wide[1:, :width] = rows[:-1]
    wide[:, width : 2 * width] = rows
    wide[:-1, 2 * width :] = rows[1:]
    wide[-1, 2 * width :] = 0
    return wide


def _one(model: Any, name: str) -> Any:
    (node,) = [node for node in model.walk() if node.name == name]
    return node


def _layers(model: Any) -> list[Layer]:
    """Return the maxout layers of a model with their normalisation, from the first on."""
    maxouts = [node for node in model.walk() if node.name == "maxout"]
    norms = [node for node in model.walk() if node.name == "layernorm"]
    layers = []
    for maxout, norm in zip(maxouts, norms, strict=True):
        weights = maxout.get_param("W")  # width x pieces x input width
        apart = np.ascontiguousarray(weights.transpose(2, 1, 0))
        layers.append(
            Layer(
                weights=apart.reshape(len(apart), -1),
                bias=np.ascontiguousarray(maxout.get_param("b").T).reshape(-1),
                gain=norm.get_param("G"),
                shift=norm.get_param("b"),
            )
        )
    return layers


def quick_tok2vec(model: Any, nlp: Language) -> Any | None:
    """Return a model that gives the same vectors; None where this one is built otherwise."""
    if not (model.has_ref("embed") and model.has_ref("encode")):
        return None
    embed, encode = model.get_ref("embed"), model.get_ref("encode")
    if not (_leaves(embed) <= EMBEDS and _leaves(encode) <= ENCODES):
        return None
    try:
        quick = QuickTok2Vec(model, nlp.vocab)
    except (ValueError, KeyError):
        return None
    doc = nlp.make_doc(TRIAL)
    (expected,) = model.predict([doc])
    if not np.allclose(quick(doc), expected, atol=ALIKE):
        return None
    return Model(NAME, _predict, attrs={"quick": quick}, dims={"nO": model.get_dim("nO")})


def _leaves(model: Any) -> set[str]:
    return {node.name for node in model.walk() if not node.layers}


def _predict(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[list[Rows], Any]:
    if is_train:
        raise NotImplementedError("for prediction alone")
    return [model.attrs["quick"](doc) for doc in docs], None
