"""From labelled texts to what the encoder learns from: a JSON line a sentence.

    python -m streams.training.encoder.examples --data FOLDER --target FILE [--more FILE...]

A line holds `set`, `part`, `words`, and, by word number:
- `events`: (word, types, modalities); more than one type or modality means one of them;
- `hidden`: words of which nothing is known (beside a trigger's head);
- `labelled`: how far the words are labelled: "all", "marked" (those of `events` alone), "no";
- `cues`: (word, status, measures) of sanctions, `cues_hidden`, `cues_labelled` likewise;
- `places`: heads of phrases that may be parties;
- `roles` and `sanctions_roles`: (word of the event, place, role); places not told are no party
  of the event, unless they are in `roles_hidden`: (word, place); events not told teach nothing.

Runs with the product's own parser; `fit.py`, which needs torch, reads the lines.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span, Token

from schemas import Entity
from streams.evaluation.corpus import ARTICLES, Article, read_corpus
from streams.evaluation.reader import Reader, load_reader
from streams.evaluation.sentences import EVENTS, SANCTIONS
from streams.language.encoder.places import read_places
from streams.language.encoder.sentences import read_sentences
from streams.training.triggers import trigger_head

ALL, MARKED, NO = "all", "marked", "no"
CERTAIN = 2.5  # factuality at and above which an event is asserted; denied at its negative
DOUBTFUL = 1.5
UNASSERTED = ["planned", "threatened", "demanded", "hypothetical"]
# Types whose own sanctions the cues tell.
OF_SANCTIONS = frozenset({"SANCTION", "CONCEDE", "RETREAT", "THREATEN"})
Role = tuple[int, int, str]


@dataclass(slots=True)
class Example:
    """A sentence; see the module."""

    set: str
    part: str
    words: list[str]
    content: list[int]
    events: list[tuple[int, list[str], list[str]]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    labelled: str = NO
    cues: list[tuple[int, str, list[str]]] = field(default_factory=list)
    cues_hidden: list[int] = field(default_factory=list)
    cues_labelled: str = NO
    places: list[int] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    roles_of: list[int] = field(default_factory=list)
    roles_hidden: list[tuple[int, int]] = field(default_factory=list)
    sanctions_roles: list[Role] = field(default_factory=list)
    sanctions_roles_of: list[int] = field(default_factory=list)
    sanctions_roles_hidden: list[tuple[int, int]] = field(default_factory=list)
    label: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed text, its sentences as examples, and which example holds which token."""

    doc: Doc
    entities: tuple[Entity, ...]
    examples: list[Example]
    at: dict[int, tuple[int, int]]  # token index: number of the example, of the word


def parse(reader: Reader, words: str, name: str, part: str) -> Text:
    """Return a text without labels yet."""
    doc, entities = reader.parsed(words)
    parties = read_places(doc, entities)
    examples, at = [], {}
    for number, places in enumerate(read_sentences(doc)):
        at.update({place: (number, word) for word, place in enumerate(places)})
        tokens = [doc[place] for place in places]
        content = [
            word
            for word, token in enumerate(tokens)
            if token.tag_[:2] in ("VB", "NN", "JJ") or token.tag_ in ("RP", "RB", "MD")
        ]
        own = [word for word, place in enumerate(places) if place in parties]
        words_of = [token.text for token in tokens]
        examples.append(Example(name, part, words_of, content, places=own))
    return Text(doc, entities, examples, at)


def span_at(doc: Doc, words: str, start: int = 0) -> Span | None:
    """Return the first place of the words in the text from a character on."""
    found = doc.text.find(words, start)
    if found < 0 or not words:
        return None
    return doc.char_span(found, found + len(words), alignment_mode="expand")


def mark_event(text: Text, span: Span | None, types: list[str], modalities: list[str]) -> int:
    """Mark the event that the words head; return its token index, -1 if there is none."""
    head = _head(text, span)
    if span is None or head is None:
        return -1
    number, word = text.at[head.i]
    example = text.examples[number]
    example.events.append((word, types, modalities))
    example.hidden += _beside(text, span, head, number)
    return head.i


def mark_cue(text: Text, span: Span | None, status: str, measures: list[str]) -> int:
    """Mark the sanctions cue that the words are; return its head's index, -1 if there is none."""
    head = _head(text, span)
    if span is None or head is None:
        return -1
    number, word = text.at[head.i]
    example = text.examples[number]
    example.cues.append((word, status, measures))
    example.cues_hidden += _beside(text, span, head, number)
    return head.i


def _head(text: Text, span: Span | None) -> Token | None:
    """Return the word that heads the span; None where no example has it."""
    if span is None or not len(span):
        return None
    head = trigger_head(text.doc, span.start_char, span.end_char)
    return head if head is not None and head.i in text.at else None


def _beside(text: Text, span: Span, head: Token, number: int) -> list[int]:
    """Return the other words of the span that stand in the example."""
    rest = (text.at.get(token.i) for token in span if token.i != head.i)
    return [at[1] for at in rest if at is not None and at[0] == number]


