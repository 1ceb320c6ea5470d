"""Whatever comes in: one article or one refusal; spans are the words; the same bytes again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Reason
from streams.pipeline import STAGES, run_stage
from streams.record import Outcome, Record
from streams.resources import Resources
from tests.support.articles import SENTENCES, article

FAST = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SLOW = settings(FAST, max_examples=40)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3)
    ),
    max_leaves=8,
)
# Fields that exist, with values of any type: most are refused, some are articles.
odd_articles = st.fixed_dictionaries(
    {},
    optional={
        name: json_values | st.sampled_from(SENTENCES)
        for name in ("id", "url", "title", "text", "html", "published_at", "language", "extra")
    },
)
LOOSE_ENDS = (
    "",
    " ",
    "\u00a0",
    "\u2014",
    "\u201c",
    "\u2019",
    "\n\n",
    "\n",
    "\u200b",
    "\ufeff",
    "😀",
    "é",
    "ﬁ",
)


def run_all(record: Record, resources: Resources) -> list[Outcome]:
    outcomes = []
    for stage in STAGES:
        outcome = run_stage(stage, record, resources)
        outcomes.append(outcome)
        if outcome.refusal is not None:
            break
        article_output = outcome.outputs[0]
        record = Record(article_output.value, article_output.key, article_output.headers, 1)
    return outcomes


def check_one_record(outcome: Outcome) -> None:
    assert (outcome.refusal is None) == (len(outcome.outputs) >= 1)
    if outcome.refusal is not None:
        assert outcome.outputs == ()
        assert outcome.refusal.reason is not Reason.MODEL_ERROR, outcome.refusal.message


@FAST
@given(value=st.binary(max_size=200) | st.none())
def test_any_bytes_give_exactly_one_record(resources: Resources, value: bytes | None) -> None:
    check_one_record(run_stage(STAGES[0], Record(value), resources))


@FAST
@given(fields=odd_articles)
def test_any_object_gives_exactly_one_record(resources: Resources, fields: dict[str, Any]) -> None:
    for outcome in run_all(Record(json.dumps(fields).encode()), resources):
        check_one_record(outcome)


@FAST
@given(value=st.binary(max_size=200), header=st.binary(max_size=200))
@pytest.mark.parametrize("stage", STAGES[1:], ids=lambda stage: stage.name)
def test_any_bytes_between_the_stages_give_exactly_one_record(
    resources: Resources, stage: Any, value: bytes, header: bytes
) -> None:
    record = Record(value, headers=(("crisiswire-parse", header),))
    outcome = run_stage(stage, record, resources)
    assert outcome.refusal is not None
    assert outcome.refusal.reason is Reason.BAD_STAGE_RECORD


@SLOW
@given(
    number=st.integers(0, 10_000),
    pieces=st.lists(st.sampled_from(LOOSE_ENDS), min_size=1, max_size=6),
)
def test_spans_are_the_words_and_the_bytes_the_same_again(
    resources: Resources, number: int, pieces: list[str]
) -> None:
    fields = article(number, sentences=5)
    words = str(fields["text"]).split(" ")
    for position, piece in enumerate(pieces):
        words.insert((number * 7 + position * 11) % len(words), piece)
    fields["text"] = " ".join(words)
    record = Record(json.dumps(fields).encode(), timestamp_ms=1_700_000_000_000)

    outcomes = run_all(record, resources)
    assert [outcome.refusal for outcome in outcomes] == [None, None, None]
    enriched = json.loads(outcomes[-1].outputs[0].value)
    text = enriched["text"]
    spans = [span for part in enriched.values() for span in spans_in(part)]
    assert spans
    for start, end, words_there in spans:
        assert text[start:end] == words_there

    again = run_all(record, resources)
    assert [o.outputs for o in again] == [o.outputs for o in outcomes]


def spans_in(value: Any) -> Iterator[tuple[int, int, str]]:
    """Yield every (start, end, text) anywhere below."""
    if isinstance(value, list):
        for item in value:
            yield from spans_in(item)
    elif isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value["start"], value["end"], value["text"]
        for item in value.values():
            yield from spans_in(item)
