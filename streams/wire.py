"""The forms in which a record for consumers goes over the wire, and the way back.

`binary` and `structured` are the two modes of CloudEvents 1.0 over Kafka
(https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md);
`registry` is Confluent's wire format: a zero byte, the schema's id in four, big-endian, the JSON
(https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/).
All hold the record's own JSON byte for byte, so the form changes nothing in what is told.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schemas.topics import ALERTS, DYAD_SERIES, ESCALATION, ESCALATION_EVENTS, SANCTIONS_EVENTS
from streams.record import Output

# Between the stages a record goes as it is; a dead letter is the bytes that were refused.
FOR_CONSUMERS = (ESCALATION, SANCTIONS_EVENTS, ESCALATION_EVENTS, DYAD_SERIES, ALERTS)
ATTRIBUTE_PREFIX = "ce_"
CONTENT_TYPE = "content-type"
STRUCTURED_CONTENT_TYPE = b"application/cloudevents+json"
MAGIC = b"\x00"
ID_BYTES = 4
_NAMES = frozenset(topic.name for topic in FOR_CONSUMERS)
_STRUCTURED_START = b'{"specversion":'
_DATA = b',"data":'


class OutputFormat(StrEnum):
    """See the module."""

    BINARY = "binary"
    STRUCTURED = "structured"
    REGISTRY = "registry"


@dataclass(frozen=True, slots=True)
class Wire:
    """How one worker writes; `schema_ids` by topic, for `registry` alone."""

    output_format: OutputFormat = OutputFormat.BINARY
    schema_ids: Mapping[str, int] = field(default_factory=dict)

    def wrap(self, output: Output) -> Output:
        """Return the output as it is written.

        Raises:
            KeyError: no schema id is known for its topic.
        """
        if output.topic not in _NAMES:
            return output
        match self.output_format:
            case OutputFormat.BINARY:
                return output
            case OutputFormat.STRUCTURED:
                return _structured(output)
            case OutputFormat.REGISTRY:
                # Not JSON any more, and no media type is registered for what it is.
                headers = tuple(pair for pair in output.headers if pair[0] != CONTENT_TYPE)
                frame = MAGIC + self.schema_ids[output.topic].to_bytes(ID_BYTES)
                return replace(output, value=frame + output.value, headers=headers)


def unwrap(value: bytes) -> bytes:
    """Return the record's JSON of a value on a consumers' topic; what is none of ours as it is."""
    if value.startswith(MAGIC):
        return value[len(MAGIC) + ID_BYTES :]
    if value.startswith(_STRUCTURED_START):
        # Ahead of the data are strings alone, where a quotation mark is never bare.
        _, found, data = value.partition(_DATA)
        return data[:-1] if found else value
    return value


def _structured(output: Output) -> Output:
    attributes: dict[str, str] = {}
    others = []
    for name, value in output.headers:
        if name.startswith(ATTRIBUTE_PREFIX):
            attributes[name.removeprefix(ATTRIBUTE_PREFIX)] = value.decode()
        elif name == CONTENT_TYPE:
            attributes["datacontenttype"] = value.decode()
        else:
            others.append((name, value))
    start = json.dumps(attributes, ensure_ascii=False, separators=(",", ":")).encode()
    return replace(
        output,
        value=start[:-1] + _DATA + output.value + b"}",
        headers=((CONTENT_TYPE, STRUCTURED_CONTENT_TYPE), *others),
    )
