"""Our own annotated articles: reading, checking, counting.

    python -m streams.evaluation.corpus [FILE...] [--bare FOLDER]

An article is one file of tests/gold/articles, in three parts parted by lines of `+++`: facts
about it (TOML), the text with its entities marked in place, and what it reports (TOML). The
rules of annotation are in docs/annotation.md. A mark is `[words](LABEL canonical name|CC)`;
name and country code may be left out where the words are the name, or where an earlier mark
of the article has the same words and label.
"""

import argparse
import datetime as dt
import re
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.entity import EntityLabel
from schemas.escalation import EventType, Polarity
from schemas.modality import Modality
from schemas.sanctions import Measure, SanctionsStatus
from streams.stages.escalation.lexicon import load_escalation_lexicon

ARTICLES = Path(__file__).parents[2] / "tests" / "gold" / "articles"
PARTING = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
MARK = re.compile(r"\[([^\[\]]+)\]\(([A-Z]+)(?: ([^()|]+))?(?:\|([A-Z]{2}))?\)")
WORDS = (30, 750)
# The contexts of the PLOVER manual of 2021.
# fmt: off
CONTEXTS = frozenset({
    "military", "intelligence", "executive", "legislative", "election", "political_institutions",
    "pro_democracy", "pro_autocracy", "economic", "legal", "human_rights", "rights_freedoms",
    "repression", "human_security", "lgbt", "religion_ethnicity", "inequality", "diplomatic",
    "territory", "health", "asylum", "migration", "disasters", "natural_resource", "environment",
    "technology", "terrorism", "cbrn", "cyber", "misinformation", "crime", "corruption",
    "illegal_drugs", "trafficking", "reparations", "gender", "peacekeeping",
})
# fmt: on
_lexicon = cache(load_escalation_lexicon)


class CorpusError(Exception):
    """A file breaks the format or the rules; the message says where."""


class Facts(BaseModel):
    """What is told about an article before its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str = Field(min_length=1)
    region: str
    split: Literal["train", "dev", "test"]
    kind: str = Field(min_length=1, description="register: wire, statement, live blog ...")
    look_alike: bool = False
    published: dt.date
    title: str | None = None
    annotator: str


class GoldSanctions(BaseModel):
    """A sanctions mention: fields as in the wire contract, parties by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: str
    cue: str
    measures: tuple[Measure, ...] = Field(min_length=1)
    status: SanctionsStatus
    legal: bool = True
    senders: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    aligned_with: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    programme: str | None = None
    extent: str | None = None
    modality: Modality = Modality.ASSERTED
    speaker: str | None = None
    start: int = Field(default=-1, exclude=True)


