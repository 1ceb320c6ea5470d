"""No figure falls unseen: what the pipeline reaches on our own labelled texts, beside the record.

The record is written by

    crisiswire evaluate --only "entities, corpus" --only "sanctions, corpus" \\
        --only "escalation, corpus" --only offsets --only "sanctions, own" \\
        --only "escalation, own" --only duplicates --json tests/gold/recorded.json

in the profile that is the default.
"""

import json

import pytest

from streams.evaluation.evaluate import GOLD, Result, evaluate, gold_ids
from streams.evaluation.reader import load_reader
from streams.evaluation.report import fallen
from streams.profile import Profile

RECORDED = GOLD / "recorded.json"


@pytest.fixture(scope="module")
def results() -> list[Result]:
    names = json.loads(RECORDED.read_text(encoding="utf-8"))
    return list(evaluate(load_reader(ids=gold_ids(), profile=Profile.ACCURATE), None, tuple(names)))


def test_every_recorded_set_is_measured(results: list[Result]) -> None:
    assert {result.name for result in results} >= set(json.loads(RECORDED.read_text("utf-8")))


def test_no_figure_has_fallen(results: list[Result]) -> None:
    assert fallen(results, RECORDED) == []


def test_every_span_is_its_words(results: list[Result]) -> None:
    offsets = [result for result in results if result.name.startswith("offsets")]
    assert [result.figures.values["spans that are not their words"] for result in offsets] == [
        0,
        0,
        0,
    ]
