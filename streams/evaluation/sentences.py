"""Our labelled sentences: read, and checked against their form.

    python -m streams.evaluation.sentences

counts them and tells what breaks a rule. `part` says whether a sentence may be learnt from and
looked at ("train") or is only scored ("test"). The rules are in docs/annotation.md.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from schemas.escalation import EventType
from schemas.modality import Modality
from schemas.sanctions import Measure, SanctionsStatus

GOLD = Path(__file__).parents[2] / "tests" / "gold"
EVENTS = GOLD / "event_sentences.jsonl"
SANCTIONS = GOLD / "sanctions_sentences.jsonl"
Part = Literal["train", "test"]
# What the parts are called in tables.
PARTS: dict[Part, str] = {"train": "own sentences", "test": "own sentences held back"}


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Text(_Row):
    """What every labelled text has; a look-alike without a label says in `why` what it is."""

    id: str
    text: str
    part: Part
    why: str | None = None
    style: str


class LabelledEvent(_Row):
    """One event; trigger and parties are words of the text, each standing there once or first."""

    type: EventType
    mode: str | None
    cameo: str | None = None  # the leaf that the sentence was written for
    trigger: str
    actor: str | None
    recipient: str | None
    speaker: str | None
    modality: Modality
    contexts: tuple[str, ...] = ()
    main: bool = False  # the one that a coder of the pair would code


class EventSentence(_Text):
    """A sentence with its events."""

    events: tuple[LabelledEvent, ...]
    region: str | None = None
    decade: str | None = None

    @model_validator(mode="after")
    def _stands_in_text(self) -> Self:
        if self.events and sum(event.main for event in self.events) != 1:
            raise ValueError("exactly one event is the main one")
        for event in self.events:
            if self.text.count(event.trigger) != 1:
                raise ValueError(f"the trigger {event.trigger!r} must stand there once")
            _require(self.text, event.actor, event.recipient, event.speaker)
        return self


class LabelledMention(_Row):
    """One sanctions mention; `senders` and `aligned_with` are canonical names."""

    cue: str
    evidence: str
    measures: tuple[Measure, ...]
    status: SanctionsStatus
    legal: bool
    senders: tuple[str, ...]
    senders_in_text: tuple[str, ...]
    targets: tuple[str, ...]
    aligned_with: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    programme: str | None = None
    modality: Modality
    speaker: str | None


class SanctionsText(_Text):
    """A sentence or two with sanctions mentions."""

    sanctions: tuple[LabelledMention, ...]
    regime: str | None = None

    @model_validator(mode="after")
    def _stands_in_text(self) -> Self:
        for one in self.sanctions:
            _require(self.text, one.evidence, one.speaker, *one.senders_in_text, *one.targets)
            _require(one.evidence, one.cue)
        return self


def _require(text: str, *parts: str | None) -> None:
    for part in parts:
        if part is not None and part not in text:
            raise ValueError(f"{part!r} does not stand in {text!r}")


T = TypeVar("T", bound=_Text)


@cache
def event_sentences(part: Part, path: Path = EVENTS) -> tuple[EventSentence, ...]:
    """Return the sentences of one part.

    Raises:
        ValueError: a line breaks the form.
    """
    return _read(EventSentence, part, path)


@cache
def sanctions_texts(part: Part, path: Path = SANCTIONS) -> tuple[SanctionsText, ...]:
    """Return the texts of one part.

    Raises:
        ValueError: a line breaks the form.
    """
    return _read(SanctionsText, part, path)


def _read(form: type[T], part: Part, path: Path) -> tuple[T, ...]:
    rows = (form.model_validate_json(line) for line in _lines(path))
    return tuple(row for row in rows if row.part == part)


def problems(path: Path, form: type[_Text]) -> Iterator[str]:
    """Yield what is wrong in a file: broken lines, ids and texts that stand there twice."""
    seen: Counter[str] = Counter()
    for number, line in enumerate(_lines(path), 1):
        try:
            row = form.model_validate_json(line)
        except ValidationError as error:
            yield f"{path.name}:{number}: {error.errors()[0]['msg']}"
            continue
        seen.update((row.id, row.text))
    yield from (f"{path.name}: twice: {what}" for what, number in seen.items() if number > 1)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def main() -> int:
    """Check both files and count them; 1 where something is wrong."""
    wrong = [*problems(EVENTS, EventSentence), *problems(SANCTIONS, SanctionsText)]
    for line in wrong:
        print(line, file=sys.stderr)
    if not wrong:
        for part in ("train", "test"):
            events, texts = event_sentences(part), sanctions_texts(part)
            without = sum(not row.events for row in events), sum(not row.sanctions for row in texts)
            print(f"{part}: {len(events)} event sentences, {without[0]} without an event;", end=" ")
            print(f"{len(texts)} sanctions texts, {without[1]} without a mention")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
