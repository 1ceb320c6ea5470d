"""The contract as one AsyncAPI 3.0 document: channels, messages with their headers, who does what.

Made from the topics and the models, with the examples beside them; committed as
`schemas/asyncapi.json`. The application that it describes is crisiswire, so `receive` is what
the workers read and `send` what they write; a consumer's view is the other way round.

Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0 and, for Kafka,
https://github.com/asyncapi/bindings/tree/master/kafka (version 0.5.0).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.base import SCHEMA_VERSION
from schemas.deadletter import DeadLetter, Reason
from schemas.headers import headers_schema
from schemas.jsonschemas import json_text, merged_schemas
from schemas.topics import DEAD_LETTERS, INTERNAL, RAW, SIGNATURES, TOPICS, Topic

ASYNCAPI_PATH = Path(__file__).parent / "asyncapi.json"
EXAMPLES = Path(__file__).parent / "examples"
KAFKA_BINDING = "0.5.0"

Json = dict[str, Any]


def asyncapi_text() -> str:
    """Return the document as it is committed."""
    return json_text(asyncapi_document())


def asyncapi_document() -> Json:
    """Return the document."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "crisiswire",
            "version": SCHEMA_VERSION,
            "description": "News articles in; entities, sanctions, escalation events, their"
            " series and alerts out. The version is that of the schemas. Fields and vocabularies"
            " may grow within a major version: docs/consuming.md. A channel's retention is the"
            " least: `crisiswire topics apply` sets more where a worker's settings need it."
            " With CRISISWIRE_OUTPUT_FORMAT=structured or registry the payloads of the topics for"
            " consumers are in an envelope: docs/consuming.md, Forms.",
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "127.0.0.1:9092",
                "protocol": "kafka",
                "description": "The broker of `docker compose up`; a deployment has its own.",
            }
        },
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": {name: body for topic in TOPICS for name, body in _operations(topic)},
        "components": {
            "messages": {_message_name(topic): _message(topic) for topic in TOPICS},
            "schemas": _schemas(),
            "parameters": {
                "prefix": {"default": "", "description": "CRISISWIRE_TOPIC_PREFIX"},
            },
        },
    }


def _schemas() -> Json:
    """Return every model's schema but a dead letter's, whose fields are headers."""
    schemas = merged_schemas("#/components/schemas/")
    return {
        name: schema
        for name, schema in schemas.items()
        if name not in {DeadLetter.__name__, Reason.__name__}
    }


def _message_name(topic: Topic) -> str:
    return topic.record.__name__


def _channel(topic: Topic) -> Json:
    name = _message_name(topic)
    readers = f"; read by {', '.join(topic.read_by)}" if topic.read_by else ""
    return {
        "address": "{prefix}" + topic.name,
        "title": topic.name,
        "description": f"Written by {topic.written_by}{readers}.",
        "parameters": {"prefix": {"$ref": "#/components/parameters/prefix"}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "tags": [{"name": _audience(topic)}],
        "bindings": {"kafka": _kafka_channel(topic)},
    }


def _audience(topic: Topic) -> str:
    if topic is RAW:
        return "for producers"
    return "between the stages" if topic in INTERNAL else "for consumers"


def _kafka_channel(topic: Topic) -> Json:
    """Return the topic's set-up, as far as it is not the deployment's choice."""
    partitions = {} if topic.partitions is None else {"partitions": topic.partitions}
    return {
        **partitions,
        "topicConfiguration": {
            "cleanup.policy": ["delete"],
            "retention.ms": topic.retention_ms,
            "max.message.bytes": topic.max_message_bytes,
            **topic.config,
        },
        "bindingVersion": KAFKA_BINDING,
    }


def _operations(topic: Topic) -> Iterator[tuple[str, Json]]:
    """Yield who reads and writes the topic, by name: `entities-receives-articles.raw`."""
    parties = [("receive", reader) for reader in topic.read_by]
    if topic is not RAW:
        parties.append(("send", topic.written_by))
    for action, party in parties:
        operation: Json = {
            "action": action,
            "channel": {"$ref": f"#/channels/{topic.name}"},
            "summary": f"{party} {action}s {topic.name}",
            "messages": [
                {"$ref": f"#/channels/{topic.name}/messages/{_message_name(topic)}"},
            ],
        }
        if action == "receive" and topic is not SIGNATURES:  # read whole, by a consumer of no group
            group = {"type": "string", "description": "topic prefix, CRISISWIRE_CONSUMER_GROUP"}
            operation["bindings"] = {
                "kafka": {"groupId": group, "bindingVersion": KAFKA_BINDING},
            }
        yield f"{party.replace(' ', '-')}-{action}s-{topic.name}", operation


def _message(topic: Topic) -> Json:
    headers = headers_schema(topic)
    body: Json = {
        "name": _message_name(topic),
        "title": (topic.record.__doc__ or "").partition("\n")[0],
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": topic.key},
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }
    if headers is not None:
        body["headers"] = headers
    example: Json = json.loads((EXAMPLES / f"{_message_name(topic)}.1.json").read_text("utf-8"))
    if topic is DEAD_LETTERS:
        letter = DeadLetter.model_validate_json(json.dumps(example))
        body["contentType"] = "application/octet-stream"
        body["payload"] = {"description": "the refused record's value, byte by byte"}
        told = {name: value.decode() for name, value in letter.to_headers()}
        body["examples"] = [{"name": "refused", "headers": told}]
    else:
        body["payload"] = {"$ref": f"#/components/schemas/{_message_name(topic)}"}
        body["examples"] = [{"name": "example", "payload": example}]
    return body
