"""Which sentences of an article are worth reading: those that hold a word of the lexicon.

Made over the document's arrays, for a token object costs more than the look-up itself.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc, Span, Token

# Ends under which a word may stand where the lemmatizer left it as it is.
ENDING = frozenset(".!?…:")
ENDS = ("", "s", "es", "d", "ed", "ing", ".")


def sentences_of(doc: Doc) -> list[Span]:
    """Return the sentences, those of blanks alone left out, those parted within one joined.

    As in `syntax.stretches`, a sentence ends with a full stop, a mark or its line.
    """
    if not len(doc):
        return []
    marks = doc.to_array(["SENT_START"])
    parted = [int(at) for at in np.flatnonzero(marks == 1) if at > 0]
    starts = [0, *(at for at in parted if _ends(doc[at - 1]))]
    spans = zip(starts, [*starts[1:], len(doc)], strict=True)
    return [doc[start:end] for start, end in spans if end - start > 1 or not doc[start].is_space]


def _ends(token: Token) -> bool:
    return token.text in ENDING or token.is_quote or token.is_space


def trigger_ids(first_words: Iterable[str]) -> NDArray[np.uint64]:
    """Return the ids of all forms under which one of the words may stand in a text."""
    forms: set[str] = set()
    for word in first_words:
        stems = {word, word.title(), word.upper()}
        if word.endswith("e"):
            stems.add(word[:-1])
        if word.endswith("y"):
            stems.add(word[:-1] + "i")
        if len(word) > 2:
            stems.add(word + word[-1])  # "barred"
        forms.update(stem + end for stem in stems for end in ENDS)
    return np.array(sorted({get_string_id(form) for form in forms}), dtype=np.uint64)


def hits(doc: Doc, ids: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return the places of the tokens with a form or lemma among the ids, in order."""
    table = doc.to_array(["LOWER", "LEMMA"]).astype(np.uint64)
    nearest = ids[np.minimum(np.searchsorted(ids, table), len(ids) - 1)]
    found: NDArray[np.intp] = np.flatnonzero((nearest == table).any(axis=1))
    return found


def with_hits(sentences: list[Span], places: NDArray[np.intp]) -> list[Span]:
    """Return the sentences that hold one of the places."""
    ends = np.array([sentence.end for sentence in sentences])
    wanted = dict.fromkeys(np.searchsorted(ends, places, side="right").tolist())
    return [sentences[at] for at in wanted if at < len(sentences)]
