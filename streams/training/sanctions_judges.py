"""Learn what tells a mention's status, measures and modality, from labelled texts of ours.

    python -m streams.training.sanctions_judges

Data: the train parts of tests/gold/articles and of tests/gold/sanctions_sentences.jsonl (ours,
CC BY 4.0). An example is a cue in a labelled mention: each wording of the lexicon that stands in
the labelled cue, and the labelled cue's own head, as the encoder would propose it. Writes
streams/stages/data/sanctions_judges.npz; deterministic.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from schemas import SanctionsStatus
from streams.evaluation.corpus import ARTICLES, read_corpus
from streams.evaluation.reader import Reader, load_reader
from streams.evaluation.sentences import sanctions_texts
from streams.stages.sanctions.candidates import sentences_of
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.drafts import wordings_in
from streams.stages.sanctions.encoded import bare_cue
from streams.stages.sanctions.judges import LEARNT
from streams.stages.sanctions.judging import (
    main_word,
    measure_features,
    modality_features,
    status_features,
)
from streams.stages.sanctions.status import read_status
from streams.stages.sanctions.words import Words
from streams.training.triggers import trigger_head

STRENGTH = 0.3  # inverse of the penalty on weights
SEEN = 2  # a feature of fewer examples teaches nothing
FEW = 3  # a measure of fewer examples is not learnt
SMALLEST = 0.005  # weights below are left out
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled mention: where its cue stands, and what it tells."""

    start: int
    cue: str
    status: str
    measures: frozenset[str]
    modality: str


@dataclass(frozen=True, slots=True)
class Example:
    """One cue's features, and what is labelled; `weight` shares one mention among its cues."""

    status_features: list[str]
    measure_features: list[str]
    modality_features: list[str]
    status: str
    measures: frozenset[str]
    modality: str
    weight: float


def labelled_texts() -> Iterator[tuple[str, list[Label]]]:
    """Yield the texts that may be learnt from."""
    for article in read_corpus(ARTICLES, "train"):
        yield (
            article.text,
            [
                Label(
                    article.text.index(gold.cue, gold.start),
                    gold.cue,
                    gold.status.value,
                    frozenset(measure.value for measure in gold.measures),
                    gold.modality.value,
                )
                for gold in article.sanctions
            ],
        )
    for row in sanctions_texts("train"):
        yield (
            row.text,
            [
                Label(
                    row.text.index(gold.cue, row.text.index(gold.evidence)),
                    gold.cue,
                    gold.status.value,
                    frozenset(measure.value for measure in gold.measures),
                    gold.modality.value,
                )
                for gold in row.sanctions
            ],
        )


def examples(text: str, labels: Sequence[Label], reader: Reader) -> Iterator[Example]:
    """Yield the cues of a text's labelled mentions."""
    if not labels:
        return
    lexicon = reader.resources.sanctions
    doc, entities = reader.parsed(text)
    discourse = reader.discourse(doc, entities)
    sentences = sentences_of(doc)
    for label in labels:
        end = label.start + len(label.cue)
        head = trigger_head(doc, label.start, end)
        if head is None:
            continue
        sentence = next((one for one in sentences if one.start <= head.i < one.end), None)
        if sentence is None or not (words := Words.of(sentence)).at:
            continue
        known = wordings_in(words, lexicon)
        inside: list[Cue] = [cue for cue in known if label.start <= cue.head.idx < end]
        for cue in (*inside, bare_cue(head)):
            reading = read_status(cue, words, lexicon)
            main = main_word(cue, reading)
            of_status = status_features(cue, main, reading, words, lexicon)
            said = discourse.modality(reading.predicate)
            status = SanctionsStatus(label.status)
            yield Example(
                of_status,
                measure_features(cue.measures, main, words, known, lexicon),
                modality_features(of_status, status, said),
                label.status,
                label.measures,
                label.modality,
                (1 + len(inside)) ** -0.5,
            )


def learn(rows: Sequence[Example]) -> dict[str, NDArray[np.generic]]:
    """Return the tables of all judges."""
    counted = np.array([row.weight for row in rows])
    status = _choice("status", [r.status_features for r in rows], [r.status for r in rows], counted)
    modality = _choice(
        "modality", [r.modality_features for r in rows], [r.modality for r in rows], counted
    )
    names, held = _table([row.measure_features for row in rows])
    told = Counter(measure for row in rows for measure in row.measures)
    answers = sorted(measure for measure, times in told.items() if times >= FEW)
    fits = []
    for answer in answers:
        one = LogisticRegression(C=STRENGTH, max_iter=200, solver="liblinear", random_state=0)
        fits.append(one.fit(held, [answer in row.measures for row in rows], sample_weight=counted))
    coefficients = np.vstack([one.coef_[0] for one in fits])
    biases = np.array([one.intercept_[0] for one in fits])
    return status | modality | _kept("measures", names, answers, coefficients, biases)


def _choice(
    name: str, features: Sequence[list[str]], answers: Sequence[str], counted: NDArray[np.float64]
) -> dict[str, NDArray[np.generic]]:
    """Return the table of a judge that tells one of several answers."""
    names, held = _table(features)
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit(held, answers, sample_weight=counted)
    return _kept(name, names, list(model.classes_), model.coef_, model.intercept_)


def _table(features: Sequence[list[str]]) -> tuple[list[str], csr_matrix]:
    times = Counter(name for row in features for name in row)
    names = sorted(name for name, count in times.items() if count >= SEEN)
    column = {name: at for at, name in enumerate(names)}
    found = [[column[name] for name in row if name in column] for row in features]
    columns = np.array([at for row in found for at in row], dtype=np.int32)
    starts = np.cumsum([0, *(len(row) for row in found)], dtype=np.int32)
    ones = np.ones(len(columns), dtype=np.float64)
    return names, csr_matrix((ones, columns, starts), shape=(len(features), len(names)))


def _kept(
    name: str, features: list[str], answers: list[str], weights: Matrix, bias: Matrix
) -> dict[str, NDArray[np.generic]]:
    """Return one judge's arrays, features of small weights left out."""
    strong = np.flatnonzero(np.abs(weights).max(axis=0) >= SMALLEST)
    return {
        f"{name}.features": np.array([features[at] for at in strong]),
        f"{name}.answers": np.array(answers),
        f"{name}.weights": weights.T[strong].astype(np.float16),
        f"{name}.bias": bias.astype(np.float32),
    }


def main(target: Path = LEARNT) -> None:
    """Learn and write."""
    reader = load_reader()
    rows = [row for text, labels in labelled_texts() for row in examples(text, labels, reader)]
    tables = learn(rows)
    np.savez_compressed(target, allow_pickle=False, **tables)
    print({name: table.shape for name, table in tables.items()}, "from", len(rows), "cues")


if __name__ == "__main__":
    main()