def mark_roles(text: Text, event: int, roles: dict[str, list[Span]], *, sanctions: bool) -> None:
    """Mark which places of the event's sentence hold which role; the spans' inner places hide."""
    number, word = text.at[event]
    example = text.examples[number]
    told = example.sanctions_roles if sanctions else example.roles
    hidden = example.sanctions_roles_hidden if sanctions else example.roles_hidden
    (example.sanctions_roles_of if sanctions else example.roles_of).append(word)
    open_places = {text.doc[token.i].i for spans in roles.values() for s in spans for token in s}
    heads: dict[int, str] = {}
    for role, spans in roles.items():
        for span in spans:
            inside = [t for t in span if t.i in text.at and text.at[t.i][1] in example.places]
            inside = [t for t in inside if text.at[t.i][0] == number]
            root = span.root
            if root not in inside and inside:
                root = inside[0]
            if root in inside:
                heads.setdefault(root.i, role)
    for place in sorted(heads):
        told.append((word, text.at[place][1], heads[place]))
    for place in sorted(open_places - set(heads)):
        if place in text.at and text.at[place][0] == number:
            hidden.append((word, text.at[place][1]))


def of_article(reader: Reader, article: Article) -> list[Example]:
    """Return the sentences of an annotated article."""
    text = parse(reader, article.text, "articles", article.facts.split)
    for example in text.examples:
        example.labelled = example.cues_labelled = ALL
        example.label["article"] = article.id
    named = _named(reader, text)
    for event in article.events:
        span = span_at(text.doc, event.trigger, event.start + event.evidence.index(event.trigger))
        place = mark_event(text, span, [event.type.value], [event.modality.value])
        sides = {
            "actor": event.actors,
            "recipient": event.recipients,
            "speaker": (event.speaker,) if event.speaker else (),
        }
        if place >= 0:
            _mark_named(text, place, sides, named, sanctions=False)
    for mention in article.sanctions:
        span = span_at(text.doc, mention.cue, mention.start + mention.evidence.index(mention.cue))
        place = mark_cue(text, span, mention.status.value, [m.value for m in mention.measures])
        if place >= 0:
            number, word = text.at[place]
            cue_words = [word, *text.examples[number].cues_hidden]
            text.examples[number].hidden += cue_words  # another record tells this event
            sides = {
                "sender": mention.senders,
                "target": mention.targets,
                "aligned": mention.aligned_with,
                "via": mention.via,
            }
            _mark_named(text, place, sides, named, sanctions=True)
    return text.examples


def _named(reader: Reader, text: Text) -> dict[int, set[str]]:
    """Return the names by which the places may be labelled, in lower case."""
    discourse = reader.discourse(text.doc, text.entities)
    found: dict[int, set[str]] = {}
    for token in text.doc:
        if token.i not in text.at:
            continue
        names = {party.name.lower() for party in discourse.party(token)}
        names |= {discourse.represented(party).name.lower() for party in discourse.party(token)}
        if names:
            found[token.i] = names
    for mention in discourse.referents.mentions:
        parties = [mention.party, *([mention.stands_for] if mention.stands_for else [])]
        names = {party.name.lower() for party in parties} | {mention.entity.canonical.lower()}
        span = text.doc[mention.first : mention.last + 1]
        found.setdefault(span.root.i, set()).update(names)
    return found


def _mark_named(
    text: Text,
    event: int,
    sides: dict[str, tuple[str, ...]],
    named: dict[int, set[str]],
    *,
    sanctions: bool,
) -> None:
    """Mark roles that are told by canonical names: sure where one place alone bears the name."""
    number, word = text.at[event]
    example = text.examples[number]
    spans: dict[str, list[Span]] = {}
    unsure: list[int] = []
    complete = True
    places = [
        token
        for token in text.doc
        if token.i in text.at
        and text.at[token.i][0] == number
        and text.at[token.i][1] in example.places
    ]
    for role, names in sides.items():
        for name in names:
            span = span_at(text.doc, name, places[0].sent.start_char) if places else None
            inside = [t for t in places if span is not None and t in span]
            fitting = [t for t in places if name.lower() in named.get(t.i, set())] or inside
            if len(fitting) == 1:
                spans.setdefault(role, []).append(text.doc[fitting[0].i : fitting[0].i + 1])
            elif fitting:
                unsure += [token.i for token in fitting]
            else:
                complete = False
    if not complete:  # a word without a name may stand for whom it is
        unsure += [token.i for token in places if token.i not in named]
    mark_roles(text, event, spans, sanctions=sanctions)
    hidden = example.sanctions_roles_hidden if sanctions else example.roles_hidden
    hidden += [(word, text.at[place][1]) for place in unsure]


