"""Which rights the broker denies us: asked of it, and told to whoever can grant them."""

from collections.abc import Iterable
from typing import Any

from kafka.admin import KafkaAdminClient
from kafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError

from streams.connection import client_arguments, principal
from streams.coordinator import patiently
from streams.roles import Resource, Right
from streams.settings import Settings

# Short: a worker that is told to stop meanwhile stops behind it.
WAIT_MS = 5_000


class RightsMissingError(Exception):
    """The broker denies rights; `missing` are they."""

    def __init__(self, missing: Iterable[Right], settings: Settings) -> None:
        self.missing = tuple(missing)
        self.who = principal(settings)
        super().__init__(f"{self.who} lacks {', '.join(str(right) for right in self.missing)}")

    @property
    def commands(self) -> list[str]:
        """What an administrator runs to grant them."""
        return [right.grant_command(self.who) for right in self.missing]


def ask_missing(settings: Settings, rights: Iterable[Right]) -> tuple[Right, ...]:
    """Connect and return those of the rights that we do not have; blocks.

    Raises:
        KafkaError: the broker does not answer.
    """
    admin = KafkaAdminClient(
        **client_arguments(settings), bootstrap_timeout_ms=WAIT_MS, request_timeout_ms=2 * WAIT_MS
    )
    try:
        return missing_rights(admin, rights)
    finally:
        admin.close()


def missing_rights(admin: KafkaAdminClient, rights: Iterable[Right]) -> tuple[Right, ...]:
    """Return those of the rights on named topics and groups that we do not have.

    What begins like a prefix cannot be asked for, and counts as granted; so does everything
    where the broker does not tell (before Kafka 2.3), and what is not there.

    Raises:
        KafkaError: the broker does not answer.
    """
    asked = [right for right in rights if not right.prefixed]
    topics = sorted({right.name for right in asked if right.resource is Resource.TOPIC})
    groups = sorted({right.name for right in asked if right.resource is Resource.GROUP})
    allowed: dict[tuple[Resource, str], set[str] | None] = {}
    for topic in admin.describe_topics(topics) if topics else ():
        denied = topic["error_code"] == TopicAuthorizationFailedError.errno
        allowed[Resource.TOPIC, topic["name"]] = set() if denied else _told(topic)
    for group in groups:
        allowed[Resource.GROUP, group] = _ask_group(admin, group)
    missing = []
    for right in asked:
        operations = allowed.get((right.resource, right.name))
        if operations is not None and right.operation.name not in operations:
            missing.append(right)
    return tuple(missing)


def _told(described: dict[str, Any]) -> set[str] | None:
    """Return the operations that we may do; None where the broker does not say."""
    # Whoever gets an answer may describe at least: nothing at all means that it was not told.
    return set(described.get("authorized_operations") or ()) or None


def _ask_group(admin: KafkaAdminClient, group: str) -> set[str] | None:
    try:
        described = patiently(
            lambda: admin.describe_groups([group], include_authorized_operations=True)[group]
        )
    except GroupAuthorizationFailedError:
        return set()
    denied = GroupAuthorizationFailedError.__name__ in (described["error"] or "")
    return set() if denied else _told(described)


def is_denial(error: BaseException | None) -> bool:
    """Tell whether the error, or what caused it, is the broker's refusal for want of a right."""
    while error is not None:
        if "AuthorizationFailed" in type(error).__name__:
            return True
        error = error.__cause__
    return False
