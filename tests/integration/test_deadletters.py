"""Dead letters on a real broker: listed, shown, and put back where they came from."""

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kafka.consumer.fetcher import ConsumerRecord

from schemas import DeadLetter, Reason, Topic, topic_name
from schemas.deadletter import HEADER_PREFIX
from schemas.topics import DEAD_LETTERS, ENTITIES, ESCALATION, RAW
from streams.broker.client import connect_consumer, connect_producer
from streams.broker.deadletters import Selection, StoredLetter, read_letters
from streams.broker.replay import Fate, Replayed, Replayer
from streams.settings import Settings
from tests.support.broker import Sent, produce, read_all
from tests.support.command import run_command

pytestmark = pytest.mark.kafka

FIRST_FAILED = datetime(2024, 5, 1, 12, 30, tzinfo=UTC)


def _letter(value: bytes | None, **fields: object) -> DeadLetter:
    known: dict[str, object] = {
        "original_topic": RAW.name,
        "original_partition": 2,
        "original_offset": 5,
        "original_timestamp": 1_700_000_000_000,
        "original_size": len(value or b""),
        "original_sha256": hashlib.sha256(value or b"").hexdigest(),
        "consumer_group": "crisiswire",
        "stage": "entities",
        "reason": Reason.NOT_JSON,
        "error_class": "RefusedError",
        "message": "Expecting value at character 0",
        "attempt": 1,
        "first_failed_at": FIRST_FAILED,
        "pipeline_version": "0.1.0",
    }
    return DeadLetter.model_validate({**known, **fields})


def _sent(value: bytes | None, letter: DeadLetter, *, key: bytes | None = b"k") -> Sent:
    return Sent(
        value=value,
        key=key,
        headers=(("traceparent", b"00-ab-cd-01"), *letter.to_headers()),
        partition=1,
    )


def _read(settings: Settings, selection: Selection = Selection()) -> list[StoredLetter]:  # noqa: B008
    with closing(connect_consumer(settings)) as consumer:
        name = topic_name(DEAD_LETTERS, settings.topic_prefix)
        return list(read_letters(consumer, name, selection=selection))


def _replay(settings: Settings, letters: Iterable[StoredLetter], **options: Any) -> list[Replayed]:
    with (
        closing(connect_consumer(settings)) as fetcher,
        closing(connect_producer(settings)) as producer,
    ):
        return list(Replayer(producer, fetcher, settings, **options).replay(letters))


def _only(settings: Settings, topic: Topic) -> ConsumerRecord:
    (record,) = read_all(settings, topic)
    return record


def test_a_letter_is_read_back_whole(provisioned: Settings) -> None:
    value = b'{"text": \xff broken'
    letter = _letter(value)
    produce(provisioned, DEAD_LETTERS, [_sent(value, letter)])
    (stored,) = _read(provisioned)
    assert stored.letter == letter
    assert stored.record.value == value
    assert stored.record.key == b"k"
    assert stored.record.headers == (("traceparent", b"00-ab-cd-01"),)
    assert stored.place == "1:0"


def test_foreign_records_are_shown_as_such_and_never_replayed(provisioned: Settings) -> None:
    broken = tuple(
        (name, b"often" if name == "dlq_attempt" else value)
        for name, value in _letter(b"x").to_headers()
    )
    foreign = [Sent(b"x", b"k", partition=0), Sent(b"x", b"k", headers=broken, partition=0)]
    produce(provisioned, DEAD_LETTERS, foreign)
    letters = _read(provisioned)
    assert [stored.letter for stored in letters] == [None, None]
    assert letters[1].problem == "headers missing or malformed: attempt"
    assert {each.fate for each in _replay(provisioned, letters)} == {Fate.SKIPPED}
    assert read_all(provisioned, RAW) == []


def test_selections(provisioned: Settings) -> None:
    letters = [
        _letter(b"a"),
        _letter(b"b", reason=Reason.TIMEOUT),
        _letter(b"c", reason=Reason.TIMEOUT, stage="escalation"),
    ]
    sent = [_sent(value, each) for value, each in zip((b"a", b"b", b"c"), letters, strict=True)]
    produce(provisioned, DEAD_LETTERS, sent)
    now = datetime.now(UTC)
    for selection, values in (
        (Selection(reasons=frozenset({Reason.TIMEOUT})), [b"b", b"c"]),
        (Selection(stages=frozenset({"escalation"})), [b"c"]),
        (Selection(since=now - timedelta(hours=1)), [b"a", b"b", b"c"]),
        (Selection(since=now + timedelta(hours=1)), []),
    ):
        assert [stored.record.value for stored in _read(provisioned, selection)] == values


@pytest.mark.parametrize("topic", [RAW, ENTITIES])
def test_a_replay_goes_back_where_it_came_from(provisioned: Settings, topic: Topic) -> None:
    value = b'{"text": "Chad closed its border."}'
    letter = _letter(value, original_topic=topic.name, reason=Reason.TIMEOUT, attempt=2)
    produce(provisioned, DEAD_LETTERS, [_sent(value, letter)])
    (replayed,) = _replay(provisioned, _read(provisioned))
    assert replayed.fate is Fate.REPLAYED
    record = _only(provisioned, topic)
    assert (record.value, record.key, record.partition) == (value, b"k", 2)
    assert dict(record.headers) == {
        "traceparent": b"00-ab-cd-01",
        HEADER_PREFIX + "attempt": b"2",
        HEADER_PREFIX + "first_failed_at": dict(letter.to_headers())["dlq_first_failed_at"],
    }
    if topic is ENTITIES:  # CreateTime; an old one might be past the retention before it is read
        assert record.timestamp > letter.original_timestamp
    assert len(_read(provisioned)) == 1  # the letter stays


