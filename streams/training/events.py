"""From labelled sentences and articles to the weights that decide what is an event.

    python -m streams.training.events --data FOLDER [--target FILE]

Trained on the train parts of our corpus and of our own sentences, and where FOLDER holds them
on the sentences of PLOVER's gold standard records (`events/plover_gsr.jsonl`, CC BY-SA 4.0), of
which only the marked event is used, as the rest of a sentence is not labelled. Needs scikit-learn.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from schemas import Entity
from streams.evaluation.corpus import ARTICLES, read_corpus
from streams.evaluation.reader import Reader, load_reader
from streams.evaluation.sentences import event_sentences
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.stages.escalation import candidates as c
from streams.stages.escalation.classifier import SCALE
from streams.stages.escalation.columns import read_columns
from streams.stages.escalation.decision import Judge
from streams.stages.escalation.lexicon import DATA, EscalationLexicon
from streams.stages.escalation.patterns import read_surroundings
from streams.training.triggers import trigger_head

NONE = "NONE"
STRENGTH = 0.3  # inverse of the L2 penalty
ROUNDS = 80
TOLERANCE = 1e-3
SEEN = 2  # times that a feature must occur
KEPT = 9000  # features with the greatest weights
ARTICLE_WEIGHT = 2.0  # of a place in an article, against one of a lone sentence
SILENCE = 6  # times that a verb must occur without being a trigger to be known as quiet


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed text with its triggers: half-open character ranges and event types.

    `whole` says that all of its events are marked.
    """

    doc: Doc
    entities: tuple[Entity, ...]
    discourse: Discourse
    triggers: tuple[tuple[int, int, str], ...]
    whole: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Example:
    """A place: its features and its type."""

    features: frozenset[str]
    kind: str
    weight: float


def trigger_nouns(texts: Sequence[Text]) -> frozenset[str]:
    """Return the lemmas of words other than verbs that head a trigger somewhere."""
    heads = [trigger_head(text.doc, a, b) for text in texts for a, b, _ in text.triggers]
    return frozenset(
        syntax.lemma(head)
        for head in heads
        if head is not None and not head.tag_.startswith("VB") and head.is_alpha and len(head) > 2
    )


def quiet_verbs(texts: Sequence[Text]) -> frozenset[str]:
    """Return the lemmas of verbs that occur often and never in a trigger."""
    seen: Counter[str] = Counter()
    told: set[str] = set()
    for text in texts:
        for start, end, _ in text.triggers:
            span = text.doc.char_span(start, end, alignment_mode="expand")
            told.update(map(syntax.lemma, span or ()))
        if text.whole:
            seen.update(syntax.lemma(one) for one in text.doc if one.tag_.startswith("VB"))
    return frozenset(word for word, n in seen.items() if n >= SILENCE and word not in told)


@dataclass(frozen=True, slots=True)
class Place:
    """A word that may head a trigger, what the lexicon makes of it, and the type labelled."""

    judge: Judge
    at: int
    match: c.Candidate | None
    kind: str


def examples(text: Text, lexicon: EscalationLexicon) -> Iterator[Example]:
    """Yield what the places of a text show."""
    for place in labelled_places(text, lexicon):
        parts = place.judge.features(place.at, place.match)
        yield Example(frozenset(n for part in parts for n in part), place.kind, text.weight)


def labelled_places(text: Text, lexicon: EscalationLexicon) -> Iterator[Place]:
    """Yield the places of a text that may head a trigger; words beside a trigger's head not."""
    around = read_surroundings(text.doc, lexicon.classes, text.discourse)
    columns = read_columns(text.doc, around, text.discourse)
    idioms = c.blocked(around, lexicon.blockers)
    closed = c.named(text.doc, text.entities) | idioms
    judge = Judge(columns, around, idioms, lexicon, text.discourse.encoded)
    matches = c.find_matches(text.doc, around, closed, lexicon=lexicon)
    places = c.candidate_places(columns, closed, matches, lexicon=lexicon)
    kinds: dict[int, str | None] = {}
    for start, end, kind in text.triggers:
        span = text.doc.char_span(start, end, alignment_mode="expand")
        head = trigger_head(text.doc, start, end)
        inside = [token.i for token in span if token.i in places] if span is not None else []
        kinds.update(dict.fromkeys(inside))
        if head is not None and inside:
            kinds[head.i if head.i in inside else inside[0]] = kind
    for place in places:
        told = kinds.get(place, NONE if text.whole else None)
        if told is not None:
            yield Place(judge, place, matches.get(place), told)


