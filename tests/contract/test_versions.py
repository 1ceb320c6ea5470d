"""A stage goes on with what another version's stage wrote: fields more, another version's name."""

import json

import pytest

from schemas import Reason
from schemas.base import SCHEMA_VERSION
from schemas.topics import ESCALATION
from streams import PIPELINE_VERSION
from streams.pipeline import STAGES, run_stage
from streams.record import Output, Record
from streams.resources import Resources
from tests.support.articles import article

ANOTHER = "9.9.9"


def as_a_record(output: Output, value: bytes) -> Record:
    return Record(value=value, key=output.key, headers=output.headers)


def by_another(value: bytes) -> bytes:
    """The article as the next version writes it."""
    fields = json.loads(value)
    fields["schema_version"] = "1.99"
    fields["provenance"]["pipeline_version"] = ANOTHER
    fields["novel"] = fields["provenance"]["novel"] = {"a": 1}
    assert fields["entities"]
    for entity in fields["entities"]:
        entity["novel"] = 0.5
    return json.dumps(fields).encode()


@pytest.fixture
def first(resources: Resources) -> Output:
    value = json.dumps(article(1, sentences=8)).encode()
    (output,) = run_stage(STAGES[0], Record(value=value), resources).outputs
    return output


def enriched(first: Output, value: bytes, resources: Resources) -> dict[str, object]:
    """What the later stages make of the first one's article."""
    (second,) = run_stage(STAGES[1], as_a_record(first, value), resources).outputs
    third = run_stage(STAGES[2], as_a_record(second, second.value), resources).outputs[0]
    assert third.topic == ESCALATION.name
    fields: dict[str, object] = json.loads(third.value)
    return fields


def test_what_is_not_known_is_left_out_and_both_versions_are_named(
    first: Output, resources: Resources
) -> None:
    ours = enriched(first, first.value, resources)
    mixed = enriched(first, by_another(first.value), resources)
    provenance = ours["provenance"]
    assert isinstance(provenance, dict)
    provenance["pipeline_version"] = f"{ANOTHER}+{PIPELINE_VERSION}"
    assert mixed == ours
    assert mixed["schema_version"] == SCHEMA_VERSION


def test_a_word_that_is_not_known_is_refused(first: Output, resources: Resources) -> None:
    fields = json.loads(first.value)
    fields["entities"][0]["label"] = "PLANET"
    outcome = run_stage(STAGES[1], as_a_record(first, json.dumps(fields).encode()), resources)
    assert outcome.refusal is not None
    assert outcome.refusal.reason is Reason.BAD_STAGE_RECORD
