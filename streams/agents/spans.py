"""One span of OpenTelemetry a stage and record, over OTLP/HTTP.

Names follow the semantic conventions for messaging
(https://opentelemetry.io/docs/specs/semconv/messaging/kafka/). Where to, how many and with what
headers is said by the standard's own variables (OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER,
...). No span holds anything of an article: neither text, nor key, nor id.

Sending off is done by a thread of OpenTelemetry's, in batches; when it cannot keep up or nobody
listens, spans are dropped, and the stage does not wait.
"""

from collections.abc import Iterable
from dataclasses import replace
from threading import Thread
from time import monotonic, time_ns

from faust.types import Message
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    format_trace_id,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from schemas.headers import TRACE_HEADERS
from streams import PIPELINE_VERSION
from streams.agents.passage import Passage
from streams.record import Outcome, Output, Refusal, trace_headers
from streams.settings import Settings

SERVICE_NAME = "crisiswire"  # unless OTEL_SERVICE_NAME says otherwise
CLOSE_SECONDS = 5.0
NANOSECONDS = 1_000_000_000


class SpanPassage(Passage):
    """A record's way through a stage as a span; what is written is its child."""

    def __init__(self, span: Span) -> None:
        context = span.get_span_context()
        sampled = context.trace_flags.sampled
        super().__init__({"trace_id": format_trace_id(context.trace_id)} if sampled else None)
        self._span = span
        carried: dict[str, str] = {}
        _PROPAGATOR.inject(carried, set_span_in_context(span))
        self._headers = tuple((name, value.encode()) for name, value in carried.items())

    def carry(self, output: Output) -> Output:
        """Put the span's context in the place of the source record's."""
        kept = tuple(pair for pair in output.headers if pair[0] not in TRACE_HEADERS)
        return replace(output, headers=(*kept, *self._headers))

    def end(self, outcome: Outcome, refusal: Refusal | None) -> None:
        """Close the span; a dead letter is an error, by its reason."""
        self._span.set_attribute("crisiswire.stage_seconds", outcome.seconds)
        if refusal is None:
            self._span.set_attribute("crisiswire.outcome", "done")
            self._span.set_attribute("crisiswire.outputs", len(outcome.outputs))
        else:
            self._span.set_attribute("crisiswire.outcome", "dead_letter")
            self._error(refusal.reason.value)
        self._span.end()

    def fail(self, error: BaseException) -> None:
        """Close the span: the record is left for the next worker."""
        self._span.set_attribute("crisiswire.outcome", "not_delivered")
        self._error(type(error).__name__)
        self._span.end()

    def _error(self, kind: str) -> None:
        self._span.set_attribute("error.type", kind)
        self._span.set_status(Status(StatusCode.ERROR, kind))


class Spans:
    """Makes the spans of one worker.

    Args:
        settings: Name the consumer group.

    Raises:
        ValueError: a variable OTEL_... is malformed.
    """

    def __init__(self, settings: Settings) -> None:
        ours = Resource.create({"service.name": SERVICE_NAME, "service.version": PIPELINE_VERSION})
        # What is given to `create` beats the environment, which is to have the last word.
        resource = ours.merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("crisiswire", PIPELINE_VERSION)
        self._group = settings.group

    def begin(
        self, stage: str, message: Message, headers: Iterable[tuple[str, bytes]], since: float
    ) -> SpanPassage:
        """Begin the span of a message that came in at a monotonic time."""
        carrier = {name: value.decode("latin-1") for name, value in trace_headers(headers)}
        span = self._tracer.start_span(
            f"process {message.topic}",
            context=_PROPAGATOR.extract(carrier),
            kind=SpanKind.CONSUMER,
            start_time=time_ns() - round((monotonic() - since) * NANOSECONDS),
            attributes={
                "messaging.system": "kafka",
                "messaging.operation.name": "process",
                "messaging.operation.type": "process",
                "messaging.destination.name": message.topic,
                "messaging.destination.partition.id": str(message.partition),
                "messaging.kafka.offset": message.offset,
                "messaging.consumer.group.name": self._group,
                "messaging.message.body.size": len(message.value or b""),
                "crisiswire.stage": stage,
            },
        )
        return SpanPassage(span)

    def close(self) -> None:
        """Send off what is left; with nobody listening, give up after some seconds."""
        closing = Thread(target=self._provider.shutdown, daemon=True)
        closing.start()
        closing.join(CLOSE_SECONDS)


_PROPAGATOR = TraceContextTextMapPropagator()
