"""The words of escalation: triggers, noun classes, blockers and scales, loaded from data files."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.escalation import EventType, Polarity
from streams.stages.escalation.classifier import Classifier, load_classifier
from streams.stages.escalation.patterns import Pattern, parse_pattern
from streams.stages.escalation.role_model import RoleModel, load_role_model

DATA = Path(__file__).with_name("data")
# The contexts whose words are those of war, diplomacy and government.
PUBLIC_LIFE = "public life"
OWN_CONTEXTS = (
    "military", "diplomatic", "executive", "territory", "election", "legislative", "terrorism",
    "repression", "human_rights",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sense:
    """One kind of event that triggers stand for."""

    event_type: EventType
    mode: str | None
    cameo: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A pattern and the sense that it has; `order` is its place in the file."""

    pattern: Pattern
    sense: Sense
    order: int


@dataclass(frozen=True, slots=True)
class Scale:
    """PLOVER's numbers for one event type; `modes` holds the scores of its modes."""

    quad_class: int
    score: float
    polarity: Polarity
    modes: dict[str, float]


@dataclass(frozen=True, slots=True)
class EscalationLexicon:
    """Everything that the escalation stage knows about words.

    `by_head` finds triggers by "lemma/v" or "lemma/n", `heads` being these lemmas alone,
    `by_first` the rows of lemmas by their first lemma, `blockers` idioms by theirs.
    `domains` are words of walks of life that borrow the words of war (sport, markets, weather
    ...); `contexts` are words by PLOVER context; `walks_of` names the walks of a word,
    `PUBLIC_LIFE` being one; `class_names` the noun classes of a lemma, `listed_types` the
    event types of a "lemma/v" or "lemma/n", whatever the conditions.
    """

    by_head: dict[str, tuple[Trigger, ...]]
    heads: frozenset[str]
    by_first: dict[str, tuple[Trigger, ...]]
    classes: dict[str, frozenset[str]]
    blockers: dict[str, tuple[tuple[str, ...], ...]]
    domains: dict[str, frozenset[str]]
    contexts: dict[str, frozenset[str]]
    scales: dict[EventType, Scale]
    goldstein: dict[str, float]
    cameo_contexts: dict[str, tuple[str, ...]]
    de_escalatory: frozenset[str]
    walks_of: dict[str, tuple[str, ...]]
    class_names: dict[str, tuple[str, ...]]
    listed_types: dict[str, tuple[str, ...]]
    classifier: Classifier
    roles: RoleModel


def load_escalation_lexicon() -> EscalationLexicon:
    """Load the shipped lexicon.

    Raises:
        ValueError: a pattern or a mode in the data is not understood.
    """
    triggers = tomllib.loads((DATA / "triggers.toml").read_text("utf-8"))
    settings = tomllib.loads((DATA / "surroundings.toml").read_text("utf-8"))
    codes = json.loads((DATA / "codes.json").read_text("utf-8"))
    scales = {
        EventType(name): Scale(
            entry["quad_class"], entry["plover_score"], Polarity(entry["polarity"]), entry["modes"]
        )
        for name, entry in codes["types"].items()
    }
    by_head: dict[str, list[Trigger]] = {}
    by_first: dict[str, list[Trigger]] = {}
    for order, (sense, text) in enumerate(_listed(triggers["sense"], scales)):
        pattern = parse_pattern(text)
        trigger = Trigger(pattern, sense, order)
        if pattern.row:
            by_first.setdefault(pattern.row[0], []).append(trigger)
        for head in pattern.heads:
            by_head.setdefault(f"{head}/{pattern.pos}", []).append(trigger)
    blockers: dict[str, list[tuple[str, ...]]] = {}
    for text in settings["blockers"]:
        row = tuple(text.split())
        blockers.setdefault(row[0], []).append(row)
    domains = {name: frozenset(text.split()) for name, text in settings["domains"].items()}
    contexts = {name: frozenset(text.split()) for name, text in settings["contexts"].items()}
    return EscalationLexicon(
        by_head={head: tuple(found) for head, found in by_head.items()},
        heads=frozenset(head.rpartition("/")[0] for head in by_head),
        by_first={first: tuple(found) for first, found in by_first.items()},
        classes={name: frozenset(text.split()) for name, text in triggers["classes"].items()},
        blockers={first: tuple(rows) for first, rows in blockers.items()},
        domains=domains,
        contexts=contexts,
        scales=scales,
        goldstein=codes["goldstein"],
        cameo_contexts={code: tuple(names) for code, names in codes["contexts"].items()},
        de_escalatory=frozenset(codes["de_escalatory"]),
        walks_of=_walks_of(domains, contexts),
        class_names=_class_names(triggers["classes"]),
        listed_types={
            head: tuple(sorted({one.sense.event_type.value for one in found}))
            for head, found in by_head.items()
        },
        classifier=load_classifier(DATA / "weights.json"),
        roles=load_role_model(DATA / "roles.json"),
    )


def _class_names(classes: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name, text in classes.items():
        for word in text.split():
            found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def _walks_of(
    domains: dict[str, frozenset[str]], contexts: dict[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    own = frozenset[str]().union(*(contexts[name] for name in OWN_CONTEXTS))
    found: dict[str, list[str]] = {}
    for name, words in sorted([*domains.items(), (PUBLIC_LIFE, own)]):
        for word in words:
            found.setdefault(word, []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def _listed(
    senses: list[dict[str, Any]], scales: dict[EventType, Scale]
) -> list[tuple[Sense, str]]:
    """Return each pattern's text with its sense, in the order of the file."""
    found: list[tuple[Sense, str]] = []
    for entry in senses:
        event_type = EventType(entry["type"])
        mode = entry.get("mode")
        if mode is not None and mode not in scales[event_type].modes:
            raise ValueError(f"{event_type} has no mode {mode}")
        sense = Sense(event_type, mode, entry["cameo"])
        found.extend((sense, text) for text in entry["patterns"])
    return found
