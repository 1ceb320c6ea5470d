"""The ledger of the fault tests notices each breach of the promise, and no more."""

import datetime as dt
import json
from dataclasses import dataclass, replace

import pytest
from kafka import TopicPartition

from schemas import DeadLetter, Reason
from streams.pipeline import stage_named
from tests.support.ledger import Ledger

PREFIX = "p."
RAW = TopicPartition("p.articles.raw", 0)


@dataclass(frozen=True)
class Stored:
    topic: str
    offset: int
    value: bytes
    key: bytes = b"k"
    partition: int = 0
    timestamp: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()


def pushed(offset: int, name: str) -> Stored:
    value = json.dumps({"id": name, "title": "t", "text": "x"}).encode()
    return Stored(RAW.topic, offset, value, timestamp=1000 + offset)


def enriched(offset: int, name: str, source: int, *, note: str = "") -> Stored:
    fields = {
        "article_id": name,
        "title": "t",
        "received_at": f"1970-01-01T00:00:01.{source:03}Z",
        "note": note,
    }
    return Stored("p.articles.entities", offset, json.dumps(fields).encode())


def letter(offset: int, source: int, *, day: int = 1) -> Stored:
    headers = DeadLetter(
        original_topic="articles.raw",
        original_partition=0,
        original_offset=source,
        original_size=1,
        consumer_group="g",
        stage="entities",
        reason=Reason.NOT_JSON,
        error_class="E",
        message="m",
        attempt=1,
        first_failed_at=dt.datetime(2024, 1, day, tzinfo=dt.UTC),
        pipeline_version="1",
    ).to_headers()
    return Stored("p.articles.deadletter", offset, b"v", headers=tuple(headers))


def ledger(*records: Stored, committed: int | None = None) -> Ledger:
    made = Ledger((stage_named("entities"),), PREFIX)
    for record in records:
        made.take(record)
    if committed is not None:
        made.note_committed({RAW: committed})
    return made


GOOD = (pushed(0, "a"), pushed(1, "b"), enriched(0, "a", 0), enriched(1, "b", 1))


def kinds(made: Ledger) -> set[str]:
    return {told[:2] for told in made.violations()}


def test_all_is_well() -> None:
    made = ledger(*GOOD, pushed(2, "c"), letter(0, 2), committed=3)
    assert made.violations() == []
    assert made.settled
    assert made.duplicates("articles.entities") == 0


@pytest.mark.parametrize(
    ("records", "committed", "broken"),
    [
        ((*GOOD, pushed(2, "c")), 2, {"I1", "I4"}),
        ((*GOOD, pushed(2, "c")), 3, {"I1", "I3"}),
        ((*GOOD, enriched(2, "never", 7)), 2, {"I2"}),
        ((*GOOD, letter(0, 7)), 2, {"I2"}),
        ((*GOOD[:2], enriched(0, "b", 1), enriched(1, "a", 0)), 2, {"I5"}),
        ((*GOOD, enriched(2, "a", 0, note="differs")), 2, {"I6"}),
        (GOOD, 1, {"I4"}),
        (GOOD, None, {"I4"}),
    ],
)
def test_each_breach_is_noticed(
    records: tuple[Stored, ...], committed: int | None, broken: set[str]
) -> None:
    assert kinds(ledger(*records, committed=committed)) == broken


def test_a_commit_that_was_too_early_is_not_forgotten() -> None:
    made = ledger(*GOOD[:3], committed=2)
    made.take(GOOD[3])
    made.note_committed({RAW: 2})
    assert kinds(made) == {"I3"}


def test_copies_in_any_later_order_are_counted_and_allowed() -> None:
    made = ledger(*GOOD, enriched(2, "a", 0), enriched(3, "b", 1), committed=2)
    assert made.violations() == []
    assert made.duplicates("articles.entities") == 2


def test_two_dead_letters_of_one_record_may_differ_in_when_it_first_failed() -> None:
    two = (letter(0, 0), letter(1, 0, day=2))
    assert ledger(pushed(0, "a"), *two, committed=1).violations() == []
    other = replace(two[1], value=b"another value")
    assert kinds(ledger(pushed(0, "a"), two[0], other, committed=1)) == {"I6"}


def test_what_the_broker_removed_is_not_missed() -> None:
    made = ledger(pushed(0, "a"), *GOOD[1:2], GOOD[3])
    assert kinds(made) == {"I1", "I4"}
    made.forgive(list(made.inputs)[:1])
    made.note_committed({RAW: 2})
    assert made.violations() == []
