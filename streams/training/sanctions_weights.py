"""Learn how much each feature of a sanctions candidate counts, from labelled texts of ours.

    python -m streams.training.sanctions_weights

Data: the train parts of tests/gold/articles and of tests/gold/sanctions_sentences.jsonl (ours,
CC BY 4.0). Each wording that stands in a text is a candidate; it is right where it stands in a
labelled report of one of its measures. A logistic regression over the candidates' features is
drawn towards the weights written down in data/sanctions.toml, so that what the data says little
of keeps them. Writes streams/stages/data/sanctions_weights.json; deterministic.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from schemas import Entity
from streams.evaluation.corpus import ARTICLES, read_corpus
from streams.evaluation.reader import load_reader
from streams.evaluation.sanctions import own_sentences
from streams.language.discourse import Discourse
from streams.stages.sanctions.candidates import sentences_of
from streams.stages.sanctions.drafts import read_candidates
from streams.stages.sanctions.evidence import THRESHOLD, word_features
from streams.stages.sanctions.lexicon import LEARNT, SanctionsLexicon, load_sanctions_lexicon
from streams.stages.sanctions.scene import Scene

STEEPNESS = 6.0  # log-odds a unit of score
DRAW = 3.0  # how strongly a written weight holds
WORD_DRAW = 8.0  # the same for single words, whose weight is 0 unless learnt
WORD_CANDIDATES = 3  # fewer candidates than this teach nothing of a word
SILENT_WEIGHT = 2.5  # a false alarm where an article tells of no sanctions at all
REPEATED_WEIGHT = 0.5  # in the others it may be a report told twice and labelled once
OTHER_MEASURE_WEIGHT = 0.3
SENTENCE_WEIGHT = 0.7
# How far a weight may leave the written one: what is rare in the data keeps its sense.
BOUND = 0.05
LOOSE_BOUND = 0.25  # of wordings that say little alone, and of words
LOOSE_WEIGHT = 0.35
PLAIN_BOUND = 0.1  # up, of those that say it plainly
# Any state that stops anything: its evidence is in the parties, not in the words.
FIXED = frozenset({"wording:wide_state_stops", "wording:calls_off_talks"})
STEPS = 1200
RATE = 0.01

Report = tuple[int, int, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Features with their written weights; whether it is right; how much it counts."""

    features: dict[str, float]
    right: bool
    weight: float


def candidates(
    doc: Doc,
    entities: tuple[Entity, ...],
    discourse: Discourse,
    reports: Sequence[Report],
    lexicon: SanctionsLexicon,
) -> list[Candidate]:
    """Return the candidates of a text.

    Args:
        doc: The parsed text.
        entities: Its entities.
        discourse: Who is meant and who speaks in it.
        reports: Labelled reports: character range [start, end), measures.
        lexicon: With weights as written down.
    """
    found = []
    scene = Scene.of(doc, entities, discourse, lexicon)
    for _, _, drafts in read_candidates(sentences_of(doc), scene):
        for draft in drafts:
            (cue,) = draft.cues
            measures = {measure.value for measure in cue.measures}
            told = [kinds for start, end, kinds in reports if start <= cue.head.idx < end]
            right = any(measures & kinds or "unspecified" in kinds | measures for kinds in told)
            features = dict.fromkeys(word_features(cue), 0.0) | draft.features
            weight = 1.0
            if not told:
                weight = REPEATED_WEIGHT if reports else SILENT_WEIGHT
            elif not right:
                weight = OTHER_MEASURE_WEIGHT
            found.append(Candidate(features, right, weight))
    return found


def learn(rows: Sequence[Candidate]) -> dict[str, float]:
    """Return the weights that differ from those written down, by feature."""
    counts = Counter(name for row in rows for name in row.features)
    words = {name for name in counts if name.startswith(("head:", "near:"))}
    names = sorted(name for name in counts if name not in words or counts[name] >= WORD_CANDIDATES)
    place = {name: at for at, name in enumerate(names)}
    held = np.zeros((len(rows), len(names)))
    written = np.zeros(len(names))
    for at, row in enumerate(rows):
        for name, value in row.features.items():
            if name in place:
                held[at, place[name]] = 1.0
                written[place[name]] = value
    draw = np.array([WORD_DRAW if name in words else DRAW for name in names])
    right = np.array([row.right for row in rows], dtype=np.float64)
    counted = np.array([row.weight for row in rows])
    low, high = _bounds(names, written)
    learnt = _descend(held, right, counted, written, draw, (low, high))
    return {
        name: round(float(learnt[at]), 3)
        for name, at in place.items()
        if abs(learnt[at] - written[at]) >= 2 * RATE
    }


def _bounds(
    names: Sequence[str], written: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and greatest weight of each feature."""
    low, high = written - BOUND, written + BOUND
    for at, name in enumerate(names):
        if name.startswith(("head:", "near:")):
            low[at], high[at] = written[at] - LOOSE_BOUND, written[at] + LOOSE_BOUND
        elif name in FIXED:
            low[at] = high[at] = written[at]
        elif name.startswith("wording:"):
            loose = written[at] < LOOSE_WEIGHT
            low[at] = written[at] - (LOOSE_BOUND if loose else BOUND)
            high[at] = written[at] + (LOOSE_BOUND if loose else PLAIN_BOUND)
        elif written[at] < 0:
            high[at] = written[at]
    return low, high


def _descend(
    held: NDArray[np.float64],
    right: NDArray[np.float64],
    counted: NDArray[np.float64],
    written: NDArray[np.float64],
    draw: NDArray[np.float64],
    bounds: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Minimise the logistic loss with the draw towards the written weights, by Adam."""
    weights = written.copy()
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        odds = np.clip(STEEPNESS * (held @ weights - THRESHOLD), -30, 30)
        slope = STEEPNESS * held.T @ (counted * (1 / (1 + np.exp(-odds)) - right))
        slope += 2 * draw * (weights - written)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        rate = RATE * (0.997**step + 0.01)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = np.clip(weights, *bounds)
    return weights


def all_candidates() -> list[Candidate]:
    """Read the labelled texts; some minutes."""
    reader = load_reader()
    lexicon = load_sanctions_lexicon(learnt=False)
    texts: list[tuple[str, list[Report], float]] = []
    for article in read_corpus(ARTICLES, "train"):
        reports = [
            (gold.start, gold.start + len(gold.evidence), frozenset(map(str, gold.measures)))
            for gold in article.sanctions
        ]
        texts.append((article.text, reports, 1.0))
    for sentence in own_sentences("train"):
        labels = [(0, len(sentence.text), item.measures) for item in sentence.gold]
        texts.append((sentence.text, labels, SENTENCE_WEIGHT))
    rows: list[Candidate] = []
    for text, reports, weight in texts:
        doc, entities = reader.parsed(text)
        found = candidates(doc, entities, reader.discourse(doc, entities), reports, lexicon)
        rows += lightened(found, weight)
    return rows


def lightened(rows: Iterable[Candidate], weight: float) -> list[Candidate]:
    """Return the candidates, counted for less."""
    return [Candidate(row.features, row.right, row.weight * weight) for row in rows]


def write(weights: dict[str, float]) -> None:
    """Write the file that the lexicon reads."""
    text = json.dumps({"weights": weights}, indent=0, sort_keys=True)
    LEARNT.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Learn and write."""
    rows = all_candidates()
    weights = learn(rows)
    write(weights)
    print(f"{len(weights)} weights from {len(rows)} candidates")


if __name__ == "__main__":
    main()
