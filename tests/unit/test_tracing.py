"""Tracing: which traces are kept, and what refuses to start."""

import sys

import pytest

from streams.agents.tracing import PassingOn, open_tracer, sampled_trace
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
    with pytest.raises(SettingsError, match="OTEL_.*queue"):
        open_tracer(Settings(tracing=True))
