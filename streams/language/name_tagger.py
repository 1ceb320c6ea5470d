"""A recogniser of names without a transition loop: a label a word, and the best lawful order.

The label says whether a word begins, continues, ends or alone is a name (BILOU) of a kind. A
softmax over the words costs a tenth of spaCy's transition system, and finds as many names
(docs/model.md).
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import Tagger
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import Model, SequenceCategoricalCrossentropy

FACTORY = "crisiswire_names"
OUTSIDE = "O"
FORBIDDEN = -1e9
Ids = NDArray[np.intp]


def lawful(labels: Sequence[str]) -> NDArray[np.bool_]:
    """Return whether the label of the column may follow that of the row."""
    open_after = [label[2:] if label[:2] in ("B-", "I-") else None for label in labels]
    inside = [label[2:] if label[:2] in ("I-", "L-") else None for label in labels]
    return np.array([[before == after for after in inside] for before in open_after])


def best_path(scores: NDArray[np.float32], allowed: NDArray[np.bool_], outside: int) -> Ids:
    """Return the lawful labels of the highest sum, between two words outside of names.

    Args:
        scores: A row a word, logarithms of probabilities.
        allowed: As `lawful` returns it.
        outside: The place of the label "O".
    """
    ban = np.where(allowed, 0.0, FORBIDDEN)
    best = scores[0] + ban[outside]
    came_from = []
    for row in scores[1:]:
        ways = best[:, None] + ban
        came_from.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    path = [int((best + ban[:, outside]).argmax())]
    for before in reversed(came_from):
        path.append(int(before[path[-1]]))
    return np.array(path[::-1])


def decode(scores: NDArray[np.float32], allowed: NDArray[np.bool_], outside: int) -> Ids:
    """Return each word's label.

    Where the likeliest labels are in a lawful order they are the best path; only the
    stretches where they are not are searched.
    """
    ids: Ids = scores.argmax(axis=1)
    padded = np.concatenate(([outside], ids, [outside]))
    wrong = ~allowed[padded[:-1], padded[1:]]
    if not wrong.any():
        return ids
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    near = padded != outside
    near = (near | np.roll(near, 1) | np.roll(near, -1))[1:-1]
    edges = np.flatnonzero(np.diff(np.concatenate(([False], near, [False])).astype(np.int8)))
    for start, end in edges.reshape(-1, 2).tolist():
        if wrong[start : end + 1].any():
            ids[start:end] = best_path(logs[start:end], allowed, outside)
    return ids


class NameTagger(Tagger):  # type: ignore[misc]
    """spaCy's tagger, whose labels are those of names."""

    def __init__(self, vocab: Any, model: Model[Any, Any], name: str) -> None:
        super().__init__(vocab, model, name, overwrite=True, scorer=_score, neg_prefix="!")
        self._allowed: NDArray[np.bool_] | None = None

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: Sequence[str] | None = None,
    ) -> None:
        """Take the labels from examples, and set the model up."""
        if labels is None:
            kinds = sorted({ent.label_ for one in get_examples() for ent in one.reference.ents})
            labels = [OUTSIDE, *(f"{part}-{kind}" for kind in kinds for part in "BILU")]
        for label in labels:
            self.add_label(label)
        sample = [example.predicted for example in islice(get_examples(), 10)]
        answers = [np.zeros((len(doc), len(labels)), dtype="float32") for doc in sample]
        self.model.initialize(X=sample, Y=answers)

    def get_loss(
        self, examples: Iterable[Example], scores: list[NDArray[np.float32]]
    ) -> tuple[float, list[NDArray[np.float32]]]:
        """Return loss and gradient; words whose label is not known count for nothing."""
        known = set(self.labels)
        truths = [
            [label if label in known else None for label in one.get_aligned_ner()]
            for one in examples
        ]
        loss = SequenceCategoricalCrossentropy(names=list(self.labels), normalize=False)
        gradient, amount = loss(scores, truths)  # type: ignore[arg-type]
        return float(amount), gradient  # type: ignore[return-value]

    def _scores2guesses(self, scores: list[NDArray[np.float32]]) -> list[Ids]:
        if self._allowed is None:
            self._allowed = lawful(self.labels)
        outside = self.labels.index(OUTSIDE)
        return [decode(rows, self._allowed, outside) for rows in scores]

    def set_annotations(self, docs: Iterable[Doc], batch_tag_ids: Iterable[Ids]) -> None:
        """Set the docs' entities."""
        outside = self.labels.index(OUTSIDE)
        for doc, ids in zip(docs, batch_tag_ids, strict=True):
            found = []
            start = 0
            for place in np.flatnonzero(ids != outside).tolist():
                part, kind = self.labels[ids[place]].split("-", 1)
                if part in "BU":
                    start = place
                if part in "LU" and not _breaks(doc, start, place):
                    found.append(Span(doc, start, place + 1, label=kind))
            doc.set_ents(found)


def _breaks(doc: Doc, start: int, last: int) -> bool:
    return any(doc[place].is_space for place in range(start, last + 1))


def _score(examples: Iterable[Example], **_: Any) -> dict[str, Any]:
    return get_ner_prf(examples)


@Language.factory(
    FACTORY,
    assigns=["doc.ents", "token.ent_iob", "token.ent_type"],
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0},
)
def make_name_tagger(nlp: Language, name: str, model: Model[Any, Any]) -> NameTagger:
    """Make the component for spaCy."""
    return NameTagger(nlp.vocab, model, name)
