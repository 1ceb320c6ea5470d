"""A child that has met many words loads everything anew, and answers as before."""

import json

import pytest

from streams.agents import child
from streams.record import Record
from streams.resources import Limits

LIMITS = Limits(article_bytes=1_000_000, article_characters=100_000)
RAW = {
    "id": "renewed-1",
    "text": "Togo closed its border with Ghana on Friday, officials in Lome said.",
}
RECORD = Record(value=json.dumps(RAW).encode(), key=None, headers=(), timestamp_ms=None)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load as `start` does, without what it sets for the whole process."""
    monkeypatch.setattr(child, "_chosen", child.Chosen(None, LIMITS))
    monkeypatch.setattr(child, "_resources", None)
    child._load(child.Chosen(None, LIMITS))


def value() -> bytes:
    (outcome,), _ = child.run_batch([("entities", RECORD)])
    return outcome.outputs[0].value


@pytest.mark.usefixtures("started")
def test_words_are_kept_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    first = child._resources
    before = value()
    assert child._resources is first
    monkeypatch.setattr(child, "MOST_WORDS", 10)
    assert value() == before
    assert child._resources is not first
    assert value() == before
