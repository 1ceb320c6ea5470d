"""The forms on the wire: what CloudEvents' own library reads of them, and the way back."""

import datetime as dt
import json
from pathlib import Path

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Topic
from schemas.topics import ENTITIES, ESCALATION
from streams.pipeline import run_series
from streams.record import Output, Record, cloud_headers
from streams.stages.series import PartitionSeries, SeriesParameters
from streams.wire import FOR_CONSUMERS, OutputFormat, Wire, unwrap
from tests.support.dyads import BEGIN, event

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
TRACE = (("traceparent", b"00-" + b"ab" * 16 + b"-" + b"cd" * 8 + b"-01"),)
WHEN = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
WIRES = {
    form: Wire(form, {topic.name: 258 + number for number, topic in enumerate(FOR_CONSUMERS)})
    for form in OutputFormat
}


def output(topic: Topic, value: bytes, identity: str = "an-id") -> Output:
    headers = cloud_headers(topic.kind, identity, WHEN, TRACE)
    return Output(topic.name, b"key", value, headers)


def example(topic: Topic) -> bytes:
    text = (EXAMPLES / f"{topic.record.__name__}.1.json").read_text(encoding="utf-8")
    return topic.record.model_validate_json(text).model_dump_json().encode()


@pytest.mark.parametrize("form", [OutputFormat.BINARY, OutputFormat.STRUCTURED])
@pytest.mark.parametrize("topic", FOR_CONSUMERS, ids=lambda topic: topic.name)
def test_the_library_of_cloudevents_reads_both_modes(topic: Topic, form: OutputFormat) -> None:
    value = example(topic)
    written = WIRES[form].wrap(output(topic, value))
    found = from_kafka_event(KafkaMessage(dict(written.headers), None, written.value))
    assert found.get_specversion() == "1.0"
    assert found.get_id() == "an-id"
    assert found.get_type() == f"crisiswire.{topic.kind}.v1"
    assert found.get_source() == "/crisiswire"
    assert found.get_time() == WHEN
    assert found.get_datacontenttype() == "application/json"
    assert found.get_data() == json.loads(value)


@pytest.mark.parametrize("topic", FOR_CONSUMERS, ids=lambda topic: topic.name)
def test_the_registry_s_frame_is_a_zero_and_the_schema_s_id(topic: Topic) -> None:
    value = example(topic)
    written = WIRES[OutputFormat.REGISTRY].wrap(output(topic, value))
    number = 258 + FOR_CONSUMERS.index(topic)
    assert written.value == bytes([0, 0, 0, 1, number - 256]) + value
    assert "content-type" not in dict(written.headers)
    assert dict(written.headers)["ce_id"] == b"an-id"


@settings(deadline=None)
@given(
    identity=st.text(st.characters(exclude_categories=["Cs"])),
    data=st.recursive(
        st.none() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text('",:{}data'), inner),
    ),
    form=st.sampled_from(OutputFormat),
)
def test_what_was_wrapped_comes_back_byte_for_byte(
    identity: str, data: object, form: OutputFormat
) -> None:
    value = json.dumps({"schema_version": "1.0", "data": data}).encode()
    written = WIRES[form].wrap(output(ESCALATION, value, identity))
    assert unwrap(written.value) == value
    assert {**dict(TRACE), "schema": b"escalation/1.0"}.items() <= dict(written.headers).items()


@settings(deadline=None)
@given(st.binary())
def test_what_is_none_of_ours_raises_nothing(value: bytes) -> None:
    assert len(unwrap(value)) <= len(value)


@pytest.mark.parametrize("form", OutputFormat)
def test_between_the_stages_nothing_is_wrapped(form: OutputFormat) -> None:
    made = output(ENTITIES, b"{}")
    assert WIRES[form].wrap(made) == made


def test_the_series_are_the_same_of_events_in_any_form() -> None:
    told = event("a", BEGIN).model_dump_json().encode()
    made = output(FOR_CONSUMERS[2], told)
    outcomes = [
        run_series(PartitionSeries(SeriesParameters()), Record(wire.wrap(made).value))
        for wire in WIRES.values()
    ]
    assert outcomes[0].refusal is None
    assert outcomes[0].outputs
    assert outcomes[0] == outcomes[1] == outcomes[2]
