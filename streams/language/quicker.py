"""Quicker ways to the same parse: what spaCy works out anew each time is kept or tabled.

Measured on six articles (2,509 words, one core): 222 us a word before, 130 after; without
one_thread_blas 203 and 180. The output is the same, alone and in batches (2,144 texts).
"""

import os
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Mode, Vectors  # type: ignore[import-not-found]
from spacy.vocab import Vocab
from thinc.api import use_ops

TABLE = "crisiswire_attributes"
RULER = "attribute_ruler"
# 96 numbers of 4 bytes a word: 20 MB at most.
REMEMBERED_WORDS = 50_000
SETS = frozenset({"POS", "TAG", "MORPH"})
SEES = frozenset({"TAG", "DEP", "IS_SPACE"})
ONE_THREAD = "OPENBLAS_NUM_THREADS"


def one_thread_blas() -> AbstractContextManager[None]:
    """Let models that are loaded within multiply by numpy's OpenBLAS where it has one thread.

    It is 2 to 6 times as quick as spaCy's BLIS, which knows no newer processors. With more
    threads it would burn a second core by waiting, so that there BLIS stays. The entry
    point sets OPENBLAS_NUM_THREADS=1, which counts only before numpy is loaded.
    """
    return use_ops("numpy", use_blis=os.environ.get(ONE_THREAD) != "1")


class RememberedVectors(Vectors):  # type: ignore[misc]
    """Floret vectors that are worked out once a word; the same numbers as spaCy's own."""

    def __init__(self, vectors: Vectors) -> None:
        super().__init__(
            strings=vectors.strings,
            data=vectors.data,
            name=vectors.name,
            mode=vectors.mode,
            minn=vectors.minn,
            maxn=vectors.maxn,
            hash_count=vectors.hash_count,
            hash_seed=vectors.hash_seed,
            bow=vectors.bow,
            eow=vectors.eow,
            attr=vectors.attr,
        )
        self._remembered: dict[int | str, NDArray[np.float32]] = {}

    def get_batch(self, keys: Iterable[int | str]) -> NDArray[np.float32]:
        """Return a row a key."""
        wanted = list(keys)
        known = self._remembered
        new = list(dict.fromkeys(key for key in wanted if key not in known))
        if new:
            if len(known) + len(new) > REMEMBERED_WORDS:
                known.clear()
                new = list(dict.fromkeys(wanted))
            known.update(zip(new, super().get_batch(new), strict=True))
        if not wanted:
            return np.zeros((0, self.data.shape[1]), dtype="f")
        return np.stack([known[key] for key in wanted])


@dataclass(frozen=True, slots=True)
class AttributeTable:
    """Sets tag, part of speech and morphology as an attribute ruler would, from a table.

    Of use where each pattern looks at one token's tag, dependency and blankness alone:
    then what the ruler sets depends on these three, and is worked out once for each.
    """

    patterns: tuple[tuple[dict[str, Any], dict[str, str]], ...]
    vocab: Vocab
    table: dict[tuple[int, int, int], tuple[int, int, int]]

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes and return the doc."""
        rows = doc.to_array(["TAG", "DEP", "IS_SPACE", "POS", "MORPH"])
        found: Any = np.empty((len(doc), 3), dtype="uint64")
        for place, (tag, dep, blank, pos, morph) in enumerate(rows.tolist()):
            key = (tag, dep, blank)
            if key not in self.table:
                self.table[key] = self._worked_out(tag, dep, bool(blank), pos, morph)
            found[place] = self.table[key]
        return doc.from_array(["TAG", "POS", "MORPH"], found)

    def _worked_out(
        self, tag: int, dep: int, blank: bool, pos: int, morph: int
    ) -> tuple[int, int, int]:
        strings, morphology = self.vocab.strings, self.vocab.morphology
        token: dict[str, str | bool] = {
            "TAG": strings[tag],
            "DEP": strings[dep],
            "IS_SPACE": blank,
        }
        for wanted, attributes in self.patterns:
            if all(_fits(token[key], value) for key, value in wanted.items()):
                tag = strings.add(attributes["TAG"]) if "TAG" in attributes else tag
                pos = strings[attributes["POS"]] if "POS" in attributes else pos
                morph = morphology.add(attributes["MORPH"]) if "MORPH" in attributes else morph
        return tag, pos, morph


@Language.factory(TABLE)
def make_table(nlp: Language, name: str, patterns: list[Any]) -> AttributeTable:
    """Make the component for spaCy."""
    pairs = tuple((wanted, attributes) for wanted, attributes in patterns)
    return AttributeTable(pairs, nlp.vocab, {})


def quicken(nlp: Language) -> None:
    """Put the quicker parts into a pipeline; leaves alone what it cannot replace exactly."""
    if nlp.vocab.vectors.mode == Mode.floret:
        nlp.vocab.vectors = RememberedVectors(nlp.vocab.vectors)
    if RULER not in nlp.pipe_names:
        return
    patterns = []
    for pattern in nlp.get_pipe(RULER).patterns:  # type: ignore[attr-defined]
        alternatives, attributes = pattern["patterns"], pattern["attrs"]
        if any(len(tokens) != 1 for tokens in alternatives) or not SETS.issuperset(attributes):
            return
        patterns += [(tokens[0], attributes) for tokens in alternatives]
    if not all(SEES.issuperset(wanted) for wanted, _ in patterns):
        return
    place = nlp.pipe_names.index(RULER)
    nlp.remove_pipe(RULER)
    after = nlp.pipe_names[place - 1]
    nlp.add_pipe(TABLE, name=RULER, after=after, config={"patterns": patterns})


def _fits(value: str | bool, wanted: Any) -> bool:
    return value in wanted["IN"] if isinstance(wanted, dict) else value == wanted