class GoldEvent(BaseModel):
    """An escalation indicator: fields as in the wire contract, parties by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    evidence: str
    trigger: str
    type: EventType
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str = Field(pattern=r"^\d{2,4}$")
    polarity: Polarity | None = None
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    modality: Modality = Modality.ASSERTED
    speaker: str | None = None
    location: str | None = None
    date: dt.date | None = None
    start: int = Field(default=-1, exclude=True)


Report = TypeVar("Report", GoldSanctions, GoldEvent)


class _Reports(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sanctions: tuple[GoldSanctions, ...] = ()
    escalation: tuple[GoldEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """A marked name: half-open range of code points, label, canonical name, ISO country."""

    start: int
    end: int
    text: str
    label: str
    canonical: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """One annotated article; offsets are into `text`."""

    id: str
    facts: Facts
    text: str
    entities: tuple[GoldEntity, ...]
    sanctions: tuple[GoldSanctions, ...]
    events: tuple[GoldEvent, ...]


def read_article(path: Path) -> Article:
    """Read and check one file.

    Raises:
        CorpusError: the format or a rule is broken.
    """
    parts = PARTING.split(path.read_text(encoding="utf-8"))
    if len(parts) != 4 or parts[0].strip():
        raise CorpusError(f"{path.name}: three parts are wanted, each begun by a line of +++")
    try:
        facts = Facts.model_validate(tomllib.loads(parts[1]))
        reports = _Reports.model_validate(tomllib.loads(parts[3]))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise CorpusError(f"{path.name}: {error}") from error
    text, entities = _read_marks(parts[2].strip(), path.name)
    sanctions = tuple(_placed(one, text, one.cue, path.name) for one in reports.sanctions)
    events = tuple(_placed(one, text, one.trigger, path.name) for one in reports.escalation)
    article = Article(path.stem, facts, text, entities, sanctions, events)
    _check_words(article)
    return article


def _placed(gold: Report, text: str, inner: str, name: str) -> Report:
    count = text.count(gold.evidence)
    if count != 1:
        raise CorpusError(f"{name}: evidence stands {count} times, not once: {gold.evidence!r}")
    if inner not in gold.evidence:
        raise CorpusError(f"{name}: {inner!r} is not within its evidence {gold.evidence!r}")
    return gold.model_copy(update={"start": text.index(gold.evidence)})


def _read_marks(marked: str, name: str) -> tuple[str, tuple[GoldEntity, ...]]:
    pieces: list[str] = []
    entities: list[GoldEntity] = []
    known: dict[tuple[str, str], tuple[str, str | None]] = {}
    length = place = 0
    for mark in MARK.finditer(marked):
        words, label, canonical, country = mark.groups()
        if label not in EntityLabel.__members__:
            raise CorpusError(f"{name}: no label {label}: {mark.group()}")
        if words != words.strip():
            raise CorpusError(f"{name}: blanks at the edge of {mark.group()}")
        if canonical is not None or country is not None:
            known[words, label] = ((canonical or words).strip(), country)
        canonical, country = known.setdefault((words, label), (words, None))
        before = marked[place : mark.start()]
        start = length + len(before)
        pieces += [before, words]
        length = start + len(words)
        place = mark.end()
        entities.append(GoldEntity(start, length, words, label, canonical, country))
    text = "".join([*pieces, marked[place:]])
    stray = re.search(r"\]\([A-Z]+\b|\[[^\[\]]+\]\(", text)
    if stray:
        raise CorpusError(f"{name}: a mark that cannot be read near {stray.group()!r}")
    return text, tuple(entities)


def _check_words(article: Article) -> None:
    length = len(article.text.split())
    if not WORDS[0] <= length <= WORDS[1]:
        raise CorpusError(f"{article.id}: {length} words")
    scales = _lexicon().scales
    for event in article.events:
        if event.mode is not None and event.mode not in scales[event.type].modes:
            raise CorpusError(f"{article.id}: {event.type} has no mode {event.mode}")
        if not CONTEXTS.issuperset(event.contexts):
            raise CorpusError(f"{article.id}: no context {set(event.contexts) - CONTEXTS}")
    if article.facts.look_alike and (article.sanctions or article.events):
        raise CorpusError(f"{article.id}: a look-alike in which something fires")


def unmarked(article: Article) -> list[str]:
    """Return names that are marked in one place of the article and bare in another."""
    found = []
    taken = [(entity.start, entity.end) for entity in article.entities]
    for name in sorted({entity.text for entity in article.entities}):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                around = article.text[max(0, match.start() - 30) : match.end() + 20]
                found.append(f"{article.id}: {name!r} is bare in {around!r}")
    return found


def read_corpus(folder: Path = ARTICLES, *splits: str) -> list[Article]:
    """Read all articles of the splits (all where none is named), in order of their names.

    Raises:
        CorpusError: a file breaks the format or a rule.
    """
    articles = [read_article(path) for path in sorted(folder.glob("**/*.txt"))]
    return [one for one in articles if not splits or one.facts.split in splits]


def bare(path: Path) -> str:
    """Return a file without its marks and reports: what a second annotator starts from."""
    _, facts, marked, _ = PARTING.split(path.read_text(encoding="utf-8"))
    return f"+++{facts}+++{MARK.sub(lambda mark: mark[1], marked)}+++\n"


def counts(articles: list[Article]) -> dict[str, Counter[str]]:
    """Return how many articles, words, entities and reports there are, by split and in all."""
    found: dict[str, Counter[str]] = {}
    for article in articles:
        for split in (article.facts.split, "all"):
            row = found.setdefault(split, Counter())
            row["articles"] += 1
            row["look-alikes"] += article.facts.look_alike
            row["words"] += len(article.text.split())
            row["entities"] += len(article.entities)
            row["sanctions"] += len(article.sanctions)
            row["events"] += len(article.events)
    return found


def main() -> int:
    """Check the files; print what is wrong with each and what there is in all."""
    parser = argparse.ArgumentParser(description="Check annotated articles.")
    parser.add_argument("files", nargs="*", type=Path, help="all of tests/gold/articles if none")
    parser.add_argument("--bare", type=Path, help="write the files without their labels here")
    options = parser.parse_args()
    if options.bare is not None:
        for path in options.files:
            (options.bare / path.name).write_text(bare(path), encoding="utf-8")
        return 0
    good, bad = [], 0
    for path in options.files or sorted(ARTICLES.glob("**/*.txt")):
        try:
            article = read_article(path)
        except CorpusError as error:
            print(error, file=sys.stderr)
            bad += 1
            continue
        good.append(article)
        for line in unmarked(article):
            print(f"look at {line}")
    for split, row in counts(good).items():
        print(f"{split:6}", *(f"{number} {what}" for what, number in row.items()))
    for what, values in (
        ("labels", Counter(e.label for one in good for e in one.entities)),
        ("kinds", Counter(one.facts.kind for one in good)),
        ("types", Counter(e.type.value for one in good for e in one.events)),
        ("modalities", Counter(e.modality.value for one in good for e in one.events)),
        ("measures", Counter(m.value for one in good for s in one.sanctions for m in s.measures)),
        ("statuses", Counter(s.status.value for one in good for s in one.sanctions)),
    ):
        print(f"{what}:", ", ".join(f"{name} {number}" for name, number in values.most_common()))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
