"""What an article costs: `python -m streams.evaluation.speed`, on one core, all stages included.

    python -m streams.evaluation.speed articles/ more.jsonl --other en_core_web_sm --profile fast

The whole is measured as the stream runs it, bytes in and bytes out. The parts are measured in
a second run over the same texts, each called as the pipeline calls it; the rest of the whole
is JSON and what holds the parts together. The first texts warm the memory for words, as in a
worker that has run for a while, and are not counted. Times are CPU seconds of this process.
Figures of one machine compare with figures of the same run alone: hence `--other`, a
pipeline that parses the same texts, each right after ours.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

# As `streams.__main__` does for the worker, before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language

from streams.inputs import read_drafts
from streams.language.discourse import read_discourse
from streams.language.parse import pack_parse, unpack_parse
from streams.pipeline import STAGES, run_stage
from streams.profile import Profile
from streams.record import Record
from streams.resources import Limits, Resources, load_resources
from streams.stages.clean import clean
from streams.stages.decode import decode
from streams.stages.duplicates import sign
from streams.stages.entities import find_entities
from streams.stages.escalation import find_indicators
from streams.stages.language_id import is_english
from streams.stages.listed import find_listed_parties
from streams.stages.sanctions import find_sanctions
from streams.stages.summary import summarise

LIMITS = Limits(article_bytes=4 * 1024 * 1024, article_characters=100_000)
ARTICLE_WORDS = 600  # the goal's article
WARMING = 0.25  # of the texts
Value = TypeVar("Value")


@dataclass(slots=True)
class Watch:
    """CPU seconds by part."""

    seconds: Counter[str] = field(default_factory=Counter)

    def __call__(self, part: str, work: Callable[[], Value]) -> Value:
        """Do the work, add its seconds to the part, return what came of it."""
        begun = time.process_time()
        value = work()
        self.seconds[part] += time.process_time() - begun  # type: ignore[assignment]
        return value


@dataclass(slots=True)
class Quickest:
    """The quickest round of each article, part by part: noise only adds."""

    seconds: dict[tuple[int, str], float] = field(default_factory=dict)

    def take(self, place: int, watch: Watch) -> None:
        """Take in a round of the article at the place."""
        for part, seconds in watch.seconds.items():
            known = self.seconds.get((place, part), seconds)
            self.seconds[place, part] = min(known, seconds)

    def sums(self) -> dict[str, float]:
        """Return the seconds of all articles by part."""
        found: dict[str, float] = {}
        for (_, part), seconds in self.seconds.items():
            found[part] = found.get(part, 0.0) + seconds
        return found


def measure_speed(
    records: Sequence[Record],
    *,
    model: str | None = None,
    other: str | None = None,
    rounds: int = 1,
    profile: Profile = Profile.ACCURATE,
) -> dict[str, Any]:
    """Return what the articles cost.

    Args:
        records: Values as on `articles.raw`; at least four articles that are not refused.
        model: A pipeline's package name or path; None is the shipped one.
        other: A pipeline to parse the same texts with: name, folder or wheel.
        rounds: How often each measurement is made; the quickest of an article counts.
        profile: Whether the encoder takes part.

    Returns:
        Words and articles a second, milliseconds a part for an article of ARTICLE_WORDS
        words, peak memory in MiB; with `other` its words a second and our ratio to it.

    Raises:
        ValueError: too few articles.
    """
    resources = load_resources(model=model, limits=LIMITS, profile=profile)
    kept = [record for record in records if _enriched(record, resources)]
    warming, counted = kept[: int(len(kept) * WARMING)], kept[int(len(kept) * WARMING) :]
    if not warming:
        raise ValueError(f"{len(kept)} articles; four are needed")
    texts = [_text(record) for record in counted]
    words = sum(len(text.split()) for text in texts)
    second = _loaded(other) if other is not None else None
    if second is not None:
        second(texts[0])
    whole, theirs, parts = Quickest(), Quickest(), Quickest()
    for _ in range(rounds):
        # one that remembers nothing yet
        resources = load_resources(model=model, limits=LIMITS, profile=profile)
        for record in warming:
            _enriched(record, resources)
        for place, (record, text) in enumerate(zip(counted, texts, strict=True)):
            watch = Watch()
            watch("all", partial(_enriched, record, resources))
            whole.take(place, watch)
            if second is not None:
                watch = Watch()
                watch("other", partial(second, text))
                theirs.take(place, watch)
        resources = load_resources(model=model, limits=LIMITS, profile=profile)
        for record in warming:
            _take_apart(record, resources, Watch())
        for place, record in enumerate(counted):
            watch = Watch()
            _take_apart(record, resources, watch)
            parts.take(place, watch)
    ours = whole.sums()["all"]
    per_article = ARTICLE_WORDS / words * 1000
    result: dict[str, Any] = {
        "articles": len(counted),
        "words": words,
        "words_per_second": words / ours,
        "articles_per_second": words / ours / ARTICLE_WORDS,
        "ms_per_article": ours * per_article,
        "parts_ms": {part: seconds * per_article for part, seconds in parts.sums().items()},
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if other is not None:
        others = theirs.sums()["other"]
        result["other"] = {
            "name": Path(other).name,
            "words_per_second": words / others,
            "articles_per_second": words / others / ARTICLE_WORDS,
            "ratio": others / ours,
        }
    return result


def _enriched(record: Record, resources: Resources) -> bool:
    """Run all stages as between the topics; say whether the article came through."""
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        if outcome.refusal is not None:
            return False
        output = next(output for output in outcome.outputs if output.topic == stage.sink.name)
        record = Record(output.value, headers=output.headers, timestamp_ms=record.timestamp_ms)
    return True


def _text(record: Record) -> str:
    raw = decode(record.value, max_bytes=LIMITS.article_bytes)
    return clean(raw.text, raw.html, raw.title)


def _take_apart(record: Record, resources: Resources, watch: Watch) -> None:
    """Do what the stages do with one article, part by part.

    As where they are two processes: sanctions and escalation each encode what they ask about.
    """
    knowledge, nlp = resources.knowledge, resources.nlp
    raw = watch("decode", lambda: decode(record.value, max_bytes=LIMITS.article_bytes))
    text = watch("clean", lambda: clean(raw.text, raw.html, raw.title))
    watch("language", lambda: is_english(text))
    doc = watch("parse: tokenizer", lambda: nlp.make_doc(text))
    for name, pipe in nlp.pipeline:
        doc = watch(f"parse: {name}", partial(pipe, doc))
    entities = watch("entities", lambda: find_entities(doc, knowledge=knowledge))
    watch("signature", lambda: sign("-", text, raw.title))
    packed = watch("pack", lambda: pack_parse(doc))
    read = watch("unpack, twice", lambda: unpack_parse(packed, nlp.vocab))
    encoder = resources.encoder
    discourse = watch(
        "discourse, twice",
        lambda: read_discourse(read, entities, knowledge=knowledge, encoder=encoder),
    )
    watch(
        "listed",
        lambda: find_listed_parties(read, entities, published_on=None, lists=resources.lists),
    )
    sanctions = watch(
        "sanctions",
        lambda: find_sanctions(
            read,
            entities,
            discourse,
            article_id="-",
            published_on=None,
            lexicon=resources.sanctions,
        ),
    )
    again = watch("unpack, twice", lambda: unpack_parse(packed, nlp.vocab))
    discourse = watch(
        "discourse, twice",
        lambda: read_discourse(again, entities, knowledge=knowledge, encoder=encoder),
    )
    indicators = watch(
        "escalation",
        lambda: find_indicators(
            again,
            entities,
            sanctions,
            discourse,
            article_id="-",
            published_on=None,
            lexicon=resources.escalation,
        ),
    )
    watch("summary", lambda: summarise(sanctions, indicators, entities))


def _loaded(name: str) -> Language:
    """Load a pipeline as it is: package name, folder, or the wheel that it came in."""
    if not name.endswith(".whl"):
        return spacy.load(name)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(name) as wheel:
            wheel.extractall(folder)
        config = min(Path(folder).rglob("config.cfg"), key=lambda path: len(path.parts))
        return spacy.load(config.parent)


def table(result: dict[str, Any]) -> str:
    """Return the figures for people."""
    lines = [
        f"{result['articles']} articles, {result['words']} words",
        f"{result['articles_per_second']:.1f} articles/s of {ARTICLE_WORDS} words "
        f"({result['words_per_second']:.0f} words/s, {result['ms_per_article']:.1f} ms)",
        f"peak memory {result['peak_memory_mib']:.0f} MiB",
        *(f"{ms:8.2f} ms  {part}" for part, ms in result["parts_ms"].items()),
        f"{sum(result['parts_ms'].values()):8.2f} ms  these together",
    ]
    if "other" in result:
        theirs = result["other"]
        lines.append(
            f"{theirs['name']} alone: {theirs['articles_per_second']:.1f} articles/s; "
            f"all of ours is {theirs['ratio']:.2f} times as quick"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the articles of the files and print a table, or JSON."""
    parser = argparse.ArgumentParser(description="CPU of an article, all stages included.")
    parser.add_argument("files", nargs="+", help="txt, html, json, jsonl, a directory")
    parser.add_argument("--model", help="a pipeline in place of the shipped one")
    parser.add_argument("--other", help="a pipeline to compare with: name, folder or wheel")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", type=Profile, default=Profile.ACCURATE)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    records = [draft.record for draft in read_drafts(options.files)]
    result = measure_speed(
        records,
        model=options.model,
        other=options.other,
        rounds=options.rounds,
        profile=options.profile,
    )
    print(json.dumps(result, indent=2) if options.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
