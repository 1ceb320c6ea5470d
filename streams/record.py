"""What moves between Kafka, the pool and the stages: plain bytes, picklable."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas import ArticleSignature, Reason
from schemas.base import SCHEMA_VERSION
from schemas.headers import TRACE_HEADERS

Headers = tuple[tuple[str, bytes], ...]
TRACE_BYTES = 512  # of a header that is passed on: what W3C Trace Context asks for at least


@dataclass(frozen=True, slots=True)
class Record:
    """A source record, as Kafka (or a file) delivered it."""

    value: bytes | None
    key: bytes | None = None
    headers: Headers = ()
    timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """A record to be written; `topic` is the contract's name, without the deployment's prefix."""

    topic: str
    key: bytes
    value: bytes
    headers: Headers


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a record becomes a dead letter."""

    reason: Reason
    error_class: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one stage made of one record: outputs, or a refusal.

    `seconds` is the time in the stage; `counts` are the numbers behind the content
    metrics, keyed as `streams.content` says. `signature` asks whether the article is a
    near-duplicate; the answer is put in by `streams.pipeline.linked`.
    """

    outputs: tuple[Output, ...] = ()
    refusal: Refusal | None = None
    seconds: float = 0.0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    signature: ArticleSignature | None = None


class RefusedError(Exception):
    """A record that a stage will never accept, however often it is tried."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def cloud_headers(kind: str, identity: str, when: dt.datetime | None, source: Headers) -> Headers:
    """Return the headers of an output: CloudEvents 1.0, binary mode.

    Args:
        kind: Of the record: "sanctions-event".
        identity: Its id.
        when: When its article came in.
        source: Headers of the record that it was made of.
    """
    stamped = () if when is None else (("ce_time", when.isoformat().encode()),)
    return (
        ("ce_specversion", b"1.0"),
        ("ce_id", identity.encode()),
        ("ce_type", f"crisiswire.{kind}.v1".encode()),
        ("ce_source", b"/crisiswire"),
        *stamped,
        ("content-type", b"application/json"),
        ("schema", f"{kind}/{SCHEMA_VERSION}".encode()),
        *trace_headers(source),
    )


def trace_headers(source: Iterable[tuple[str, bytes]]) -> Headers:
    """Return the first of each header that is passed on; a huge one would be in every output."""
    found: dict[str, bytes] = {}
    for name, value in source:
        if name in TRACE_HEADERS and len(value) <= TRACE_BYTES:
            found.setdefault(name, value)
    return tuple(found.items())
