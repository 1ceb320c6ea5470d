"""The cost of articles is measured part by part."""

import json

import pytest

from streams.evaluation.speed import measure_speed, table
from streams.record import Record
from tests.support.articles import article


def records(count: int) -> list[Record]:
    return [Record(json.dumps(article(number)).encode()) for number in range(count)]


def test_every_part_of_the_way_has_its_cost() -> None:
    told = measure_speed([*records(4), Record(b"no article")], rounds=1)
    assert told["articles"] == 3
    parts = told["parts_ms"]
    named = {"decode", "clean", "language", "entities", "signature", "pack", "sanctions", "listed"}
    assert named | {"escalation", "parse: parser", "parse: ner"} <= parts.keys()
    assert all(ms >= 0 for ms in parts.values())
    assert told["words_per_second"] == pytest.approx(told["articles_per_second"] * 600)
    assert told["peak_memory_mib"] > 50
    assert "ms  escalation" in table(told)


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(ValueError, match="3 articles"):
        measure_speed(records(3), rounds=1)
