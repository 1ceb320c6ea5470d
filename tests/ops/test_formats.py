"""The forms on the wire, from a real worker: who reads them, and that they say the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka_event
from kafka.consumer.fetcher import ConsumerRecord

from schemas import Topic, topic_name
from schemas.topics import DEAD_LETTERS, ESCALATION, ESCALATION_EVENTS, RAW
from streams.pipeline import STEPS
from streams.settings import Settings, load_settings
from streams.wire import FOR_CONSUMERS, OutputFormat, unwrap
from tests.support.articles import articles
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.command import run_command
from tests.support.flow import all_committed, ends
from tests.support.registry import folder, run_registry
from tests.support.scene import await_exit, await_true
from tests.support.series import by_key, expected
from tests.support.worker import worker

pytestmark = [
    pytest.mark.ops,
    pytest.mark.kafka,
    pytest.mark.timeout(560),
    pytest.mark.skipif(not folder().is_dir(), reason="no schema registry: deploy/setup ops"),
]

COUNT = 12
SETTLE_SECONDS = 150.0
LAST_TWO = ("--stage", "escalation", "--stage", "series")


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with run_registry(tmp_path_factory.mktemp("registry")) as url:
        yield url


def form_of(record: ConsumerRecord) -> OutputFormat:
    headers = dict(record.headers)
    if record.value.startswith(b"\x00"):
        assert "content-type" not in headers
        return OutputFormat.REGISTRY
    structured = headers["content-type"] == b"application/cloudevents+json"
    return OutputFormat.STRUCTURED if structured else OutputFormat.BINARY


def by_form(records: list[ConsumerRecord]) -> dict[OutputFormat, set[bytes]]:
    found: dict[OutputFormat, set[bytes]] = {}
    for record in records:
        found.setdefault(form_of(record), set()).add(unwrap(record.value))
    return found


def run_in(form: OutputFormat, settings: Settings, folder: Path, registry: str) -> None:
    """Let a group of its own do it all again, in this form, from where the stages' articles are."""
    group = f"{settings.consumer_group}-{form}"
    stages = () if form is OutputFormat.BINARY else LAST_TWO
    steps = STEPS if form is OutputFormat.BINARY else STEPS[2:]
    theirs = load_settings(
        kafka_bootstrap_servers=settings.kafka_bootstrap_servers,
        topic_prefix=settings.topic_prefix,
        consumer_group=group,
    )
    with worker(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        folder,
        *stages,
        consumer_group=group,
        output_format=form.value,
        schema_registry_url=registry,
        pool_size="1",
        profile="fast",
    ) as process:
        await_true(lambda: all_committed(theirs, steps), SETTLE_SECONDS, process.told())
        assert process.stop() == 0


def test_all_forms_say_the_same_and_the_series_read_them_all(
    lone: Settings, tmp_path: Path, registry: str
) -> None:
    produce(lone, RAW, [Sent(value, key.encode()) for key, value in articles(COUNT)])
    for form in OutputFormat:
        run_in(form, lone, tmp_path, registry)

    for topic in FOR_CONSUMERS:
        found = by_form(read_all(lone, topic))
        if not found:  # no article of these raises an alert
            continue
        assert set(found) == set(OutputFormat), topic.name
        said = found[OutputFormat.BINARY]
        assert all(other == said for other in found.values()), topic.name
        for value in said:
            topic.record.model_validate_json(value)
    assert ends(lone, [ESCALATION]) == {ESCALATION.name: len(OutputFormat) * COUNT}
    # The log of events is in three forms now; what follows on it is what the log says.
    assert by_key(written_unwrapped(lone)) == by_key(expected(lone))
    assert read_all(lone, DEAD_LETTERS) == []

    for form in (OutputFormat.BINARY, OutputFormat.STRUCTURED):
        for record in read_all(lone, ESCALATION_EVENTS):
            if form_of(record) is form:
                assert_cloudevent(ESCALATION_EVENTS, record)
    for record in read_all(lone, ESCALATION_EVENTS):
        if form_of(record) is OutputFormat.REGISTRY:
            assert read_with_confluent(registry, lone, record) == json.loads(unwrap(record.value))

    # The commands show the record, whatever its form.
    shown = run_command(lone, "tail", "--from-beginning", "--limit", str(3 * COUNT), "--json")
    values = [json.loads(line)["value"] for line in shown.stdout.splitlines()]
    assert {value["article_id"] for value in values} == {f"a-0-{n}" for n in range(COUNT)}
    for topic in (ESCALATION, ESCALATION_EVENTS):
        lines = run_command(
            lone, "tail", "--topic", topic.name, "--from-beginning", "--limit", str(2 * COUNT)
        )
        assert "is no" not in lines.stdout