def of_event_row(reader: Reader, row: dict[str, Any], part: str) -> list[Example]:
    """Return the sentences of one of our own labelled sentences."""
    text = parse(reader, row["text"], "events", part)
    sanctioned = any(event["type"] in OF_SANCTIONS for event in row["events"])
    for example in text.examples:
        example.labelled, example.cues_labelled = ALL, NO if sanctioned else ALL
        example.label["id"] = row["id"]
    for event in row["events"]:
        span = span_at(text.doc, event["trigger"])
        place = mark_event(text, span, [event["type"]], [event["modality"]])
        if place >= 0:
            sides = {
                role: [found]
                for role in ("actor", "recipient", "speaker")
                if event.get(role) and (found := span_at(text.doc, event[role])) is not None
            }
            mark_roles(text, place, sides, sanctions=False)
    return text.examples


def of_sanctions_row(reader: Reader, row: dict[str, Any], part: str) -> list[Example]:
    """Return the sentences of one of our own labelled sanctions texts."""
    text = parse(reader, row["text"], "sanctions", part)
    for example in text.examples:
        example.cues_labelled = ALL
        example.label["id"] = row["id"]
    for mention in row["sanctions"]:
        evidence = max(text.doc.text.find(mention["evidence"]), 0)
        span = span_at(text.doc, mention["cue"], evidence)
        place = mark_cue(text, span, mention["status"], list(mention["measures"]))
        if place < 0:
            continue
        sides: dict[str, list[Span]] = {}
        for role, name in (
            ("sender", "senders_in_text"),
            ("target", "targets"),
            ("aligned", "aligned_with"),
            ("via", "via"),
        ):
            spans = [span_at(text.doc, words) for words in mention.get(name) or ()]
            sides[role] = [span for span in spans if span is not None]
        mark_roles(text, place, sides, sanctions=True)
    return text.examples


def of_gold_record(reader: Reader, row: dict[str, Any]) -> list[Example]:
    """Return the sentences of one of PLOVER's gold standard records: the marked event alone."""
    text = parse(reader, row["text"], "gsr", "train")
    label = row["labels"][0]
    for example in text.examples:
        example.labelled = MARKED
    span = span_at(text.doc, label["trigger"].split()[0])
    place = mark_event(text, span, [label["event_type"]], [])
    if place >= 0:
        sides = {
            role: spans
            for role in ("actor", "recipient")
            if (spans := [s for w in label.get(role) or () if (s := span_at(text.doc, w))])
        }
        if len(sides) == 2:
            mark_roles(text, place, sides, sanctions=False)
    return [example for example in text.examples if example.events]


def of_irrelevant(reader: Reader, row: dict[str, Any]) -> list[Example]:
    """Return the sentences of a UN text that tells no event."""
    text = parse(reader, row["text"], "un", "train")
    for example in text.examples:
        example.labelled = example.cues_labelled = ALL
    return text.examples


def of_factuality(reader: Reader, row: dict[str, Any]) -> list[Example]:
    """Return the sentences of a text whose events' certainty is labelled; no types."""
    text = parse(reader, row["text"], "factuality", "train")
    for example in text.examples:
        example.labelled = MARKED
    for event in row["events"]:
        score, (start, end) = event["factuality"], event["span"]
        if score >= CERTAIN:
            allowed = ["asserted", "historic"]
        elif score <= -CERTAIN:
            allowed = ["denied"]
        elif -DOUBTFUL <= score <= DOUBTFUL:
            allowed = UNASSERTED
        else:
            continue
        mark_event(text, text.doc.char_span(start, end, alignment_mode="expand"), [], allowed)
    return [example for example in text.examples if example.events]


def of_measured(reader: Reader, row: dict[str, Any], name: str) -> list[Example]:
    """Return the sentences of a set that is only measured on."""
    text = parse(reader, row["text"], name, "measure")
    for example in text.examples:
        example.label = {"id": row["id"], "labels": row["labels"]}
    return text.examples


def read_all(reader: Reader, data: Path, more: Sequence[Path]) -> Iterator[Example]:
    """Yield the examples of all sets."""
    for article in read_corpus(ARTICLES, "train", "dev"):
        yield from of_article(reader, article)
    for path in (EVENTS, SANCTIONS, *more):
        for row in _rows(path):
            read = of_sanctions_row if "sanctions" in row else of_event_row
            yield from read(reader, row, row["part"])
    for row in _rows(data / "events" / "plover_gsr.jsonl"):
        yield from of_gold_record(reader, row)
    for row in _rows(data / "events" / "un_quadclass_dev.jsonl"):
        if not row["labels"]:
            yield from of_irrelevant(reader, row)
    for row in _rows(data / "events" / "factuality_uw_train.jsonl"):
        yield from of_factuality(reader, row)
    for name in ("plv_dev", "wikievents_dev"):
        for row in _rows(data / "events" / f"{name}.jsonl"):
            yield from of_measured(reader, row, name)


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Read, write."""
    parser = argparse.ArgumentParser(description="Prepare what the encoder learns from.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--more", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    reader = load_reader()
    with options.target.open("w", encoding="utf-8") as file:
        for example in read_all(reader, options.data, options.more):
            if example.words:
                file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
