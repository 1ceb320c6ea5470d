"""The promise of docs/architecture.md, checked from the topics alone.

The ledger is given every record of the topics, and every committed offset as it
was seen, and tells what contradicts the promise:

I1  every input is in the last stage's outputs or in the dead letters;
I2  no output without an input;
I3  no committed offset stands behind an input that is not confirmed, at any time;
I5  order: see `_order`;
I6  what is written twice is byte-identical (a dead letter's `first_failed_at` apart);
I7  duplicates are counted, for the test that knows the bound.

An input is known by its article id, its title and the broker's timestamp, all of
which its outputs carry; two copies that were pushed in the same millisecond are
one to the ledger. Inputs without an id can only be dead letters.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kafka import TopicPartition
from kafka.consumer.fetcher import ConsumerRecord

from schemas.deadletter import HEADER_PREFIX
from schemas.topics import DEAD_LETTERS, ESCALATION_EVENTS, SANCTIONS_EVENTS
from streams.pipeline import Stage

EVENTS = (SANCTIONS_EVENTS.name, ESCALATION_EVENTS.name)
SHOWN = 5


class Place(NamedTuple):
    """Where a record is; the topic without its prefix."""

    topic: str
    partition: int
    offset: int


class Identity(NamedTuple):
    """Which input a record is, or was made of."""

    article_id: str
    title: str | None
    timestamp_ms: int


@dataclass(frozen=True)
class Written:
    """One record on an output topic."""

    place: Place
    identity: Identity
    name: str  # what makes it unique for its input: the event's id, or nothing
    content: tuple[object, ...]


@dataclass
class Ledger:
    """See the module.

    Args:
        stages: The stages that run, in pipeline order.
        prefix: Of the topics' names.
    """

    stages: Sequence[Stage]
    prefix: str
    inputs: dict[Place, Identity | None] = field(default_factory=dict)
    written: dict[str, list[Written]] = field(default_factory=lambda: defaultdict(list))
    letters: dict[Place, list[tuple[object, ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    forgiven: set[Place] = field(default_factory=set)
    committed: dict[tuple[str, int], int] = field(default_factory=dict)
    _found: set[tuple[str, Identity]] = field(default_factory=set)
    _offsets: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    _confirmed: Counter[tuple[str, int]] = field(default_factory=Counter)
    _too_early: list[str] = field(default_factory=list)

    @property
    def topics(self) -> list[str]:
        """Names of all topics that the ledger wants to see, without prefix."""
        names = [self.stages[0].source.name, *(stage.sink.name for stage in self.stages)]
        return [*names, *EVENTS, DEAD_LETTERS.name]

    # --- taking down -----------------------------------------------------------------

    def take(self, record: ConsumerRecord) -> None:
        """Enter one record of one of the topics; each partition's in offset order."""
        topic = record.topic.removeprefix(self.prefix)
        place = Place(topic, record.partition, record.offset)
        if topic == DEAD_LETTERS.name:
            self._take_letter(record)
            return
        if topic == self.stages[0].source.name:
            self.inputs[place] = _input_identity(record)
        if topic in {stage.source.name for stage in self.stages}:
            self._offsets[topic, record.partition].append(record.offset)
        if topic != self.stages[0].source.name:
            self._take_output(place, record)

    def _take_output(self, place: Place, record: ConsumerRecord) -> None:
        fields = json.loads(record.value)
        identity = Identity(
            fields["article_id"], fields["title"], _milliseconds(fields["received_at"])
        )
        name = fields["id"] if place.topic in EVENTS else ""
        content = (record.key, record.value, tuple(record.headers))
        self.written[place.topic].append(Written(place, identity, name, content))
        self._found.add((place.topic, identity))

    def _take_letter(self, record: ConsumerRecord) -> None:
        headers = dict(record.headers)
        origin = Place(
            headers[HEADER_PREFIX + "original_topic"].decode(),
            int(headers[HEADER_PREFIX + "original_partition"]),
            int(headers[HEADER_PREFIX + "original_offset"]),
        )
        kept = tuple(
            pair for pair in record.headers if pair[0] != HEADER_PREFIX + "first_failed_at"
        )
        self.letters[origin].append((record.key, record.value, kept))

    def forgive(self, places: Iterable[Place]) -> None:
        """Leave inputs out that the broker removed before they were read."""
        self.forgiven.update(places)

    def note_committed(self, committed: Mapping[TopicPartition, int]) -> None:
        """Check I3: offsets that were read BEFORE the last records that were taken down."""
        for tp, known in committed.items():
            key = (tp.topic.removeprefix(self.prefix), tp.partition)
            self.committed[key] = known
            offsets, position = self._offsets[key], self._confirmed[key]
            while position < len(offsets) and self._is_done(Place(*key, offsets[position])):
                position += 1
            self._confirmed[key] = position
            if position < len(offsets) and offsets[position] < known:
                first = Place(*key, offsets[position])
                self._too_early.append(f"{_show(first)} is not confirmed at {known}")

    # --- asking ----------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether every stage's inputs are confirmed and committed (I4, where in time)."""
        return not any(self.behind(stage) for stage in self.stages)

    def behind(self, stage: Stage) -> int:
        """Return how many of the stage's inputs are not yet committed."""
        return sum(
            sum(offset >= self.committed.get(key, 0) for offset in offsets)
            - sum(
                Place(*key, offset) in self.forgiven and offset >= self.committed.get(key, 0)
                for offset in offsets
            )
            for key, offsets in list(self._offsets.items())
            if key[0] == stage.source.name
        )

    def count(self, topic: str) -> int:
        """Return how many records a topic has."""
        if topic == DEAD_LETTERS.name:
            return sum(len(copies) for copies in list(self.letters.values()))
        if topic == self.stages[0].source.name:
            return len(self.inputs)
        return len(self.written[topic])

    def duplicates(self, topic: str) -> int:
        """Return how many records of a topic repeat an earlier one (I7)."""
        if topic == DEAD_LETTERS.name:
            return sum(len(copies) - 1 for copies in self.letters.values())
        return len(self.written[topic]) - len({(w.identity, w.name) for w in self.written[topic]})

    @property
    def alarms(self) -> list[str]:
        """What was found to be committed too early so far (I3)."""
        return self._too_early

    def violations(self) -> list[str]:
        """Return every contradiction to the promise, the invariant's number first."""
        found = [
            *_tell("I1", "in neither the outputs nor the dead letters", map(_show, self._lost())),
            *_tell("I2", "without an input", self._unfounded()),
            *_tell("I3", "committed too early", self._too_early),
            *_tell("I5", "out of order", self._disorder()),
            *_tell("I6", "differ from their first copy", self._different()),
        ]
        if not self.settled:
            behind = {stage.name: self.behind(stage) for stage in self.stages}
            found.append(f"I4: not all is committed: {behind}")
        return found

    def _is_done(self, place: Place) -> bool:
        """Tell whether a stage's input is on its sink, or dead-lettered."""
        if place in self.letters or place in self.forgiven:
            return True
        identity = self._identity(place)
        sink = next(stage.sink.name for stage in self.stages if stage.source.name == place.topic)
        return identity is not None and (sink, identity) in self._found

    def _identity(self, place: Place) -> Identity | None:
        if place.topic == self.stages[0].source.name:
            return self.inputs[place]
        index = self._index.setdefault(place.topic, {})
        for written in self.written[place.topic][len(index) :]:
            index[written.place] = written.identity
        return index[place]

    _index: dict[str, dict[Place, Identity]] = field(default_factory=dict)

    def _lost(self) -> list[Place]:
        """I1, each stage for itself: what a later stage lost is not the first's loss."""
        return [
            place
            for stage in self.stages
            for (topic, partition), offsets in self._offsets.items()
            if topic == stage.source.name
            for offset in offsets
            if not self._is_done(place := Place(topic, partition, offset))
        ]

    def _unfounded(self) -> list[str]:
        known = {identity for identity in self.inputs.values() if identity is not None}
        sources = {stage.source.name for stage in self.stages}
        outputs = (
            _show(written.place)
            for records in self.written.values()
            for written in records
            if written.identity not in known
        )
        letters = (
            f"the dead letter of {_show(origin)}"
            for origin in self.letters
            if origin.topic not in sources or origin.offset not in self._offsets[origin[:2]]
        )
        return [*outputs, *letters]

    def _disorder(self) -> list[str]:
        """I5: first copies stand in the order of their inputs.

        That is more than an order by key. In an output partition, all that came of
        one input partition is compared, whatever its key; only for events, whose key is
        another one, also the partition has to be the same that the article took on its
        way, since between those no order is promised.
        """
        source: dict[Identity, Place] = {}
        for place, identity in sorted(self.inputs.items()):
            if identity is not None:
                source.setdefault(identity, place)
        first_sink = self.stages[0].sink.name
        way = {w.identity: w.place.partition for w in self.written[first_sink]}
        found = []
        for records in self.written.values():
            last: dict[tuple[int, int, int], Place] = {}
            seen: set[tuple[Identity, str]] = set()
            for written in sorted(records, key=lambda w: w.place):
                origin = source.get(written.identity)
                if origin is None or (written.identity, written.name) in seen:
                    continue
                seen.add((written.identity, written.name))
                group = (written.place.partition, origin.partition, way.get(written.identity, -1))
                before = last.get(group, origin)
                if origin < before:
                    found.append(
                        f"{_show(written.place)} of {_show(origin)} behind that of {_show(before)}"
                    )
                last[group] = origin
        return found

    def _different(self) -> list[str]:
        found = []
        for topic, records in self.written.items():
            first: dict[tuple[Identity, str], Written] = {}
            for written in records:
                earlier = first.setdefault((written.identity, written.name), written)
                if earlier.content != written.content:
                    found.append(f"{_show(written.place)} and {_show(earlier.place)} in {topic}")
        found.extend(
            f"the dead letters of {_show(origin)}"
            for origin, copies in self.letters.items()
            if any(copy != copies[0] for copy in copies)
        )
        return found


def _input_identity(record: ConsumerRecord) -> Identity | None:
    try:
        fields = json.loads(record.value)
        return Identity(fields["id"], fields.get("title"), record.timestamp)
    except (TypeError, ValueError, KeyError, RecursionError):
        return None


def _milliseconds(moment: str) -> int:
    return round(dt.datetime.fromisoformat(moment).timestamp() * 1000)


def _show(place: Place) -> str:
    return f"{place.topic}/{place.partition}@{place.offset}"


def _tell(invariant: str, what: str, items: Iterable[str]) -> list[str]:
    every = list(items)
    if not every:
        return []
    shown = ", ".join(every[:SHOWN]) + (", ..." if len(every) > SHOWN else "")
    return [f"{invariant}: {len(every)} {what}: {shown}"]