def written_unwrapped(settings: Settings) -> list[tuple[str, bytes, bytes, bytes]]:
    """Return what `written` does, each record once in whatever form it came first."""
    first: dict[tuple[str, bytes], tuple[str, bytes, bytes, bytes]] = {}
    for topic in FOR_CONSUMERS[3:]:
        for record in read_all(settings, topic):
            value = unwrap(record.value)
            fields = json.loads(value)
            identity = fields["id"] + (f"/{fields['revision']}" if "revision" in fields else "")
            found = (topic.name, record.key, identity.encode(), value)
            assert first.setdefault((topic.name, found[2]), found) == found
    return list(first.values())


def assert_cloudevent(topic: Topic, record: ConsumerRecord) -> None:
    message = KafkaMessage(dict(record.headers), record.key, record.value)
    event = from_kafka_event(message)
    value = json.loads(unwrap(record.value))
    assert event.get_type() == f"crisiswire.{topic.kind}.v1"
    assert event.get_id() == value["id"]
    assert event.get_source() == "/crisiswire"
    assert event.get_time() is not None
    assert event.get_data() == value


def read_with_confluent(registry: str, settings: Settings, record: ConsumerRecord) -> Any:
    """Return what Confluent's deserializer makes of it: it fetches the schema, and validates."""
    from confluent_kafka.schema_registry import SchemaRegistryClient  # noqa: PLC0415 - group ops
    from confluent_kafka.schema_registry.json_schema import JSONDeserializer  # noqa: PLC0415
    from confluent_kafka.serialization import MessageField, SerializationContext  # noqa: PLC0415

    read = JSONDeserializer(None, schema_registry_client=SchemaRegistryClient({"url": registry}))
    name = topic_name(ESCALATION_EVENTS, settings.topic_prefix)
    return read(record.value, SerializationContext(name, MessageField.VALUE))


@pytest.mark.parametrize("form", [OutputFormat.STRUCTURED, OutputFormat.REGISTRY])
def test_a_dead_letter_of_a_wrapped_event_is_the_bytes_as_they_came_and_goes_back_so(
    lone: Settings, tmp_path: Path, registry: str, form: OutputFormat
) -> None:
    broken = {
        OutputFormat.STRUCTURED: b'{"specversion":"1.0","id":"x","data":{"no":"event"}}',
        OutputFormat.REGISTRY: b"\x00\x00\x00\x00\x09{}",
    }[form]
    produce(lone, ESCALATION_EVENTS, [Sent(broken, b"KE>UG")])
    with worker(
        lone.kafka_bootstrap_servers,
        lone.topic_prefix,
        tmp_path,
        "--stage",
        "series",
        output_format=form.value,
        schema_registry_url=registry,
    ) as process:
        (letter,) = await_records(lone, [DEAD_LETTERS], 1)
        assert letter.value == broken
        assert dict(letter.headers)["dlq_reason"] == b"bad_stage_record"
        shown = run_command(lone, "dlq", "show", f"{letter.partition}:{letter.offset}")
        assert "bad_stage_record" in shown.stdout
        run_command(lone, "dlq", "replay")
        again = await_records(lone, [DEAD_LETTERS], 2)
        assert [one.value for one in again] == [broken, broken]
        assert sorted(dict(one.headers)["dlq_attempt"] for one in again) == [b"1", b"2"]
        await_true(lambda: all_committed(lone, STEPS[3:]), 60, "the series stand still")
        lag = run_command(lone, "lag", "--json")
        assert lag.returncode == 0
        assert process.stop() == 0


def test_a_schema_that_the_registry_refuses_stops_the_worker_and_is_named(
    lone: Settings, tmp_path: Path, registry: str
) -> None:
    from confluent_kafka.schema_registry import Schema, SchemaRegistryClient  # noqa: PLC0415

    subject = f"{lone.topic_prefix}series.dyads-value"
    client = SchemaRegistryClient({"url": registry})
    draft = "https://json-schema.org/draft/2020-12/schema"
    client.register_schema(
        subject, Schema(json.dumps({"$schema": draft, "type": "string"}), "JSON")
    )
    client.set_compatibility(subject, "BACKWARD")
    with worker(
        lone.kafka_bootstrap_servers,
        lone.topic_prefix,
        tmp_path,
        "--stage",
        "series",
        ready=False,
        output_format="registry",
        schema_registry_url=registry,
    ) as process:
        assert await_exit(process, 120) == 1
    (told,) = [line for line in process.log_lines() if line["level"] == "CRITICAL"]
    assert "RegistryError: CRISISWIRE_SCHEMA_REGISTRY_URL" in str(told)
    assert subject in str(told)
