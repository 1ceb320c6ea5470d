"""Tracing: which traces are kept, what refuses to start, and that no header stops a worker."""

import sys
from collections.abc import Iterator
from time import monotonic
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.agents.passage import PassingOn, Tracer, sampled_trace
from streams.agents.tracing import open_tracer
from streams.record import Outcome, Output
from streams.settings import Settings, SettingsError

TRACE_ID = b"0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (b"00-" + TRACE_ID + b"-b7ad6b7169203331-01", True),
        (b"00-" + TRACE_ID + b"-b7ad6b7169203331-03", True),
        (b"cc-" + TRACE_ID + b"-b7ad6b7169203331-01-what-comes", True),
        (b"00-" + TRACE_ID + b"-b7ad6b7169203331-00", False),
        (b"00-" + TRACE_ID + b"-0000000000000000-01", False),
        (b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01", False),
        (b"ff-" + TRACE_ID + b"-b7ad6b7169203331-01", False),
        (b"00-" + TRACE_ID.upper() + b"-b7ad6b7169203331-01", False),
        (b"00-" + TRACE_ID, False),
        (b"", False),
    ],
)
def test_a_sampled_trace_is_an_exemplar(value: bytes, kept: bool) -> None:
    found = sampled_trace([("other", b"x"), ("traceparent", value)])
    assert found == ({"trace_id": TRACE_ID.decode()} if kept else None)


def test_no_header_no_exemplar() -> None:
    assert sampled_trace([]) is None


def test_without_the_setting_nothing_is_traced() -> None:
    assert isinstance(open_tracer(Settings()), PassingOn)


def test_tracing_without_its_extra_refuses_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    monkeypatch.delitem(sys.modules, "streams.agents.spans", raising=False)
    with pytest.raises(SettingsError, match=r"CRISISWIRE_TRACING.*crisiswire\[worker,tracing\]"):
        open_tracer(Settings(tracing=True))


def test_a_malformed_variable_of_opentelemetry_refuses_to_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", "-1")
    with pytest.raises(SettingsError, match=r"OTEL_.*queue"):
        open_tracer(Settings(tracing=True))


@pytest.fixture(scope="module")
def spans() -> Iterator[Tracer]:
    """A tracer whose spans nobody takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
        patch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "0.1")
        tracer = open_tracer(Settings(tracing=True))
    yield tracer
    tracer.close()


PARENT = b"00-" + TRACE_ID + b"-b7ad6b7169203331-01"
NAMES = st.sampled_from(["traceparent", "tracestate", "other"])
PARENTS = st.sampled_from([PARENT, PARENT[:-1] + b"0", b"00-" + TRACE_ID])


@settings(deadline=None)
@given(
    headers=st.lists(st.tuples(NAMES, st.binary() | PARENTS)),
    state=st.binary() | st.text("abc=,;*/ \t@ü").map(str.encode),
)
@pytest.mark.parametrize("tracing", [False, True])
def test_no_producer_s_header_raises_anything(
    spans: Tracer, tracing: bool, headers: list[tuple[str, bytes]], state: bytes
) -> None:
    tracer = spans if tracing else PassingOn()
    source = [*headers, ("traceparent", PARENT), ("tracestate", state)]
    message = SimpleNamespace(topic="articles.raw", partition=0, offset=1, value=None)
    passage = tracer.begin("entities", message, source, monotonic())
    made = Output("articles.entities", b"key", b"{}", (("schema", b"entities/1.0"), *source))
    carried = passage.carry(made)
    assert ("schema", b"entities/1.0") in carried.headers
    assert carried.value == made.value
    passage.end(Outcome(), None)
    if not tracing:
        assert carried == made


def test_a_trace_that_is_not_kept_goes_on_as_such(spans: Tracer) -> None:
    message = SimpleNamespace(topic="articles.raw", partition=0, offset=1, value=b"x")
    source = [("traceparent", PARENT[:-1] + b"0")]
    passage = spans.begin("entities", message, source, monotonic())
    assert passage.exemplar is None
    carried = dict(passage.carry(Output("articles.entities", b"", b"", tuple(source))).headers)
    assert carried["traceparent"].startswith(b"00-" + TRACE_ID)
    assert carried["traceparent"].endswith(b"-00")
    assert sampled_trace(carried.items()) is None


def test_a_huge_header_goes_no_further(spans: Tracer) -> None:
    message = SimpleNamespace(topic="articles.raw", partition=0, offset=1, value=b"x")
    huge = ",".join(f"key{number}={'x' * 200}" for number in range(30)).encode()
    source = [("traceparent", PARENT), ("tracestate", huge)]
    passage = spans.begin("entities", message, source, monotonic())
    carried = dict(passage.carry(Output("articles.entities", b"", b"", ())).headers)
    assert carried["traceparent"].startswith(b"00-" + TRACE_ID)
    assert "tracestate" not in carried
