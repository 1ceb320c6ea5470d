"""What a producer may send, and the one reason for everything else."""

import gzip
import json

import pytest

from schemas import Reason
from streams.record import RefusedError
from streams.stages.decode import MAX_DEPTH, decode

LIMIT = 1_000_000


def reason_of(value: bytes | None) -> Reason:
    with pytest.raises(RefusedError) as refused:
        decode(value, max_bytes=LIMIT)
    return refused.value.reason


def nested(depth: int) -> bytes:
    return b'{"text": "x", "a": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.TOMBSTONE),
        (b"", Reason.NOT_JSON),
        (b"not json", Reason.NOT_JSON),
        (b"\xff\xfe\x00garbage", Reason.NOT_JSON),
        (b"\x00" * 64, Reason.NOT_JSON),
        (b'{"text": "cut of', Reason.NOT_JSON),
        (b'{"text": NaN}', Reason.NOT_JSON),
        (b'{"text": "a\x00b"}', Reason.NOT_JSON),
        (b'{"n": ' + b"9" * 5000 + b"}", Reason.NOT_JSON),
        (b"[1, 2]", Reason.NOT_AN_OBJECT),
        (b'"text"', Reason.NOT_AN_OBJECT),
        (b"null", Reason.NOT_AN_OBJECT),
        (b"7", Reason.NOT_AN_OBJECT),
        (b'{"specversion": "1.0", "data": [1]}', Reason.NOT_AN_OBJECT),
        (nested(10_000), Reason.TOO_DEEP),
        (nested(MAX_DEPTH), Reason.TOO_DEEP),
        (b'{"text": "\\ud800"}', Reason.BAD_UNICODE),
        (b'{"text": "x", "\\udfff": 1}', Reason.BAD_UNICODE),
        (b'{"text": "\xed\xa0\x80"}', Reason.BAD_UNICODE),
        (b'{"text": "a\\u0000b"}', Reason.BAD_UNICODE),
        (b'{"text": 12}', Reason.WRONG_TYPE),
        (b'{"text": ["a"]}', Reason.WRONG_TYPE),
        (b'{"text": "x", "id": {"a": 1}}', Reason.WRONG_TYPE),
        (b'{"text": "x", "id": true}', Reason.WRONG_TYPE),
        (b'{"text": "x", "published_at": "yesterday"}', Reason.WRONG_TYPE),
        (b"{}", Reason.NO_TEXT),
        (b'{"title": "only a title"}', Reason.NO_TEXT),
        (b'{"text": null}', Reason.NO_TEXT),
        (b"\x00\x00\x00\x00\x07" + b'{"text": "x"}', Reason.REGISTRY_FRAMED),
        (gzip.compress(b"0" * 100_000), Reason.COMPRESSED),
        (b"\x28\xb5\x2f\xfd" + b"\x00" * 10, Reason.COMPRESSED),
        (b'{"text": "' + b"x" * LIMIT + b'"}', Reason.TOO_LARGE),
    ],
)
def test_everything_else_has_one_reason(value: bytes | None, reason: Reason) -> None:
    assert reason_of(value) is reason


def test_the_message_never_quotes_the_article() -> None:
    secret = "the words of an article under embargo"
    value = json.dumps({"text": secret, "published_at": secret, "id": [secret]}).encode()
    with pytest.raises(RefusedError) as refused:
        decode(value, max_bytes=LIMIT)
    assert "published_at" in refused.value.message
    assert "embargo" not in refused.value.message


def test_a_numeric_id_and_unknown_fields_are_kept() -> None:
    article = decode(b'{"id": 42, "text": "x", "desk": "asia", "tags": [1]}', max_bytes=LIMIT)
    assert article.id == "42"
    assert article.extra == {"desk": "asia", "tags": [1]}


def test_extra_given_by_name_is_merged() -> None:
    article = decode(b'{"text": "x", "extra": {"a": 1}, "b": 2}', max_bytes=LIMIT)
    assert article.extra == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ('"2022-03-04T12:00:00Z"', "2022-03-04T12:00:00+00:00"),
        ('"2022-03-04T14:00:00+02:00"', "2022-03-04T12:00:00+00:00"),
        ('"2022-03-04T12:00:00"', "2022-03-04T12:00:00+00:00"),
        ('"2022-03-04"', "2022-03-04T00:00:00+00:00"),
        ('"Fri, 04 Mar 2022 12:00:00 GMT"', "2022-03-04T12:00:00+00:00"),
        ("1646395200", "2022-03-04T12:00:00+00:00"),
    ],
)
def test_dates_as_feeds_have_them(given: str, meant: str) -> None:
    article = decode(f'{{"text": "x", "published_at": {given}}}'.encode(), max_bytes=LIMIT)
    assert article.published_at is not None
    assert article.published_at.isoformat() == meant


def test_a_structured_cloudevent_is_its_data() -> None:
    event = {
        "specversion": "1.0",
        "id": "delivery-1",
        "source": "/wire",
        "type": "article",
        "data": {"id": "a-1", "text": "x"},
    }
    article = decode(json.dumps(event).encode(), max_bytes=LIMIT)
    assert article.id == "a-1"
    assert article.extra["cloudevent"]["id"] == "delivery-1"


def test_a_byte_order_mark_is_borne() -> None:
    assert decode(b'\xef\xbb\xbf{"text": "x"}', max_bytes=LIMIT).text == "x"
