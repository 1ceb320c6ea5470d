"""A record's trace on its way through a stage.

Without tracing the stages pass `traceparent` and `tracestate` on as they came, and all that is
taken from them is the trace's id, for exemplars. With `CRISISWIRE_TRACING` each record has a span
in each stage (`streams.agents.spans`), and what is written carries that span's context.

Headers alone differ: what a record says does not depend on who traces it.
"""

import re
from collections.abc import Iterable
from typing import Protocol

from faust.types import Message

from streams.record import Outcome, Output, Refusal

# https://www.w3.org/TR/trace-context/#traceparent-header-field-values
_TRACEPARENT = re.compile(
    rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?"
)
_SAMPLED = 1


class Passage:
    """One record's way through a stage; this one adds nothing to its trace.

    `exemplar` are the labels that lead from a metric to the trace, None where no trace is kept.
    """

    def __init__(self, exemplar: dict[str, str] | None) -> None:
        self.exemplar = exemplar

    def carry(self, output: Output) -> Output:
        """Return an output of the record with the headers that go on."""
        return output

    def end(self, outcome: Outcome, refusal: Refusal | None) -> None:
        """Say that what came of the record is confirmed: outputs, or a dead letter."""

    def fail(self, error: BaseException) -> None:
        """Say that the broker did not take what came of it."""


class Tracer(Protocol):
    """What makes passages."""

    def begin(
        self, stage: str, message: Message, headers: Iterable[tuple[str, bytes]], since: float
    ) -> Passage:
        """Return the passage of a message, which the stage has had since a monotonic time."""

    def close(self) -> None:
        """Send off what is left, within some seconds."""


class PassingOn:
    """No tracing."""

    def begin(
        self, stage: str, message: Message, headers: Iterable[tuple[str, bytes]], since: float
    ) -> Passage:
        """See Tracer."""
        return Passage(sampled_trace(headers))

    def close(self) -> None:
        """See Tracer."""


def sampled_trace(headers: Iterable[tuple[str, bytes]]) -> dict[str, str] | None:
    """Return the exemplar's labels where a record's trace is kept somewhere, else None."""
    value = next((value for name, value in headers if name == "traceparent"), b"")
    match = _TRACEPARENT.fullmatch(value)
    if match is None or not int(match[2], 16) & _SAMPLED:
        return None
    return {"trace_id": match[1].decode()}