def test_a_dry_run_and_the_cap_send_nothing(provisioned: Settings) -> None:
    produce(provisioned, DEAD_LETTERS, [_sent(b"x", _letter(b"x", attempt=3))])
    letters = _read(provisioned)
    (dry,) = _replay(provisioned, letters, dry_run=True)
    assert dry.fate is Fate.WOULD_REPLAY
    (capped,) = _replay(provisioned, letters, max_attempts=3)
    assert capped.fate is Fate.SKIPPED
    assert "cap" in capped.detail
    assert read_all(provisioned, RAW) == []


def test_a_letter_for_a_topic_that_no_stage_reads_is_left(provisioned: Settings) -> None:
    produce(provisioned, DEAD_LETTERS, [_sent(b"x", _letter(b"x", original_topic=ESCALATION.name))])
    (replayed,) = _replay(provisioned, _read(provisioned))
    assert replayed.fate is Fate.SKIPPED
    assert read_all(provisioned, ESCALATION) == []


def test_a_tombstone_with_a_key_is_replayed_and_one_without_is_left(
    provisioned: Settings,
) -> None:
    keyed = _sent(None, _letter(None, reason=Reason.TOMBSTONE, original_sha256=None))
    produce(provisioned, DEAD_LETTERS, [keyed])
    (replayed,) = _replay(provisioned, _read(provisioned))
    assert replayed.fate is Fate.REPLAYED
    assert _only(provisioned, RAW).value is None


def test_a_cut_value_is_fetched_again(provisioned: Settings) -> None:
    whole = b'{"text": "' + b"long " * 1000 + b'"}'
    (original,) = produce(provisioned, RAW, [Sent(whole, b"k", partition=3)])
    place = {"original_partition": 3, "original_offset": original.offset, "value_truncated": True}
    produce(
        provisioned,
        DEAD_LETTERS,
        [
            _sent(whole[:100], _letter(whole, **place)),
            _sent(whole[:100], _letter(whole + b"other", **place)),
            _sent(whole[:100], _letter(whole, **{**place, "original_offset": 77})),
            _sent(whole[:100], _letter(whole, **{**place, "original_partition": 9})),
        ],
    )
    fetched, other, expired, nowhere = _replay(provisioned, _read(provisioned))
    assert fetched.fate is Fate.REPLAYED
    assert [record.value for record in read_all(provisioned, RAW)] == [whole, whole]
    for replayed, told in ((other, "another record"), (expired, "expired"), (nowhere, "partition")):
        assert replayed.fate is Fate.SKIPPED
        assert told in replayed.detail


def test_the_rate_is_kept(provisioned: Settings) -> None:
    produce(provisioned, DEAD_LETTERS, [_sent(b"x", _letter(b"x"))] * 3)
    pauses: list[float] = []
    with (
        closing(connect_consumer(provisioned)) as fetcher,
        closing(connect_producer(provisioned)) as producer,
    ):
        replayer = Replayer(producer, fetcher, provisioned, rate=4.0, sleep=pauses.append)
        assert len(list(replayer.replay(_read(provisioned)))) == 3
    assert pauses == [0.25] * 3


def test_the_commands(provisioned: Settings) -> None:
    values = (b"one", b"\x1b[31mtwo", b"three")
    produce(
        provisioned,
        DEAD_LETTERS,
        [
            _sent(values[0], _letter(values[0])),
            _sent(values[1], _letter(values[1], reason=Reason.TIMEOUT, attempt=5)),
        ],
    )
    listed = run_command(provisioned, "dlq", "list", "--json")
    lines = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [line["place"] for line in lines] == ["1:0", "1:1"]
    assert [line["letter"]["reason"] for line in lines] == ["not_json", "timeout"]

    shown = run_command(provisioned, "dlq", "show", "1:1")
    assert "two" in shown.stdout
    assert "\x1b" not in shown.stdout
    for wrong in ("1:99", "1-1"):
        refused = run_command(provisioned, "dlq", "show", wrong)
        assert refused.returncode in {1, 2}
        assert "Traceback" not in refused.stderr

    dry = run_command(provisioned, "dlq", "replay", "--dry-run")
    assert (dry.returncode, dry.stdout.count("would replay")) == (0, 1)
    assert read_all(provisioned, RAW) == []

    real = run_command(provisioned, "dlq", "replay", "--json")
    fates = [json.loads(line)["fate"] for line in real.stdout.splitlines()]
    assert (real.returncode, fates) == (0, ["replayed", "skipped"])
    assert [record.value for record in read_all(provisioned, RAW)] == [values[0]]

    produce(provisioned, DEAD_LETTERS, [_sent(values[2], _letter(values[2]))])
    again = run_command(provisioned, "dlq", "replay")
    assert "1:2" in again.stdout
    assert "1:0" not in again.stdout
    assert {record.value for record in read_all(provisioned, RAW)} == {values[0], values[2]}
    everything = run_command(provisioned, "dlq", "list", "--all", "--json")
    assert len(everything.stdout.splitlines()) == 3

    produce(provisioned, DEAD_LETTERS, [_sent(values[0], _letter(values[0]))])
    raw = read_all(provisioned, RAW)
    dry = run_command(provisioned, "dlq", "settle", "--dry-run")
    assert (dry.returncode, dry.stdout) == (0, "1 not_json\n1 would be settled\n")
    assert run_command(provisioned, "dlq", "list").stdout.count("not_json") == 1
    done = run_command(provisioned, "dlq", "settle")
    assert (done.returncode, done.stdout) == (0, "1 not_json\n1 settled\n")
    assert run_command(provisioned, "dlq", "list").stdout == ""
    assert read_all(provisioned, RAW) == raw
