"""What a consumer with `schemas.typed` may write; `mypy --strict` judges this file, too.

A wrong use is marked `type: ignore`, and where that is not needed mypy complains of the mark. So
`make check` fails when the types no longer refuse it.
"""

import json
from typing import get_args, get_type_hints

import pytest

from schemas import EventType, Polarity, typed
from schemas.asyncapi import EXAMPLES
from schemas.jsonschemas import records
from schemas.typed import EnrichedArticle, EscalationEvent, RawArticle
from tests.support.typescript import TYPES, digest, source


def conflicts(article: EnrichedArticle) -> list[str]:
    """Return who does what to whom, as a consumer's program would tell."""
    return [
        f"{event['actors'][0]['name']} {event['event_type']} {event['recipients'][0]['name']}"
        for event in article["escalation"]
        if event["polarity"] == "escalatory" and event["actors"] and event["recipients"]
    ]


def wrong(event: EscalationEvent) -> None:
    """Never called."""
    event["actor"]  # type: ignore[typeddict-item]  # no such field
    event["modality_cue"]["text"]  # type: ignore[index]  # may be None
    event["score"].upper()  # type: ignore[attr-defined]  # a number
    event["polarity"] == "friendly"  # type: ignore[comparison-overlap]  # noqa: B015 - closed
    _: RawArticle = {"text": 7}  # type: ignore[typeddict-item]  # a string


def test_a_consumer_reads_an_example() -> None:
    article: EnrichedArticle = json.loads((EXAMPLES / "EnrichedArticle.1.json").read_text())
    assert conflicts(article)
    pushed: RawArticle = {"text": "It rained."}
    assert "title" not in pushed


@pytest.mark.parametrize("name", sorted(records()))
def test_the_types_have_the_models_fields(name: str) -> None:
    fields = get_type_hints(getattr(typed, name))
    assert list(fields) == list(records()[name].model_fields)


def test_a_growing_vocabulary_takes_any_text_and_a_closed_one_does_not() -> None:
    known, other = get_args(typed.EventType)
    assert other is str
    assert get_args(known) == tuple(EventType)
    assert get_args(typed.Polarity) == tuple(Polarity)


def test_the_typescript_types_are_of_these_schemas() -> None:
    """Made anew they need Node.js: `make ops-test` does it; the digest tells whether one has to."""
    stale = f"{TYPES} is stale: make types"
    assert digest(source()) in TYPES.read_text(encoding="utf-8"), stale
