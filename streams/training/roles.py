"""From labelled sentences and articles to the weights that tell actor from recipient.

    python -m streams.training.roles [--target FILE]
    python -m streams.training.roles --score

Trained on the train parts of our corpus and of our own sentences. `--score` prints how well the
shipped weights do on the dev part with triggers and types given, by the least log-odds at which a
party is told; the best stand in streams/stages/escalation/assign.py. Needs scikit-learn.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from schemas import Party
from schemas.escalation import EventType
from streams.evaluation.corpus import ARTICLES, Article, read_corpus
from streams.evaluation.parties import name_words
from streams.evaluation.reader import Reader, load_reader
from streams.evaluation.sentences import EventSentence, event_sentences
from streams.stages.escalation import candidates as c
from streams.stages.escalation.assign import choose
from streams.stages.escalation.columns import read_columns
from streams.stages.escalation.contenders import Contender, Contenders
from streams.stages.escalation.decision import Verdict
from streams.stages.escalation.ground import read_ground
from streams.stages.escalation.lexicon import DATA
from streams.stages.escalation.patterns import read_surroundings
from streams.stages.escalation.role_features import contender_features
from streams.stages.escalation.role_model import ROLES, SCALE
from streams.stages.escalation.roles import find_roles
from streams.training.triggers import trigger_head

STRENGTH = 0.05  # inverse of the L2 penalty
ROUNDS = 200
SEEN = 3  # times that a feature must occur
KEPT = 6000  # features with the greatest weights
ARTICLE_WEIGHT = 4.0  # of an event in an article, against one of a lone sentence
LONG_NAME = 3  # words; a longer one that holds a state's name is no state's
LIMITS = (-2.0, -1.6, -1.2, -0.8, -0.4, 0.0)
Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled event: the characters of its trigger, its type, and whom it is between."""

    start: int
    end: int
    kind: EventType
    sides: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """An event: who may take part, their features, and which of them hold which role.

    `right` has a row a party and a column a role; `wanted` says which roles the label fills.
    """

    found: list[Contender]
    features: list[list[str]]
    right: NDArray[np.bool_]
    wanted: tuple[bool, bool]
    weight: float


Holds = Callable[[Sequence[str], Contender, Doc], bool]


def read_examples(
    reader: Reader, text: str, labels: Sequence[Label], holds: Holds, weight: float
) -> Iterator[Example]:
    """Yield the events of a text whose trigger's head is found."""
    lexicon = reader.resources.escalation
    doc, entities = reader.parsed(text)
    discourse = reader.discourse(doc, entities)
    around = read_surroundings(doc, lexicon.classes, discourse)
    columns = read_columns(doc, around, discourse)
    closed = c.named(doc, entities) | c.blocked(around, lexicon.blockers)
    matches = c.find_matches(doc, around, closed, lexicon=lexicon)
    contenders = Contenders(doc, discourse, read_ground(discourse, around.lemmas, lexicon=lexicon))
    for label in labels:
        head = trigger_head(doc, label.start, label.end)
        if head is None:
            continue
        verdict = Verdict(label.kind, 1.0, {})
        candidate = c.as_candidate(head, matches.get(head.i), verdict, around, lexicon)
        found = contenders.of(head)
        if not found:
            continue
        rules = find_roles(candidate, discourse)
        yield Example(
            found,
            [contender_features(one, found, candidate, rules, columns, discourse) for one in found],
            np.array([[holds(side, one, doc) for side in label.sides] for one in found]),
            (bool(label.sides[0]), bool(label.sides[1])),
            weight,
        )


def of_article(reader: Reader, article: Article) -> Iterator[Example]:
    """Yield the events of an annotated article; parties are labelled by canonical names."""
    labels = []
    for event in article.events:
        start = event.start + event.evidence.index(event.trigger)
        sides = (event.actors, event.recipients)
        labels.append(Label(start, start + len(event.trigger), event.type, sides))

    def holds(wanted: Sequence[str], one: Contender, _: Doc) -> bool:
        return any(_is_named(name, one.party, reader) for name in wanted)

    yield from read_examples(reader, article.text, labels, holds, ARTICLE_WEIGHT)


def of_sentence(reader: Reader, row: EventSentence) -> Iterator[Example]:
    """Yield the events of one of our sentences; parties are labelled by words of the text."""
    labels = []
    for event in row.events:
        start = row.text.index(event.trigger)
        sides = tuple((name,) if name else () for name in (event.actor, event.recipient))
        labels.append(Label(start, start + len(event.trigger), event.type, (sides[0], sides[1])))

    def holds(wanted: Sequence[str], one: Contender, doc: Doc) -> bool:
        return any(_is_there(words, one, doc, row.text) for words in wanted)

    yield from read_examples(reader, row.text, labels, holds, 1.0)


