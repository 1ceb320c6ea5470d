"""Every figure of the pipeline, set by set: our own corpus and sentences, and the data at hand.

Sets of ours lie in tests/gold and are always there in a checkout; those of the data folder
(`ner/`, `events/`, `sanctions/`, `articles_dev/`, `ours/`) are measured where it is given. Shares
are percentages. Sets whose name ends in "test" or "held back" are scored only: nobody reads
their errors, so that `--errors` leaves them out.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from streams.evaluation import discourse, entities, escalation, sanctions
from streams.evaluation.articles_dev import read_articles_dev
from streams.evaluation.corpus import ARTICLES, Article, read_corpus
from streams.evaluation.duplicates import HELD_BACK, OPEN, measure_duplicates
from streams.evaluation.figures import Figures, Miss, percent
from streams.evaluation.reader import Reader
from streams.evaluation.speed import measure_speed
from streams.evaluation.whole_articles import (
    as_record,
    read_articles,
    score_entities,
    score_events,
    score_offsets,
    score_sanctions,
)

GOLD = ARTICLES.parent
IDS = GOLD / "ids.json"
SCORED_ONLY = ("test", "held back")
SENTENCES = 400


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of one set, and how long they took, in seconds of processor time."""

    name: str
    figures: Figures
    seconds: float


Set = tuple[str, Callable[[], Figures]]


def gold_ids() -> dict[str, str]:
    """Return the Wikidata ids of our corpus, by canonical name."""
    ids: dict[str, str] = json.loads(IDS.read_text(encoding="utf-8"))["ids"]
    return ids


def evaluate(reader: Reader, data: Path | None, only: Sequence[str]) -> Iterator[Result]:
    """Yield the figures of each set whose name begins with one of `only`; all where it is empty."""
    for name, measure in _sets(reader, data):
        if only and not any(name.startswith(wanted) for wanted in only):
            continue
        start = time.process_time()
        figures = measure()
        if any(figures.sizes.values()) or not figures.sizes:
            yield Result(name, figures, round(time.process_time() - start, 1))


def misses(result: Result) -> list[Miss]:
    """Return the errors of a set that may be looked at."""
    return [] if result.name.endswith(SCORED_ONLY) else result.figures.misses


def _sets(reader: Reader, data: Path | None) -> Iterator[Set]:
    for split in ("train", "dev", "test"):
        yield from _article_sets(f"corpus {split}", partial(read_corpus, ARTICLES, split), reader)
    yield from sanctions.own_sets(reader)
    yield from escalation.own_sets(reader)
    yield from discourse.sets(reader)
    pairs = cache(measure_duplicates)
    for part in (OPEN, HELD_BACK):
        yield f"duplicates, {part}", partial(_duplicates, pairs, part)
    yield "speed", partial(_speed, reader)
    if data is None:
        return
    if (data / "articles_dev").is_dir():
        folder = data / "articles_dev"
        yield from _article_sets("articles_dev", lambda: read_articles_dev(folder), reader)
    if (data / "ner").is_dir():
        yield from entities.sentence_sets(reader, data / "ner", SENTENCES)
    if (data / "sanctions").is_dir():
        yield from sanctions.other_sets(reader, data / "sanctions")
    if (data / "events").is_dir():
        yield from escalation.sets(reader, data / "events")


def _duplicates(measure: Callable[[], dict[str, dict[str, float]]], part: str) -> Figures:
    told = measure()[part]
    sizes = {
        "near-duplicates": round(told["duplicates"]),
        "distinct pairs": round(told["distinct"]),
    }
    return Figures(
        {
            "near-duplicates found": percent(told["found"], 1),
            "distinct pairs that fire": percent(told["joined"], told["distinct"]),
        },
        sizes,
    )


def _speed(reader: Reader) -> Figures:
    """Measure the cost of the development articles as the stream runs them; of this machine."""
    articles = read_corpus(ARTICLES, "dev")
    told = measure_speed(
        [as_record(article) for article in articles], model=reader.model, profile=reader.profile
    )
    values = {
        "articles of 600 words a second": told["articles_per_second"],
        "words a second": told["words_per_second"],
        **{f"{part}, ms": ms for part, ms in told["parts_ms"].items()},
        "peak memory, MiB": told["peak_memory_mib"],
    }
    return Figures(values, {"articles": told["articles"], "words": told["words"]})


def _article_sets(name: str, load: Callable[[], list[Article]], reader: Reader) -> Iterator[Set]:
    reads = cache(lambda: read_articles(load(), reader.resources))
    yield f"entities, {name}", lambda: score_entities(reads(), reader.names)
    yield f"sanctions, {name}", lambda: score_sanctions(reads(), reader.names)
    yield f"escalation, {name}", lambda: score_events(reads(), reader.names)
    yield f"offsets, {name}", lambda: score_offsets(reads())
