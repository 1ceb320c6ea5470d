"""How well entities are found: the bare recogniser beside recogniser, lists and rules.

Part of `crisiswire evaluate`. The sets hold one sentence a line: `text`, `tokens` and `ents` as
character spans, `missing` spans whose label is unknown; GPE, LOC and FAC are one label there.
Nothing of it is copied. A span counts as right where extent and label are (strict F1).
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from schemas.entity import Entity
from streams.evaluation.figures import Figures, percent
from streams.evaluation.reader import Reader
from streams.language.knowledge import Knowledge
from streams.stages.entities import find_entities

# The labels that each set annotates.
TESTS = {
    "re3d_test": "PERSON ORG LOC NORP DATE",
    "gmb_dev": "PERSON ORG LOC NORP DATE EVENT",
    "gum_ner_test": "PERSON ORG LOC",
    "uner_ewt_test": "PERSON ORG LOC",
}
COARSE = {"GPE": "LOC", "FAC": "LOC"}
Labelled = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence; `unknown` stretches count neither for nor against."""

    text: str
    words: int
    gold: frozenset[Labelled]
    unknown: tuple[tuple[int, int], ...]

    def known(self, spans: set[Labelled], labels: set[str]) -> set[Labelled]:
        """Return the spans that the labelling can judge."""
        return {
            span
            for span in spans
            if span[2] in labels
            and not any(span[0] < end and start < span[1] for start, end in self.unknown)
        }


def read_sentences(path: Path, labels: set[str], most: int) -> list[Sentence]:
    """Read the first sentences of a file, evenly spread where there are more than `most`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    step = max(1, len(rows) // most)
    return [
        Sentence(
            row["text"],
            len(row["tokens"]),
            frozenset((start, end, label) for start, end, label in row["ents"] if label in labels),
            tuple((start, end) for start, end in row["missing"]),
        )
        for row in rows[::step][:most]
    ]


class Tally:
    """Right, wrong and missed spans, by label."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()

    def add(self, found: set[Labelled], gold: frozenset[Labelled]) -> None:
        """Count one sentence."""
        self.right.update(label for *_, label in found & gold)
        self.wrong.update(label for *_, label in found - gold)
        self.missed.update(label for *_, label in gold - found)

    def figures(self, label: str | None = None) -> dict[str, float]:
        """Return precision, recall and F1 in percent, of one label or of all."""
        right, wrong, missed = (
            counts.total() if label is None else counts[label]
            for counts in (self.right, self.wrong, self.missed)
        )
        return {
            "p": percent(right, right + wrong),
            "r": percent(right, right + missed),
            "f1": percent(2 * right, 2 * right + wrong + missed),
        }


def of_model(doc: Doc) -> set[Labelled]:
    """Return the recogniser's own spans with coarse labels."""
    return {(e.start_char, e.end_char, COARSE.get(e.label_, e.label_)) for e in doc.ents}


def of_stage(entities: tuple[Entity, ...]) -> set[Labelled]:
    """Return the stage's spans with coarse labels."""
    return {(e.start, e.end, COARSE.get(e.label.value, e.label.value)) for e in entities}


def measure_sentences(
    nlp: Language, knowledge: Knowledge, sentences: list[Sentence], labels: set[str]
) -> dict[str, Any]:
    """Return figures of both."""
    start = time.process_time()
    docs = list(nlp.pipe(sentence.text for sentence in sentences))
    parsed = time.process_time()
    found = [find_entities(doc, knowledge=knowledge) for doc in docs]
    ended = time.process_time()
    model, stage = Tally(), Tally()
    for sentence, doc, entities in zip(sentences, docs, found, strict=True):
        model.add(sentence.known(of_model(doc), labels), sentence.gold)
        stage.add(sentence.known(of_stage(entities), labels), sentence.gold)
    words = sum(sentence.words for sentence in sentences)
    return {
        "sentences": len(sentences),
        "model": model.figures(),
        "model, lists and rules": stage.figures(),
        "by label": {label: stage.figures(label)["f1"] for label in sorted(labels)},
        "words a second": {
            "parse": round(words / (parsed - start)),
            "find_entities": round(words / (ended - parsed)),
        },
    }


def sentence_sets(
    reader: Reader, folder: Path, most: int
) -> Iterator[tuple[str, Callable[[], Figures]]]:
    """Yield the labelled sentence sets of a folder, at most `most` sentences of each."""
    for name, kinds in TESTS.items():
        yield (
            f"entities, {name}",
            partial(_measure_set, reader, folder / f"{name}.jsonl", kinds, most),
        )


def _measure_set(reader: Reader, path: Path, kinds: str, most: int) -> Figures:
    labels = set(kinds.split())
    sentences = read_sentences(path, labels, most)
    nlp, knowledge = reader.resources.nlp, reader.resources.knowledge
    told = measure_sentences(nlp, knowledge, sentences, labels)
    values = {
        "recogniser alone F1": told["model"]["f1"],
        **{
            f"strict {name.upper()}": value
            for name, value in told["model, lists and rules"].items()
        },
        **{f"strict F1 {label}": value for label, value in told["by label"].items()},
    }
    return Figures(values, {"sentences": len(sentences)})
