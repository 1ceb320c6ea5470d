"""Spans of a real worker, and exemplars in a real Prometheus."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from kafka.consumer.fetcher import ConsumerRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from schemas.topics import (
    DEAD_LETTERS,
    DYAD_SERIES,
    ENTITIES,
    ESCALATION,
    ESCALATION_EVENTS,
    RAW,
    SANCTIONS,
)
from streams.pipeline import STEPS
from streams.settings import Settings, load_settings
from tests.support.articles import article, articles
from tests.support.broker import Sent, produce, read_all
from tests.support.flow import all_committed, ends
from tests.support.openmetrics import parse_openmetrics
from tests.support.otlp import attributes, receive_spans
from tests.support.prometheus import Prometheus, installed, run_prometheus
from tests.support.scene import await_true
from tests.support.worker import WorkerProcess

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(560)]

SETTLE_SECONDS = 150.0
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
CALLER_ID = "00f067aa0ba902b7"
BAD_TRACE_ID = "1" * 32
STATE = (("tracestate", b"congo=t61rcWkgMzE"),)
TEXT = (
    "Russian forces shelled the Ukrainian city of Kharkiv on Monday, officials in Kyiv said."
    " Iran attacked Israel with missiles on Tuesday."
)


def caller(trace_id: str = TRACE_ID, *, sampled: bool = True) -> tuple[tuple[str, bytes], ...]:
    return (("traceparent", f"00-{trace_id}-{CALLER_ID}-0{int(sampled)}".encode()),)


@contextmanager
def running(
    settings: Settings, folder: Path, *options: str, **environment: str
) -> Iterator[WorkerProcess]:
    process = WorkerProcess(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        folder,
        options=options,
        environment={
            "CRISISWIRE_POOL_SIZE": "1",
            "CRISISWIRE_PROFILE": "fast",
            "OTEL_BSP_SCHEDULE_DELAY": "200",
            **environment,
        },
    )
    try:
        yield process.await_ready()
    finally:
        if process.process.poll() is None:
            process.kill()


def context_of(record: ConsumerRecord) -> tuple[str, str]:
    """Return trace id and span id that a record carries."""
    _, trace_id, span_id, flags = dict(record.headers)["traceparent"].decode().split("-")
    assert flags == "01"
    return trace_id, span_id


def test_one_trace_leads_through_all_stages_and_a_dead_letter_is_an_error(
    lone: Settings, tmp_path: Path
) -> None:
    fields = {**article(1), "id": "traced", "title": "Kharkiv shelled", "text": TEXT}
    with receive_spans() as receiver:
        with running(
            lone,
            tmp_path,
            CRISISWIRE_TRACING="true",
            OTEL_EXPORTER_OTLP_ENDPOINT=receiver.url,
            OTEL_SERVICE_NAME="newsroom",
        ) as process:
            produce(
                lone,
                RAW,
                [
                    Sent(json.dumps(fields).encode(), b"traced", caller() + STATE),
                    Sent(b"{ no json", b"broken", caller(BAD_TRACE_ID)),
                    Sent(b'{"text": 7}', b"untraced"),
                ],
            )
            await_true(lambda: all_committed(lone), SETTLE_SECONDS, "not all is done")
            assert process.stop() == 0
        spans = {
            (span.trace_id.hex(), str(attributes(list(span.attributes))["crisiswire.stage"])): span
            for span in receiver.spans
        }
        resource = receiver.resources[0]
        everything = b"".join(request.SerializeToString() for request in receiver.requests)

    assert resource["service.name"] == "newsroom"
    assert resource["service.version"]
    traced = [spans[TRACE_ID, step.name] for step in STEPS[:3]]
    parents = [span.parent_span_id.hex() for span in traced]
    assert parents == [CALLER_ID, traced[0].span_id.hex(), traced[1].span_id.hex()]
    for span, topic in zip(traced, (ENTITIES, SANCTIONS, ESCALATION), strict=True):
        (record,) = read_all(lone, topic)
        assert context_of(record) == (TRACE_ID, span.span_id.hex())
        assert dict(record.headers)["tracestate"] == STATE[0][1]
        assert 0 < span.end_time_unix_nano - span.start_time_unix_nano < SETTLE_SECONDS * 1e9
    followed = {context_of(record) for record in read_all(lone, ESCALATION_EVENTS)}
    assert followed == {(TRACE_ID, traced[2].span_id.hex())}
    series = [span for span in all_spans(receiver.spans, "series") if span.parent_span_id]
    assert len(series) == len(read_all(lone, ESCALATION_EVENTS)) > 1
    assert {span.parent_span_id for span in series} == {traced[2].span_id}
    written = {context_of(record) for record in read_all(lone, DYAD_SERIES)}
    assert written <= {(TRACE_ID, span.span_id.hex()) for span in series}
    assert written

    told = attributes(list(traced[0].attributes))
    seconds = told.pop("crisiswire.stage_seconds")
    assert isinstance(seconds, float)
    assert seconds > 0
    (source,) = [record for record in read_all(lone, RAW) if record.key == b"traced"]
    assert told == {
        "messaging.system": "kafka",
        "messaging.operation.name": "process",
        "messaging.operation.type": "process",
        "messaging.destination.name": source.topic,
        "messaging.destination.partition.id": str(source.partition),
        "messaging.kafka.offset": source.offset,
        "messaging.consumer.group.name": lone.group,
        "messaging.message.body.size": len(source.value),
        "crisiswire.stage": "entities",
        "crisiswire.outcome": "done",
        "crisiswire.outputs": 1,
    }
    assert traced[0].kind == Span.SPAN_KIND_CONSUMER
    assert traced[0].name == f"process {source.topic}"
    assert traced[0].status.code == Status.STATUS_CODE_UNSET
    for secret in (b"Kharkiv", b"shelled", b"Israel"):
        assert secret not in everything

    refused = spans[BAD_TRACE_ID, "entities"]
    assert refused.parent_span_id.hex() == CALLER_ID
    assert (refused.status.code, refused.status.message) == (Status.STATUS_CODE_ERROR, "not_json")
    why = attributes(list(refused.attributes))
    assert (why["crisiswire.outcome"], why["error.type"]) == ("dead_letter", "not_json")
    # The letter is the record as it came: its replay goes on in the caller's trace.
    (letter,) = [one for one in read_all(lone, DEAD_LETTERS) if one.key == b"broken"]
    assert context_of(letter) == (BAD_TRACE_ID, CALLER_ID)
    (root,) = [
        span
        for span in all_spans(receiver.spans, "entities")
        if span.trace_id.hex() not in {TRACE_ID, BAD_TRACE_ID}
    ]
    assert not root.parent_span_id


def all_spans(spans: list[Span], stage: str) -> list[Span]:
    return [s for s in spans if attributes(list(s.attributes))["crisiswire.stage"] == stage]


@contextmanager
def silent_port() -> Iterator[str]:
    """A port that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def closed_port() -> Iterator[str]:
    """A port on which nobody listens; it stays ours, so that nobody begins to."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def test_with_nobody_to_take_the_spans_all_goes_on_and_says_the_same(
    lone: Settings, tmp_path: Path
) -> None:
    count = 80
    sent = [Sent(value, key.encode(), caller()) for key, value in articles(count)]
    said: list[dict[bytes, bytes]] = []
    for number, port in enumerate((closed_port, silent_port)):
        group = f"group-{number}"
        theirs = load_settings(
            kafka_bootstrap_servers=lone.kafka_bootstrap_servers,
            topic_prefix=lone.topic_prefix,
            consumer_group=group,
        )
        with (
            port() as url,
            running(
                lone,
                tmp_path,
                *(("--stage", "escalation") if number else ()),
                CRISISWIRE_CONSUMER_GROUP=group,
                CRISISWIRE_TRACING="true",
                OTEL_EXPORTER_OTLP_ENDPOINT=url,
                # A queue that is full long before the end.
                OTEL_BSP_MAX_QUEUE_SIZE="16",
                OTEL_BSP_MAX_EXPORT_BATCH_SIZE="8",
            ) as process,
        ):
            if not number:
                produce(lone, RAW, sent)
            steps = STEPS[2:3] if number else STEPS
            await_true(partial(all_committed, theirs, steps), SETTLE_SECONDS, "not done")
            assert process.status("/health/live") == 200
            begun = time.monotonic()
            assert process.stop() == 0
            assert time.monotonic() - begun < lone.drain_seconds + 10
        said.append({record.key: record.value for record in read_all(lone, ESCALATION)})
    assert ends(lone, [ESCALATION]) == {ESCALATION.name: 2 * count}
    assert read_all(lone, DEAD_LETTERS) == []
    assert said[0] == said[1]
    # And without tracing: the same bytes, the caller's context as it came.
    with running(
        lone, tmp_path, "--stage", "escalation", CRISISWIRE_CONSUMER_GROUP="untraced"
    ) as process:
        await_true(
            lambda: ends(lone, [ESCALATION])[ESCALATION.name] == 3 * count,
            SETTLE_SECONDS,
            "not done",
        )
        assert process.stop() == 0
    values: dict[bytes, set[bytes]] = {}
    contexts: dict[bytes, list[str]] = {}
    for record in read_all(lone, ESCALATION):
        values.setdefault(record.key, set()).add(record.value)
        contexts.setdefault(record.key, []).append(context_of(record)[1])
    assert {len(each) for each in values.values()} == {1}
    inner = {record.key: context_of(record)[1] for record in read_all(lone, SANCTIONS)}
    for key, spans in contexts.items():
        assert len(set(spans)) == 3  # two spans, and what the stage before had written
        assert inner[key] in spans


@pytest.mark.skipif(
    not installed(), reason="Debian's package `prometheus` is missing: deploy/setup prometheus"
)
def test_exemplars_lead_from_prometheus_to_the_trace(lone: Settings, tmp_path: Path) -> None:
    ids = [f"{number:032x}" for number in range(1, 21)]
    unsampled = "f" * 32
    records = [
        Sent(value, key.encode(), caller(trace_id))
        for (key, value), trace_id in zip(articles(len(ids)), ids, strict=True)
    ]
    last = json.dumps(article(999)).encode()
    records.append(Sent(last, b"unsampled", caller(unsampled, sampled=False)))
    with running(lone, tmp_path) as process:
        assert process.url is not None
        target = process.url.removeprefix("http://")
        with run_prometheus(
            tmp_path, {"worker": [target]}, options=["--enable-feature=exemplar-storage"]
        ) as prometheus:
            await_true(lambda: prometheus.up() == 1, 60, "no scrape")
            produce(lone, RAW, records)
            await_true(lambda: all_committed(lone), SETTLE_SECONDS, "not all is done")
            for name in ("end_to_end_seconds", "stage_seconds"):
                for stage in ("entities", "sanctions", "escalation"):
                    selector = f'crisiswire_{name}_bucket{{stage="{stage}"}}'
                    await_true(partial(seen, prometheus, selector), 30, selector)
                    found = {one["trace_id"] for one in prometheus.exemplars(selector, 300)}
                    assert found <= set(ids)
        # Who does not ask for OpenMetrics gets Prometheus's text, which has no exemplars.
        openmetrics = fetch(process.url, "application/openmetrics-text; version=1.0.0")
        assert "# {trace_id=" in openmetrics
        assert parse_openmetrics(openmetrics)
        assert "trace_id" not in fetch(process.url, "text/plain")
        assert unsampled not in openmetrics


def seen(prometheus: Prometheus, selector: str) -> bool:
    return bool(prometheus.exemplars(selector, 300))


def fetch(url: str, accept: str) -> str:
    with urlopen(Request(f"{url}/metrics", headers={"Accept": accept}), timeout=20) as answer:
        assert accept.split(";", maxsplit=1)[0] in answer.headers["Content-Type"]
        text: str = answer.read().decode()
        return text