def _is_named(name: str, party: Party, reader: Reader) -> bool:
    """Say whether a canonical name is the party's: the same, its state's, or a part of it."""
    if reader.names.same(name, party.name):
        return True
    ours, theirs = name_words(name), name_words(party.name)
    if party.country is not None:
        return party.country in reader.names.states(name) and len(ours) <= LONG_NAME
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _is_there(words: str, one: Contender, doc: Doc, text: str) -> bool:
    """Say whether the words name the party: it stands there, or has the same name."""
    start, name = text.index(words), one.party.name.lower()
    if any(start <= doc[place].idx < start + len(words) for place in one.places):
        return True
    return name in words.lower() or words.lower() in name


def fit(examples: Sequence[Example]) -> dict[str, Any]:
    """Return bias and weights by feature, a column a role, in hundredths."""
    rows = [(row, one.weight) for one in examples for row in one.features]
    counts = Counter(name for row, _ in rows for name in set(row))
    names = sorted(name for name, number in counts.items() if number >= SEEN)
    table = _table([row for row, _ in rows], {name: place for place, name in enumerate(names)})
    right = np.vstack([one.right for one in examples])
    models = []
    for role in range(len(ROLES)):
        model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS)
        models.append(model.fit(table, right[:, role], sample_weight=[w for _, w in rows]))
    weights = np.stack([model.coef_[0] for model in models], axis=1)
    order = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:KEPT]
    return {
        "bias": _hundredths([model.intercept_[0] for model in models]),
        "features": {names[at]: _hundredths(weights[at]) for at in sorted(order.tolist())},
    }


def _table(rows: Sequence[Sequence[str]], places: dict[str, int]) -> csr_matrix:
    columns, ends = [], [0]
    for row in rows:
        columns += sorted({places[name] for name in row if name in places})
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    return csr_matrix((ones, columns, ends), shape=(len(rows), len(places)))


def _hundredths(values: Any) -> list[int]:
    return [round(float(value) * SCALE) for value in values]


def write(data: dict[str, Any], target: Path) -> None:
    """Write the weights, a feature a line."""
    features = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for name, row in data["features"].items()
        if any(row)
    )
    bias = json.dumps(data["bias"])
    target.write_text(f'{{"bias": {bias},\n"features": {{\n{features}\n}}}}\n', encoding="utf-8")


def score(
    examples: Sequence[Example], odds: Sequence[Table], least: tuple[float, float]
) -> tuple[float, ...]:
    """Return F1 of actor and of recipient over the parties told and the events labelled.

    An event whose label has the role is right once; each party told beside is a false one.
    """
    both, told, gold = np.zeros(len(ROLES)), np.zeros(len(ROLES)), np.zeros(len(ROLES))
    for one, table in zip(examples, odds, strict=True):
        for role, numbers in enumerate(choose(one.found, table, least)):
            right = bool(numbers) and bool(one.right[numbers, role].any())
            both[role] += right
            told[role] += right + int((~one.right[numbers, role]).sum())
            gold[role] += one.wanted[role]
    return tuple((2 * both / (told + gold)).tolist())


def scores(reader: Reader) -> Iterator[str]:
    """Yield a line for each limit."""
    found = [one for a in read_corpus(ARTICLES, "dev") for one in of_article(reader, a)]
    model = reader.resources.escalation.roles
    odds = [np.stack([model.odds(row) for row in one.features]) for one in found]
    for least in LIMITS:
        actor, recipient = score(found, odds, (least, least))
        yield f"least {least}: actor {actor:.3f}, recipient {recipient:.3f}"


def main() -> None:
    """Read, learn, write; or score."""
    parser = argparse.ArgumentParser(description="Learn who acts on whom.")
    parser.add_argument("--target", type=Path, default=DATA / "roles.json")
    parser.add_argument("--score", action="store_true")
    options = parser.parse_args()
    reader = load_reader()
    if options.score:
        print("\n".join(scores(reader)))
        return
    examples = [one for a in read_corpus(ARTICLES, "train") for one in of_article(reader, a)]
    examples += [one for row in event_sentences("train") for one in of_sentence(reader, row)]
    write(fit(examples), options.target)


if __name__ == "__main__":
    main()
