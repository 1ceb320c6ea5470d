"""Dead letters: what was refused, why, and where it came from.

The Kafka record of a dead letter keeps the refused record's key, value bytes and
headers untouched; the fields below travel beside them as headers, each named
`dlq_<field>`, modelled on Kafka Connect's and Spring's.
"""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from schemas.base import SCHEMA_VERSION, WireModel

HEADER_PREFIX = "dlq_"
MESSAGE_CHARACTERS = 1024


class Reason(StrEnum):
    """Why a record was refused. Listed in full, as a label of the metrics is; it may grow."""

    TOMBSTONE = "tombstone"
    TOO_LARGE = "too_large"
    REGISTRY_FRAMED = "registry_framed"
    COMPRESSED = "compressed"
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_DEEP = "too_deep"
    BAD_UNICODE = "bad_unicode"
    WRONG_TYPE = "wrong_type"
    NO_TEXT = "no_text"
    EMPTY_TEXT = "empty_text"
    TEXT_TOO_LONG = "text_too_long"
    NOT_ENGLISH = "not_english"
    BAD_STAGE_RECORD = "bad_stage_record"
    MODEL_ERROR = "model_error"
    TIMEOUT = "timeout"
    CHILD_DIED = "child_died"
    OUTPUT_REFUSED = "output_refused"


class DeadLetter(WireModel):
    """Everything about one refusal but the record itself."""

    schema_version: str = SCHEMA_VERSION
    original_topic: str
    original_partition: int = Field(ge=0)
    original_offset: int = Field(ge=0)
    original_timestamp: int | None = Field(
        default=None, description="milliseconds since 1970, as the source record had it"
    )
    original_size: int = Field(ge=0, description="bytes of the value")
    original_sha256: str | None = Field(default=None, description="of the whole value")
    value_truncated: bool = Field(
        default=False, description="true where the value was too large for the dead-letter topic"
    )
    consumer_group: str
    stage: str
    reason: Reason
    error_class: str
    message: str = Field(max_length=MESSAGE_CHARACTERS)
    attempt: int = Field(ge=1, description="1 the first time; replays count up")
    first_failed_at: AwareDatetime
    pipeline_version: str

    def to_headers(self) -> list[tuple[str, bytes]]:
        """Return the fields as Kafka headers, in declaration order; None is left out."""
        fields = self.model_dump(mode="json", exclude_none=True)
        return [
            (
                HEADER_PREFIX + name,
                ("true" if value is True else "false" if value is False else str(value)).encode(),
            )
            for name, value in fields.items()
        ]

    @classmethod
    def from_headers(cls, headers: "list[tuple[str, bytes]]") -> "DeadLetter":
        """Read the fields back from a dead letter's Kafka headers.

        Raises:
            pydantic.ValidationError: a field is missing or malformed.
        """
        fields = {
            name.removeprefix(HEADER_PREFIX): value.decode("utf-8", "replace")
            for name, value in headers
            if name.startswith(HEADER_PREFIX)
        }
        return cls.model_validate_strings(fields)
