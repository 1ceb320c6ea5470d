"""Rights of `streams.roles` as ACLs on the broker."""

from collections.abc import Iterable

from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    KafkaAdminClient,
    ResourcePattern,
    ResourceType,
)
from kafka.errors import KafkaError

from streams.broker.client import BrokerError
from streams.roles import Operation, Resource, Right

# As Kafka's protocol numbers them.
_OPERATIONS = {
    Operation.READ: ACLOperation.READ,
    Operation.WRITE: ACLOperation.WRITE,
    Operation.CREATE: ACLOperation.CREATE,
    Operation.ALTER: ACLOperation.ALTER,
    Operation.DESCRIBE: ACLOperation.DESCRIBE,
    Operation.DESCRIBE_CONFIGS: ACLOperation.DESCRIBE_CONFIGS,
    Operation.ALTER_CONFIGS: ACLOperation.ALTER_CONFIGS,
}
_RESOURCES = {
    Resource.TOPIC: ResourceType.TOPIC,
    Resource.GROUP: ResourceType.GROUP,
    Resource.TRANSACTIONAL_ID: ResourceType.TRANSACTIONAL_ID,
}


def acl_of(right: Right, principal: str) -> ACL:
    """Return the ACL that allows the principal the right, from any host."""
    return ACL(
        principal=principal,
        host="*",
        operation=_OPERATIONS[right.operation],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(
            _RESOURCES[right.resource],
            right.name,
            ACLResourcePatternType.PREFIXED if right.prefixed else ACLResourcePatternType.LITERAL,
        ),
    )


def grant(admin: KafkaAdminClient, principal: str, rights: Iterable[Right]) -> None:
    """Allow the principal these rights; what it may already stays as it is.

    Args:
        admin: Of a user who may alter the cluster.
        principal: `User:name`.
        rights: See `streams.roles.rights_of`.

    Raises:
        BrokerError: the broker refuses, or has no authoriser.
    """
    try:
        done = admin.create_acls([acl_of(right, principal) for right in rights])
    except KafkaError as error:
        raise BrokerError(f"no ACLs for {principal}: {error}") from error
    # kafka-python 3 hands refusals back and raises nothing
    for refused in done["failed"]:
        raise BrokerError(f"no ACLs for {principal}: {refused.__name__}: {refused.description}")
