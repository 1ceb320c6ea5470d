"""Scores over whole annotated articles, each through the offline pipeline as a file would go.

Entities count by mention (strict: extent and label; partial: overlap and label) and by name
(is the name found anywhere in its article; is its label then right), which is how
articles_dev is labelled. Reports (sanctions mentions, events) are paired one to one; fields
are judged on pairs alone.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol, TypeVar

from schemas import EnrichedArticle, EscalationIndicator, Party, SanctionsMention
from streams.evaluation.corpus import Article, GoldEvent, GoldSanctions
from streams.evaluation.figures import Figures, Miss, f1s, percent
from streams.evaluation.parties import Names
from streams.inputs import Draft
from streams.offline import enrich
from streams.record import Record
from streams.resources import Resources

AROUND = 60
PLACES = ("GPE", "LOC", "NORP", "FAC")
WORD = re.compile(r"\w+|[^\w\s]")
Spanned = tuple[int, int, str]
G = TypeVar("G")
T = TypeVar("T")


class _Placed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Read:
    """An article as labelled, and as the pipeline read it; `at` moves offsets into its text."""

    gold: Article
    told: EnrichedArticle
    at: Callable[[int], int | None]


def as_record(article: Article) -> Record:
    """Return an article as a producer would push it, without its labels."""
    fields = {
        "id": article.id,
        "title": article.facts.title,
        "text": article.text,
        "published_at": f"{article.facts.published}T12:00:00Z",
    }
    return Record(value=json.dumps(fields).encode(), key=None, headers=(), timestamp_ms=None)


def read_articles(articles: Iterable[Article], resources: Resources) -> list[Read]:
    """Send articles through the pipeline.

    Raises:
        ValueError: the pipeline refuses one.
    """
    found = []
    for article in articles:
        (result,) = enrich([Draft(as_record(article), article.id)], resources)
        if result.value is None:
            raise ValueError(f"{article.id} is refused: {result.refusal}")
        told = EnrichedArticle.model_validate_json(result.value)
        found.append(Read(article, told, _moved(article.text, told.text)))
    return found


def _moved(before: str, after: str) -> Callable[[int], int | None]:
    """Return where a place of one text is in the other; None where cleaning took it away."""
    if before == after:
        return lambda place: place
    old, new = list(WORD.finditer(before)), list(WORD.finditer(after))
    matcher = SequenceMatcher(
        a=[word.group() for word in old], b=[word.group() for word in new], autojunk=False
    )
    places: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        for one, other in zip(
            old[block.a : block.a + block.size], new[block.b : block.b + block.size], strict=True
        ):
            for step in range(len(one.group()) + 1):
                places.setdefault(one.start() + step, other.start() + step)
    return places.get


# --- entities ---------------------------------------------------------------------------


def score_entities(reads: Sequence[Read], names: Names) -> Figures:
    """Return scores of spans, labels, canonical names, countries and ids."""
    strict: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    misses: list[Miss] = []
    labels: set[str] = set()
    for read in reads:
        gold = {
            (start, end, entity.label): entity
            for entity in read.gold.entities
            if (start := read.at(entity.start)) is not None
            and (end := read.at(entity.end - 1)) is not None
            and (end := end + 1)
        }
        told = {(e.start, e.end, e.label.value): e for e in read.told.entities}
        for name, keys in (
            ("right", gold.keys() & told.keys()),
            ("missed", gold.keys() - told.keys()),
            ("wrong", told.keys() - gold.keys()),
        ):
            labels.update(label for *_, label in keys)
            strict.update(f"{name} {label}" for *_, label in keys)
            if name != "right":
                misses += [_miss(read, name, key) for key in sorted(keys)]
        for side, spans, others in (("gold", set(gold), set(told)), ("told", set(told), set(gold))):
            for key in spans:
                for label in ("", f" {key[2]}"):
                    counts[side + label] += 1
                    counts[f"{side} touched{label}"] += _touched(key, others)
        by_extent = {key[:2]: entity for key, entity in told.items()}
        for key, entity in gold.items():
            found = by_extent.get(key[:2])
            if found is None:
                continue
            counts["paired"] += 1
            counts["canonical"] += names.same(entity.canonical, found.canonical)
            if not names.same(entity.canonical, found.canonical):
                told_as = f"{entity.text!r} is {found.canonical!r}, not {entity.canonical!r}"
                misses.append(Miss(read.gold.id, "canonical", told_as))
            if entity.country is not None:
                group = "place" if entity.label in PLACES else "party"
                counts[f"{group} with country"] += 1
                counts[f"{group} country"] += entity.country == found.country
                if entity.country != found.country:
                    told_as = f"{entity.text!r} is of {found.country}, not {entity.country}"
                    misses.append(Miss(read.gold.id, "country", told_as))
            wanted = names.wikidata(entity.canonical)
            if wanted is not None:
                counts["with id"] += 1
                counts["id"] += wanted == found.kb_id
        _count_names(read, counts)
    figures = {
        **_prf("strict", strict),
        "partial P": percent(counts["told touched"], counts["told"]),
        "partial R": percent(counts["gold touched"], counts["gold"]),
        "names found": percent(counts["names found"], counts["names"]),
        "label right of names found": percent(counts["names labelled"], counts["names found"]),
        "canonical right": percent(counts["canonical"], counts["paired"]),
        **{
            f"country right of {what}": percent(
                counts[f"{group} country"], counts[f"{group} with country"]
            )
            for group, what in (("place", "states and places"), ("party", "bodies and people"))
        },
        "Wikidata id right": percent(counts["id"], counts["with id"]),
        **{
            f"strict F1 {label}": _prf("", strict, label)[" F1"]
            for label in sorted(labels)
        },
        **{f"partial F1 {label}": _partial(counts, label) for label in sorted(labels)},
    }  # fmt: skip
    return Figures(figures, {"articles": len(reads), "mentions": counts["gold"]}, misses)


def _count_names(read: Read, counts: Counter[str]) -> None:
    told: dict[str, set[str]] = {}
    for entity in read.told.entities:
        told.setdefault(entity.text, set()).add(entity.label.value)
    gold: dict[str, set[str]] = {}
    for labelled in read.gold.entities:
        if read.at(labelled.start) is not None:
            gold.setdefault(" ".join(labelled.text.split()), set()).add(labelled.label)
    for name, labels in gold.items():
        counts["names"] += 1
        counts["names found"] += name in told
        counts["names labelled"] += bool(labels & told.get(name, set()))


def _prf(what: str, strict: Counter[str], label: str | None = None) -> dict[str, float]:
    right, wrong, missed = (
        sum(n for key, n in strict.items() if key.startswith(f"{kind} {label or ''}"))
        for kind in ("right", "wrong", "missed")
    )
    return {
        f"{what} P": percent(right, right + wrong),
        f"{what} R": percent(right, right + missed),
        f"{what} F1": percent(2 * right, 2 * right + wrong + missed),
    }


def _partial(counts: Counter[str], label: str) -> float:
    """Return the harmonic mean of the shares of told and of labelled spans that are touched."""
    p, r = (
        counts[f"{side} touched {label}"] / max(1, counts[f"{side} {label}"])
        for side in ("told", "gold")
    )
    return percent(2 * p * r, p + r)


def _touched(key: Spanned, others: Iterable[Spanned]) -> bool:
    return any(key[0] < end and start < key[1] and key[2] == label for start, end, label in others)


def _miss(read: Read, what: str, key: Spanned) -> Miss:
    start, end, label = key
    text = read.told.text
    around = (
        f"{text[max(0, start - AROUND) : start]}>>{text[start:end]}<<{text[end : end + AROUND]}"
    )
    return Miss(read.gold.id, f"{what} {label}", " ".join(around.split()))


# --- sanctions mentions -----------------------------------------------------------------


def score_sanctions(reads: Sequence[Read], names: Names) -> Figures:
    """Return recall, precision, the fields of those found, and the look-alikes that fire."""
    counts: Counter[str] = Counter()
    misses: list[Miss] = []
    for read in reads:
        told = list(read.told.sanctions)
        counts["gold"] += len(read.gold.sanctions)
        counts["told"] += len(told)
        if not read.gold.sanctions:
            counts["silent articles"] += 1
            counts["firing"] += bool(told)
        plain = [g for g in read.gold.sanctions if "sanction" not in g.evidence.lower()]
        counts["plain gold"] += len(plain)
        pairs = _paired(read, read.gold.sanctions, told, _fit_sanctions)
        for gold, mention in pairs:
            counts["found"] += 1
            counts["plain found"] += gold in plain
            right = {
                "measure": bool(set(gold.measures) & set(mention.measures)),
                "status": gold.status == mention.status,
                "legal": gold.legal == mention.legal,
                "modality": gold.modality == mention.modality,
                "speaker": _speaker(gold.speaker, mention.speaker, names),
            }
            for role, wanted, parties in (
                ("sender", gold.senders, mention.senders),
                ("target", gold.targets, mention.targets),
            ):
                if wanted:
                    counts[f"{role} gold"] += 1
                    counts[role] += names.shared(wanted, parties)
            counts.update(field for field, good in right.items() if good)
            misses += [
                Miss(read.gold.id, f"sanctions {field}", gold.evidence)
                for field, good in right.items()
                if not good
            ]
        used = {id(mention) for _, mention in pairs}
        seen = {id(gold) for gold, _ in pairs}
        misses += [
            Miss(read.gold.id, "sanctions false", mention.evidence.text)
            for mention in told
            if id(mention) not in used
        ]
        misses += [
            Miss(read.gold.id, "sanctions missed", gold.evidence)
            for gold in read.gold.sanctions
            if id(gold) not in seen
        ]
    figures = {
        "recall": percent(counts["found"], counts["gold"]),
        "precision": percent(counts["found"], counts["told"]),
        "recall without the word": percent(counts["plain found"], counts["plain gold"]),
        **{
            f"{field} right": percent(counts[field], counts["found"])
            for field in ("measure", "status", "legal", "modality", "speaker")
        },
        **{
            f"{role} right": percent(counts[role], counts[f"{role} gold"])
            for role in ("sender", "target")
        },
        "articles without that fire": percent(counts["firing"], counts["silent articles"]),
    }
    sizes = {"mentions": counts["gold"], "articles without": counts["silent articles"]}
    return Figures(figures, sizes, misses)


def _fit_sanctions(read: Read, gold: GoldSanctions, told: SanctionsMention) -> float:
    if not _overlap(read, gold, told.evidence):
        return 0.0
    return 1.0 + 2 * bool(set(gold.measures) & set(told.measures)) + (gold.status == told.status)


# --- escalation indicators --------------------------------------------------------------


def score_events(reads: Sequence[Read], names: Names) -> Figures:
    """Return recall, precision and fields of events; those of sanctions mentions stand apart."""
    counts: Counter[str] = Counter()
    misses: list[Miss] = []
    for read in reads:
        told = [one for one in read.told.escalation if one.sanctions_id is None]
        gold_events = read.gold.events
        counts["gold"] += len(gold_events)
        counts["told"] += len(told)
        if not gold_events and not read.gold.sanctions:
            counts["silent articles"] += 1
            counts["firing"] += bool(read.told.escalation)
        pairs = _paired(read, gold_events, told, _fit_event)
        for gold, one in pairs:
            counts["found"] += 1
            for role, wanted, parties in (
                ("actor", gold.actors, one.actors),
                ("recipient", gold.recipients, one.recipients),
            ):
                counts[f"{role} gold"] += bool(wanted)
                counts[f"{role} told"] += bool(parties)
                counts[f"{role} both"] += bool(wanted) and names.shared(wanted, parties)
            right = {
                "type": gold.type == one.event_type,
                "mode": gold.mode == one.mode,
                "modality": gold.modality == one.modality,
                "speaker": _speaker(gold.speaker, one.speaker, names),
                "date": gold.date == one.date,
            }
            counts.update(field for field, good in right.items() if good)
            counts["unasserted gold"] += gold.modality.value != "asserted"
            counts["unasserted told"] += one.modality.value != "asserted"
            counts["unasserted both"] += "asserted" not in (gold.modality.value, one.modality.value)
            misses += [
                Miss(read.gold.id, f"event {field}", f"{gold.trigger!r} in {gold.evidence}")
                for field, good in right.items()
                if not good
            ]
        used = {id(one) for _, one in pairs}
        seen = {id(gold) for gold, _ in pairs}
        misses += [
            Miss(read.gold.id, f"event false {one.event_type.value}", one.evidence.text)
            for one in told
            if id(one) not in used
        ]
        misses += [
            Miss(read.gold.id, f"event missed {gold.type.value}", gold.evidence)
            for gold in gold_events
            if id(gold) not in seen
        ]
    figures = {
        "recall": percent(counts["found"], counts["gold"]),
        "precision": percent(counts["found"], counts["told"]),
        **{
            f"{field} right": percent(counts[field], counts["found"])
            for field in ("type", "mode", "modality", "speaker", "date")
        },
        **f1s(counts, ("actor", "recipient", "unasserted")),
        "articles without that fire": percent(counts["firing"], counts["silent articles"]),
    }
    sizes = {"events": counts["gold"], "articles without": counts["silent articles"]}
    return Figures(figures, sizes, misses)


def _fit_event(read: Read, gold: GoldEvent, told: EscalationIndicator) -> float:
    start = gold.start + gold.evidence.index(gold.trigger)
    at, end = read.at(start), read.at(start + len(gold.trigger) - 1)
    same = gold.type == told.event_type
    if at is not None and end is not None and at <= told.trigger.end and told.trigger.start <= end:
        return 2.0 + same
    return 1.0 if same and _overlap(read, gold, told.evidence) else 0.0


def score_offsets(reads: Sequence[Read]) -> Figures:
    """Return how many spans of the records are not the words of the text: none, if all is well."""
    counts: Counter[str] = Counter()
    for read in reads:
        told = read.told
        spans = [
            *((e.start, e.end, e.text) for e in (*told.entities, *told.listed_parties)),
            *((s.start, s.end, s.text) for m in told.sanctions for s in (m.evidence, m.cue)),
            *((s.start, s.end, s.text) for i in told.escalation for s in (i.evidence, i.trigger)),
        ]
        counts["spans"] += len(spans)
        counts["wrong"] += sum(told.text[start:end] != words for start, end, words in spans)
    return Figures({"spans that are not their words": counts["wrong"]}, {"spans": counts["spans"]})


# --- both -------------------------------------------------------------------------------


def _paired(
    read: Read, gold: Sequence[G], told: Sequence[T], fit: Callable[[Read, G, T], float]
) -> list[tuple[G, T]]:
    """Pair the best fitting first, each once; what does not fit at all stays alone."""
    fits = sorted(
        (
            (-value, i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(told)
            if (value := fit(read, one, other)) > 0
        ),
    )
    pairs: list[tuple[G, T]] = []
    used_gold: set[int] = set()
    used_told: set[int] = set()
    for _, i, j in fits:
        if i not in used_gold and j not in used_told:
            used_gold.add(i)
            used_told.add(j)
            pairs.append((gold[i], told[j]))
    return pairs


def _overlap(read: Read, gold: GoldSanctions | GoldEvent, told: _Placed) -> bool:
    start, end = read.at(gold.start), read.at(gold.start + len(gold.evidence) - 1)
    places = [place for place in (start, end) if place is not None]
    return bool(places) and min(places) < told.end and told.start <= max(places)


def _speaker(wanted: str | None, told: object, names: Names) -> bool:
    name = getattr(told, "name", None)
    if wanted is None or name is None:
        return wanted is None and name is None
    return names.shared((wanted,), (Party(name=name),))
