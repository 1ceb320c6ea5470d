"""The AsyncAPI document: valid, complete, and true of what the stages write."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import DeadLetter
from schemas.asyncapi import EXAMPLES, asyncapi_document
from schemas.headers import PARSE_HEADER
from schemas.topics import DEAD_LETTERS, RAW, TOPICS
from streams.pipeline import STAGES, STEPS, run_series, run_stage
from streams.record import Output, Record
from streams.resources import Resources
from streams.stages.series import PartitionSeries, SeriesParameters
from tests.support.articles import article
from tests.support.dyads import feed

Json = dict[str, Any]
DOCUMENT = asyncapi_document()
ASYNCAPI = jsonschema.Draft7Validator(
    json.loads((Path(__file__).parent / "asyncapi-3.0.0.json").read_text(encoding="utf-8"))
)


def message(topic: str) -> Json:
    """Return a channel's message, its references followed."""
    (reference,) = DOCUMENT["channels"][topic]["messages"].values()
    found: Json = DOCUMENT["components"]["messages"][reference["$ref"].rpartition("/")[2]]
    return found


def validator(schema: Json) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator({**schema, "components": DOCUMENT["components"]})


def test_it_is_a_document_of_asyncapi_3() -> None:
    assert [error.json_path for error in ASYNCAPI.iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["info"].pop("version"),
        lambda d: d["operations"]["series-sends-series.dyads"].update(action="publish"),
        lambda d: d["channels"]["articles.raw"].update(publish={}),
        lambda d: d["channels"]["articles.raw"]["bindings"]["kafka"].update(partitions="four"),
        lambda d: d["components"]["messages"]["DyadSeries"].update(headers="traceparent"),
    ],
)
def test_a_broken_document_is_refused(spoil: Callable[[Json], object]) -> None:
    broken = copy.deepcopy(DOCUMENT)
    spoil(broken)
    assert list(ASYNCAPI.iter_errors(broken))


def test_every_topic_is_a_channel_with_its_retention() -> None:
    told = {
        name: channel["bindings"]["kafka"]["topicConfiguration"]["retention.ms"]
        for name, channel in DOCUMENT["channels"].items()
    }
    assert told == {topic.name: topic.retention_ms for topic in TOPICS}


def test_the_stages_receive_what_they_read_and_send_what_they_write() -> None:
    """Who reads is said twice, for the contract cannot import the stages."""
    operations = DOCUMENT["operations"]
    for step in STEPS:
        assert operations[f"{step.name}-receives-{step.source.name}"]["action"] == "receive"
        assert operations[f"{step.name}-sends-{step.sink.name}"]["action"] == "send"
        assert step.name in step.source.read_by
    read = {(topic.name, name) for topic in TOPICS for name in topic.read_by}
    others = read - {(step.source.name, step.name) for step in STEPS}
    assert others == {("articles.signatures", "entities")}
    assert operations[f"any-stage-sends-{DEAD_LETTERS.name}"]["action"] == "send"
    assert not any(name.endswith(f"sends-{RAW.name}") for name in operations)


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_examples_fit_their_message(topic: str) -> None:
    told = message(topic)
    for example in told["examples"]:
        if "payload" in example:
            validator(told["payload"]).validate(example["payload"])
        if "headers" in example:
            validator(told["headers"]).validate(example["headers"])


def outputs_of_articles(resources: Resources) -> list[Output]:
    found: list[Output] = []
    for number in range(3):
        source = Record(
            json.dumps(article(number)).encode(),
            headers=(("traceparent", b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"),),
            timestamp_ms=1_700_000_000_000 if number else None,
        )
        for stage in STAGES:
            made = run_stage(stage, source, resources).outputs
            found.extend(made)
            source = Record(made[0].value, made[0].key, made[0].headers, source.timestamp_ms)
    return found


def outputs_of_events() -> list[Output]:
    """Return windows and an alert: a dyad rises after a month."""
    series = PartitionSeries(SeriesParameters())
    events = feed(["KE>UG", "UG>KE"], 36, rise_on=35)
    records = [Record(event.model_dump_json().encode(), timestamp_ms=0) for event in events]
    return [output for record in records for output in run_series(series, record).outputs]


def test_what_the_stages_write_fits_their_messages(resources: Resources) -> None:
    written = [*outputs_of_articles(resources), *outputs_of_events()]
    assert {output.topic for output in written} == {topic.name for topic in TOPICS if topic.kind}
    for output in written:
        told = message(output.topic)
        headers = {name: value.decode("latin-1") for name, value in output.headers}
        validator(told["headers"]).validate(headers)
        assert headers.keys() <= told["headers"]["properties"].keys()
        validator(told["payload"]).validate(json.loads(output.value))
        assert (PARSE_HEADER in headers) == (PARSE_HEADER in told["headers"]["properties"])


def test_a_dead_letters_headers_fit_its_message() -> None:
    told = message(DEAD_LETTERS.name)["headers"]
    example = json.dumps(
        {
            **json.loads((EXAMPLES / "DeadLetter.1.json").read_text()),
            "original_timestamp": None,
            "original_sha256": None,
        }
    )
    headers = dict(DeadLetter.model_validate_json(example).to_headers())
    validator(told).validate({name: value.decode() for name, value in headers.items()})
    assert set(told["required"]) == headers.keys()
