"""The ids under which a schema registry knows our records' schemas; asked once, at start.

The API is Confluent's, which others speak too
(https://docs.confluent.io/platform/current/schema-registry/develop/api.html): registering a
schema that the registry has already gives its id again. Subjects are named after the topic, the
`TopicNameStrategy`.
"""

import asyncio
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPException
from urllib.parse import quote

from schemas import Topic
from schemas.jsonschemas import json_text, schema_of
from schemas.topics import topic_name
from streams.agents.preflight import RETRY_SECONDS
from streams.settings import PREFIX, Settings
from streams.wire import FOR_CONSUMERS, OutputFormat, Wire

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 10.0
CONTENT_TYPE = "application/vnd.schemaregistry.v1+json"
MESSAGE_CHARACTERS = 300
# "Not now", of the registry or of what stands before it. 500 is an answer: of a schema that it
# cannot compare with the one before, for one.
NOT_NOW = frozenset({429, 502, 503, 504})


class RegistryError(Exception):
    """The registry does not take a schema; the message says which, and what it said."""


async def make_wire(settings: Settings, stages: Iterable[str]) -> Wire:
    """Return how a worker of these stages writes; registers what it needs.

    A registry that does not answer is waited for, as the broker is.

    Raises:
        RegistryError: it refuses a schema.
    """
    url = settings.schema_registry_url
    if settings.output_format is not OutputFormat.REGISTRY or url is None:
        return Wire(settings.output_format)
    running = set(stages)
    ids = {
        topic.name: await _register(url, topic, settings.topic_prefix)
        for topic in FOR_CONSUMERS
        if topic.written_by in running
    }
    return Wire(settings.output_format, ids)


async def _register(url: str, topic: Topic, prefix: str) -> int:
    subject = f"{topic_name(topic, prefix)}-value"
    schema = json_text(schema_of(topic.record))
    body = json.dumps({"schemaType": "JSON", "schema": schema}).encode()
    address = f"{url}/subjects/{quote(subject, safe='')}/versions"
    while True:
        try:
            return await asyncio.to_thread(_post, address, body)
        except urllib.error.HTTPError as error:
            said = error.read().decode("utf-8", "replace")[:MESSAGE_CHARACTERS]
            if error.code not in NOT_NOW:
                raise RegistryError(
                    f"{PREFIX}SCHEMA_REGISTRY_URL: subject {subject}: {error.code} {said}"
                ) from None
            problem = str(error.code)
        except (OSError, HTTPException) as error:
            problem = type(error).__name__
        logger.warning(
            "the schema registry does not answer",
            extra={"fields": {"registry": url, "error": problem}},
        )
        await asyncio.sleep(RETRY_SECONDS)


def _post(address: str, body: bytes) -> int:
    """Return the schema's id.

    Raises:
        OSError, HTTPException: no answer; as `HTTPError`, one that says why not.
        RegistryError: the answer is none of a registry's.
    """
    request = urllib.request.Request(  # noqa: S310 - http or https: the settings check that
        address, body, {"Content-Type": CONTENT_TYPE, "Accept": CONTENT_TYPE}
    )
    with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
        text = answer.read()
    try:
        return int(json.loads(text)["id"])
    except (ValueError, KeyError, TypeError):
        raise RegistryError(f"{PREFIX}SCHEMA_REGISTRY_URL: {address} gives no id") from None
