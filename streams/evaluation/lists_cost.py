"""What the sanctions lists cost: loading, memory, matching; and what an update costs a child.

    python -m streams.evaluation.lists_cost [--snapshot FILE] [--rounds 5]

The articles are our corpus's; their parse and their entities are made before the clock runs.
"""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from streams.evaluation.corpus import ARTICLES, read_corpus
from streams.evaluation.speed import ARTICLE_WORDS
from streams.language.knowledge import load_knowledge
from streams.language.model import load_model
from streams.lists.follow import FollowedLists
from streams.processes import read_usage
from streams.stages.entities import find_entities
from streams.stages.listed import find_listed_parties, load_sanctions_lists
from streams.stages.listed.lists import SHIPPED

LOOKS = 100_000


def _seconds(work: Callable[[], object]) -> float:
    begun = process_time()
    work()
    return process_time() - begun


def _resident_mib() -> float:
    return read_usage([os.getpid()])[os.getpid()].resident_bytes / 2**20


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; CPU time of one core, the quickest round of each."""
    parser = argparse.ArgumentParser(description="CPU and memory of the sanctions lists.")
    parser.add_argument("--snapshot", type=Path, default=SHIPPED)
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)

    before = _resident_mib()
    lists = load_sanctions_lists(options.snapshot)
    resident = _resident_mib() - before
    loading = min(
        _seconds(lambda: load_sanctions_lists(options.snapshot)) for _ in range(options.rounds)
    )
    nlp, knowledge = load_model(), load_knowledge()
    texts = [article.text for article in read_corpus(options.articles)]
    docs = [nlp(text) for text in texts]
    read = [(doc, find_entities(doc, knowledge=knowledge)) for doc in docs]
    words = sum(len(text.split()) for text in texts)
    gc.collect()
    gc.freeze()  # as a child of the pool does
    matching = sum(
        min(
            _seconds(
                lambda doc=doc, found=found: find_listed_parties(  # type: ignore[misc]
                    doc, found, published_on=None, lists=lists
                )
            )
            for _ in range(options.rounds)
        )
        for doc, found in read
    )
    followed = FollowedLists(options.snapshot.parent)
    looking = _seconds(lambda: [followed.look() for _ in range(LOOKS)]) / LOOKS

    print(f"{lists.version}")
    print(f"{len(lists.names)} forms of names")
    print(f"{loading:8.2f} s    to load")
    print(f"{resident:8.0f} MiB  in memory")
    print(
        f"{matching / words * ARTICLE_WORDS * 1000:8.2f} ms   to match an article of"
        f" {ARTICLE_WORDS} words ({len(texts)} articles, {words} words)"
    )
    print(f"{looking * 1e6:8.2f} us   to see that nothing has changed, each batch")
    return 0


if __name__ == "__main__":
    sys.exit(main())
