"""Everything that is no article, among good ones: one dead letter each, the neighbours unharmed."""

import gzip
import json

import pytest

from schemas import Reason
from schemas.deadletter import HEADER_PREFIX
from schemas.topics import DEAD_LETTERS, ENTITIES, ESCALATION, SANCTIONS
from streams.settings import Settings
from tests.support.broker import Sent, read_all
from tests.support.saboteur.crisiswire_saboteur import DIE, HANG, MEMORY, RAISE
from tests.support.scene import Scene, feed, marked

# Not marked as fault: the list is short, and `make test` is to run it.
pytestmark = [pytest.mark.kafka, pytest.mark.timeout(600)]

GOOD_BEFORE_EACH = 4
MIB = 1024 * 1024
FRENCH = (
    "Le ministre des affaires étrangères a rencontré hier son homologue à Dakar pour parler "
    "de la frontière, et les deux pays ont convenu de se revoir au mois de juin prochain."
)


def nested(depth: int) -> bytes:
    return b'{"text": ' + b"[" * depth + b"]" * depth + b"}"


def written(**fields: object) -> bytes:
    return json.dumps(fields).encode()


POISON: tuple[tuple[str, bytes | None, Reason], ...] = (
    ("not JSON", b"this is no JSON", Reason.NOT_JSON),
    ("no object", b'["an", "array"]', Reason.NOT_AN_OBJECT),
    ("no text", written(title="Only a title"), Reason.NO_TEXT),
    ("empty after cleaning", written(html="<script>x()</script>"), Reason.EMPTY_TEXT),
    ("not English", written(text=FRENCH), Reason.NOT_ENGLISH),
    ("wrong types", written(text=17), Reason.WRONG_TYPE),
    ("10 MB", written(text="The minister spoke. " * (MIB // 2)), Reason.TOO_LARGE),
    ("too many characters", written(text="The minister spoke. " * 6000), Reason.TEXT_TOO_LONG),
    ("deep", nested(10_000), Reason.TOO_DEEP),
    ("lone surrogate", b'{"text": "half of one: \\ud83d, and no more"}', Reason.BAD_UNICODE),
    ("NUL", b'{"text": "a NUL \\u0000 in the text"}', Reason.BAD_UNICODE),
    ("registry", b"\x00\x00\x00\x00\x07" + written(text="framed"), Reason.REGISTRY_FRAMED),
    ("tombstone", None, Reason.TOMBSTONE),
    ("gzip", gzip.compress(bytes(300 * MIB // 10), 1), Reason.COMPRESSED),
)
SABOTAGE = (
    (RAISE, Reason.MODEL_ERROR),
    (HANG, Reason.TIMEOUT),
    (DIE, Reason.CHILD_DIED),
    (MEMORY, Reason.CHILD_DIED),
)


def test_each_is_one_dead_letter_and_its_neighbours_are_unharmed(
    stage: Scene, sabotaged: dict[str, str], provisioned: Settings
) -> None:
    running = stage.worker(
        environment=sabotaged, pool_size="2", article_timeout_seconds="12", breaker_ratio="1"
    )
    expected: dict[bytes, Reason] = {}
    records: list[Sent] = []
    good = 0
    for name, value, reason in POISON:
        records += [*feed(GOOD_BEFORE_EACH, first=good), Sent(value, name.encode())]
        expected[name.encode()] = reason
        good += GOOD_BEFORE_EACH
    for number, (marker, reason) in enumerate(SABOTAGE):
        sent = marked(number, marker, key=marker.encode())
        records += [*feed(GOOD_BEFORE_EACH, first=good), sent]
        expected[marker.encode()] = reason
        good += GOOD_BEFORE_EACH
    records += feed(GOOD_BEFORE_EACH, first=good)
    good += GOOD_BEFORE_EACH
    stage.feed(records)
    stage.settle(200)
    stage.check(duplicates=0)

    letters = read_all(provisioned, DEAD_LETTERS)
    reasons = {
        letter.key: Reason(dict(letter.headers)[HEADER_PREFIX + "reason"].decode())
        for letter in letters
    }
    assert reasons == expected
    assert len(letters) == len(expected)
    sent_values = {record.key: record.value for record in records if record.key in expected}
    assert {letter.key: letter.value for letter in letters} == sent_values
    assert stage.ledger.count(ESCALATION.name) == good

    # I8: what went in came out, by the worker's own count
    assert running.metric("crisiswire_messages_consumed_total", stage="entities") == len(records)
    for topic, count in (
        (ENTITIES, good),
        (SANCTIONS, good),
        (ESCALATION, good),
        (DEAD_LETTERS, len(expected)),
    ):
        produced = running.metric("crisiswire_messages_produced_total", topic=topic.name)
        assert produced == count, topic.name
    for reason in Reason:
        told = running.metric("crisiswire_dead_letters_total", reason=reason.value)
        assert told == sum(found is reason for found in expected.values()), reason
    assert running.metric("crisiswire_in_flight") == 0
    assert running.stop() == 0


def test_the_same_article_twice_is_twice_the_same(stage: Scene) -> None:
    running = stage.worker()
    records = list(feed(40))
    stage.feed(records)
    stage.feed(records)
    stage.settle()
    stage.check()
    assert stage.ledger.count(ESCALATION.name) == 80
    ids = {written.identity.article_id for written in stage.ledger.written[ESCALATION.name]}
    assert len(ids) < 40
    assert running.stop() == 0
