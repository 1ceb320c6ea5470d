"""What moves between Kafka, the pool and the stages: plain bytes, picklable."""

from collections import Counter
from dataclasses import dataclass, field

from schemas import ArticleSignature, Reason

Headers = tuple[tuple[str, bytes], ...]


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
