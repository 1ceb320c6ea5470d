"""What consumer groups have committed."""

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import GroupIdNotFoundError, KafkaError, NoError
from kafka.structs import OffsetAndMetadata

from streams.broker.client import BrokerError
from streams.coordinator import patiently


def read_committed(admin: KafkaAdminClient, group: str) -> dict[TopicPartition, int]:
    """Return the next offset of each partition that the group has committed, none if it has not.

    Raises:
        BrokerError: the broker refuses, or the group has no coordinator.
    """
    return {tp: offset for tp, (offset, _) in read_marks(admin, group).items()}


def read_marks(admin: KafkaAdminClient, group: str) -> dict[TopicPartition, tuple[int, str]]:
    """Return what `read_committed` does, each offset with the text that was committed with it.

    Raises:
        BrokerError: the broker refuses, or the group has no coordinator.
    """
    try:
        answer = patiently(lambda: admin.list_group_offsets({group: None})[group])
    except KafkaError as error:
        raise BrokerError(f"the offsets of group {group} cannot be read: {error}") from error
    return {tp: (each.offset, each.metadata) for tp, each in answer.items() if each.offset >= 0}


def count_members(admin: KafkaAdminClient, group: str) -> int:
    """Return how many consumers the group has now; 0 for a group that does not exist.

    Raises:
        BrokerError: the broker refuses, or the group has no coordinator.
    """
    try:
        described = patiently(lambda: admin.describe_groups([group])[group])
    except KafkaError as error:
        raise BrokerError(f"the members of group {group} cannot be read: {error}") from error
    refusal = described["error"]  # kafka-python 3 hands it back as text and raises nothing
    if refusal is not None and GroupIdNotFoundError.__name__ not in refusal:
        raise BrokerError(f"the members of group {group} cannot be read: {refusal}")
    return len(described["members"])


def commit(admin: KafkaAdminClient, group: str, offsets: dict[TopicPartition, int]) -> None:
    """Commit offsets for a group that has no members.

    Raises:
        BrokerError: the broker refuses, for instance because the group has members.
    """
    if not offsets:
        return
    marks = {tp: OffsetAndMetadata(offset, "", -1) for tp, offset in offsets.items()}

    def once() -> None:
        # kafka-python 3 hands refusals back and raises nothing
        for error in admin.alter_group_offsets(group, marks).values():
            if error is not NoError:
                raise error

    try:
        patiently(once)
    except KafkaError as error:
        raise BrokerError(f"offsets of group {group} cannot be committed: {error!r}") from error