def fit(found: Sequence[Example]) -> dict[str, Any]:
    """Return types, bias and weights by feature, in hundredths, against no event."""
    counts = Counter(name for example in found for name in example.features)
    names = sorted(name for name, number in counts.items() if number >= SEEN)
    places = {name: place for place, name in enumerate(names)}
    columns, ends = [], [0]
    for example in found:
        columns += sorted(places[name] for name in example.features if name in places)
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    table = csr_matrix((ones, columns, ends), shape=(len(found), len(names)))
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS, tol=TOLERANCE)
    model.fit(table, [one.kind for one in found], sample_weight=[one.weight for one in found])
    kinds = list(model.classes_)
    none = kinds.index(NONE)
    weights = np.delete(model.coef_ - model.coef_[none], none, axis=0).T
    bias = np.delete(model.intercept_ - model.intercept_[none], none)
    greatest = np.abs(weights).max(axis=1)
    kept = sorted(np.argsort(-greatest, kind="stable")[:KEPT].tolist())
    return {
        "types": [kind for kind in kinds if kind != NONE],
        "bias": _hundredths(bias),
        "features": {names[place]: _hundredths(weights[place]) for place in kept},
    }


def _hundredths(values: Any) -> list[int]:
    return [int(value) for value in np.rint(values * SCALE)]


def read_texts(reader: Reader, data: Path) -> Iterator[Text]:
    """Yield what there is to learn from, parsed."""
    for article in read_corpus(ARTICLES, "train"):
        triggers = []
        for event in article.events:
            start = event.start + event.evidence.index(event.trigger)
            triggers.append((start, start + len(event.trigger), event.type.value))
        yield _text(reader, article.text, triggers, whole=True, weight=ARTICLE_WEIGHT)
    for sentence in event_sentences("train"):
        triggers = []
        for label in sentence.events:
            start = sentence.text.index(label.trigger)
            triggers.append((start, start + len(label.trigger), label.type.value))
        yield _text(reader, sentence.text, triggers, whole=True, weight=1.0)
    for row in _rows(data / "events" / "plover_gsr.jsonl"):
        start = row["text"].find(row["labels"][0]["trigger"].split()[0])
        word = row["text"][max(start, 0) :].split()[0]
        if start >= 0:
            trigger = (start, start + len(word), row["labels"][0]["event_type"])
            yield _text(reader, row["text"], [trigger], whole=False, weight=1.0)


def _text(
    reader: Reader,
    words: str,
    triggers: Sequence[tuple[int, int, str]],
    *,
    whole: bool,
    weight: float,
) -> Text:
    doc, entities = reader.parsed(words)
    return Text(doc, entities, reader.discourse(doc, entities), tuple(triggers), whole, weight)


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def learn(texts: Sequence[Text], lexicon: EscalationLexicon) -> dict[str, Any]:
    """Return what the file of weights holds."""
    nouns = trigger_nouns(texts) | {
        head.removesuffix("/n") for head in lexicon.by_head if head.endswith("/n")
    }
    quiet = quiet_verbs(texts) - lexicon.heads
    model = replace(lexicon.classifier, nouns=nouns, quiet=quiet)
    opened = replace(lexicon, classifier=model)
    found = [example for text in texts for example in examples(text, opened)]
    return {**fit(found), "nouns": sorted(nouns), "quiet": sorted(quiet)}


def write(data: dict[str, Any], target: Path) -> None:
    """Write the weights, a feature a line."""
    features = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for name, row in data["features"].items()
    )
    head = {name: value for name, value in data.items() if name != "features"}
    start = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    target.write_text(f'{start},\n "features": {{\n{features}\n}}\n}}\n', encoding="utf-8")


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description="Learn what is an event.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--target", type=Path, default=DATA / "weights.json")
    options = parser.parse_args()
    reader = load_reader()
    texts = list(read_texts(reader, options.data))
    write(learn(texts, reader.resources.escalation), options.target)


if __name__ == "__main__":
    main()
