"""One row of the table in docs/model.md: names, tags, trees and cost of a pipeline.

    python -m streams.training.scores --data FOLDER MODEL...

Names: strict F1 of the recogniser alone and with lists and rules, over the sets of
streams.evaluation.entities and the dev part of our articles. Tags and
trees: PUD (news and encyclopedia) and GUM's news, given the treebank's words. Cost: process
time of each part in microseconds a word, over running text in documents of 25 sentences.
"""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin, Span, Token
from spacy.training import Example

from streams.evaluation.corpus import ARTICLES
from streams.evaluation.entities import TESTS, Sentence, measure_sentences, read_sentences
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model
from streams.training.corpora import own_articles
from streams.training.sentences import LABELS

TREEBANKS = ("ud_pud_test", "ud_gum_news_test")
PUNCTUATION = ("p", "punct")  # as spaCy scores trees
MOST = 700
TIMED_SENTENCES, DOCUMENT = 500, 25


def names(nlp: Language, knowledge: Knowledge, data: Path, articles: Path) -> dict[str, Any]:
    """Return F1 of the recogniser alone and of the stage, by set."""
    found = {}
    for name, kinds in TESTS.items():
        labels = set(kinds.split())
        rows = read_sentences(data / f"{name}.jsonl", labels, MOST)
        found[name] = _figures(nlp, knowledge, rows, labels)
    rows = [
        Sentence(one.text, len(one.text.split()), frozenset(one.names), ())
        for one in own_articles(articles, "dev")
    ]
    labels = set(LABELS.values())
    found["our dev articles"] = _figures(nlp, knowledge, rows, labels)
    return found


def _figures(
    nlp: Language, knowledge: Knowledge, rows: list[Sentence], labels: set[str]
) -> tuple[float, float]:
    figures = measure_sentences(nlp, knowledge, rows, labels)
    return figures["model"]["f1"], figures["model, lists and rules"]["f1"]


def trees(nlp: Language, treebank: Path) -> dict[str, float]:
    """Return shares of right tags, heads and labelled heads, and F1 of sentence starts."""
    gold = list(DocBin().from_disk(treebank).get_docs(spacy.blank("en").vocab))
    read = nlp.pipe(
        Doc(
            nlp.vocab,
            words=[token.text for token in doc],
            spaces=[bool(token.whitespace_) for token in doc],
        )
        for doc in gold
    )
    examples = [Example(doc, one) for doc, one in zip(read, gold, strict=True)]
    scores = {
        **Scorer.score_token_attr(examples, "tag"),
        **Scorer.score_deps(examples, "dep", getter=_arc, ignore_labels=PUNCTUATION),
        **Scorer.score_spans(examples, "sents", getter=_sentences),
    }
    wanted = {"tag": "tag_acc", "uas": "dep_uas", "las": "dep_las", "sents": "sents_f"}
    return {name: round(100 * scores[key], 1) for name, key in wanted.items()}


def _arc(token: Token, _: str) -> str:
    return token.dep_.lower()


def _sentences(doc: Doc, _: str) -> list[Span]:
    return list(doc.sents)


def cost(nlp: Language, data: Path) -> dict[str, float]:
    """Return microseconds a word of each part and of all."""
    rows = read_sentences(data / "gmb_dev.jsonl", set(), TIMED_SENTENCES)
    texts = [
        " ".join(row.text for row in rows[place : place + DOCUMENT])
        for place in range(0, len(rows), DOCUMENT)
    ]
    docs = list(nlp.pipe(texts))  # caches are warm, as in a worker
    count = sum(len(doc) for doc in docs)
    spent = {}
    start = time.process_time()
    docs = [nlp.make_doc(text) for text in texts]
    spent["tokenizer"] = time.process_time() - start
    for name, pipe in nlp.pipeline:
        start = time.process_time()
        stream = pipe.pipe(docs, batch_size=8) if hasattr(pipe, "pipe") else map(pipe, docs)
        docs = list(stream)
        spent[name] = time.process_time() - start
    spent["all"] = sum(spent.values())
    return {name: round(1e6 * seconds / count, 1) for name, seconds in spent.items()}


def performance(model: str, data: Path, articles: Path) -> dict[str, Any]:
    """Return a row: names, tags and trees, cost.

    Args:
        model: Folder of an assembled pipeline.
        data: Folder with the sets.
        articles: Our annotated articles.
    """
    nlp = load_model(model)
    row: dict[str, Any] = names(nlp, load_knowledge(), data, articles)
    row |= {name: trees(nlp, data / f"{name}.spacy") for name in TREEBANKS}
    return row | {"us a word": cost(nlp, data)}


def main() -> None:
    """Print a row a model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("models", nargs="+")
    options = parser.parse_args()
    for model in options.models:
        row = {"model": model, **performance(model, options.data / "ner", options.articles)}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
