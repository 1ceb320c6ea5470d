"""Every request that a right decides, sent by itself: does the broker refuse it?

The client's own requests and not its commands: one each, no metadata before, no retry. They
change nothing where they are allowed, but for Delete, which nobody is.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from kafka.admin import KafkaAdminClient
from kafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailedError,
)
from kafka.protocol.admin import (
    CreatePartitionsRequest,
    CreateTopicsRequest,
    DeleteGroupsRequest,
    DeleteTopicsRequest,
    DescribeAclsRequest,
    DescribeConfigsRequest,
    DescribeGroupsRequest,
    DescribeTransactionsRequest,
    IncrementalAlterConfigsRequest,
)
from kafka.protocol.consumer import FetchRequest, HeartbeatRequest
from kafka.protocol.metadata import MetadataRequest
from kafka.protocol.producer import InitProducerIdRequest, ProduceRequest

from streams.roles import Operation, Resource, Right

NODE = 1  # the one node of a local broker
TOPIC = 2  # Kafka's number of the resource in requests for configurations
DENIED = {
    error.errno
    for error in (
        TopicAuthorizationFailedError,
        GroupAuthorizationFailedError,
        ClusterAuthorizationFailedError,
        TransactionalIdAuthorizationFailedError,
    )
}
# What Kafka's authoriser lets follow from another right.
IMPLIES = {
    Operation.READ: {Operation.DESCRIBE},
    Operation.WRITE: {Operation.DESCRIBE},
    Operation.ALTER: {Operation.DESCRIBE},
    Operation.ALTER_CONFIGS: {Operation.DESCRIBE_CONFIGS},
}


class Act(NamedTuple):
    """One operation on one thing; `Delete` and the cluster's are in no role."""

    resource: str
    name: str
    operation: str


def acts_of(rights: Iterable[Right], names: Iterable[tuple[str, str]]) -> set[Act]:
    """Return what the rights come to on things of these kinds and names."""
    allowed = set()
    for right in rights:
        for operation in {right.operation, *IMPLIES.get(right.operation, ())}:
            for resource, name in names:
                fits = name.startswith(right.name) if right.prefixed else name == right.name
                if resource == right.resource and fits:
                    allowed.add(Act(resource, name, operation.value))
    return allowed


def try_acts(admin: KafkaAdminClient, names: Iterable[tuple[str, str]]) -> tuple[set[Act], int]:
    """Return the acts that the broker does not refuse for want of a right, and how many were tried.

    Args:
        admin: Of the user in question.
        names: Kind and name of topics and groups.
    """
    allowed, tried = set(), 0
    for resource, name in names:
        for operation, request in REQUESTS[resource].items():
            answer = admin._manager.run(admin._manager.send, request(name), NODE)
            codes = set(_codes(answer.to_dict()))
            assert codes, answer
            tried += 1
            if not codes & DENIED:
                allowed.add(Act(resource, name, operation))
    return allowed, tried


def _codes(answer: Any) -> Iterator[int]:
    """Yield every error code in an answer."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if name == "error_code":
                yield value
            else:
                yield from _codes(value)
    elif isinstance(answer, list):
        for each in answer:
            yield from _codes(each)


def _describe(name: str) -> Any:
    topic = MetadataRequest.MetadataRequestTopic(name=name)
    return MetadataRequest(topics=[topic], allow_auto_topic_creation=False)


def _read(name: str) -> Any:
    topic = FetchRequest.FetchTopic
    partition = topic.FetchPartition(partition=0, fetch_offset=0, partition_max_bytes=1)
    return FetchRequest(
        max_wait_ms=0,
        min_bytes=0,
        topics=[topic(topic=name, partitions=[partition])],
        max_version=11,  # later ones name topics by their ids
    )


def _write(name: str) -> Any:
    topic = ProduceRequest.TopicProduceData
    nothing = topic.PartitionProduceData(index=0, records=b"")  # allowed, it is no valid batch
    return ProduceRequest(
        acks=-1,
        timeout_ms=5_000,
        topic_data=[topic(name=name, partition_data=[nothing])],
        max_version=9,
    )


def _create(name: str) -> Any:
    topic = CreateTopicsRequest.CreatableTopic(name=name, num_partitions=1, replication_factor=1)
    return CreateTopicsRequest(topics=[topic], timeout_ms=5_000, validate_only=True)


def _alter(name: str) -> Any:
    topic = CreatePartitionsRequest.CreatePartitionsTopic(name=name, count=9, assignments=None)
    return CreatePartitionsRequest(topics=[topic], timeout_ms=5_000, validate_only=True)


def _alter_configs(name: str) -> Any:
    resource = IncrementalAlterConfigsRequest.AlterConfigsResource
    config = resource.AlterableConfig(name="retention.ms", config_operation=0, value="1")
    asked = resource(resource_type=TOPIC, resource_name=name, configs=[config])
    return IncrementalAlterConfigsRequest(resources=[asked], validate_only=True)


def _describe_configs(name: str) -> Any:
    resource = DescribeConfigsRequest.DescribeConfigsResource
    asked = resource(resource_type=TOPIC, resource_name=name, configuration_keys=None)
    return DescribeConfigsRequest(resources=[asked])


def _delete(name: str) -> Any:
    return DeleteTopicsRequest(topic_names=[name], timeout_ms=5_000, max_version=5)


def _read_group(name: str) -> Any:
    return HeartbeatRequest(group_id=name, generation_id=1, member_id="nobody")


def _describe_group(name: str) -> Any:
    return DescribeGroupsRequest(groups=[name])


def _delete_group(name: str) -> Any:
    return DeleteGroupsRequest(groups_names=[name])


def _write_transactions(name: str) -> Any:
    return InitProducerIdRequest(
        transactional_id=name,
        transaction_timeout_ms=5_000,
        producer_id=-1,
        producer_epoch=-1,
        max_version=4,
    )


def _describe_transactions(name: str) -> Any:
    return DescribeTransactionsRequest(transactional_ids=[name])


def _describe_cluster(name: str) -> Any:
    return DescribeAclsRequest(
        resource_type_filter=1,
        resource_name_filter=None,
        pattern_type_filter=1,
        principal_filter=None,
        host_filter=None,
        operation=1,
        permission_type=1,
        max_version=2,
    )


REQUESTS: dict[str, dict[str, Callable[[str], Any]]] = {
    Resource.TOPIC: {
        Operation.DESCRIBE: _describe,
        Operation.READ: _read,
        Operation.WRITE: _write,
        Operation.CREATE: _create,
        Operation.ALTER: _alter,
        Operation.ALTER_CONFIGS: _alter_configs,
        Operation.DESCRIBE_CONFIGS: _describe_configs,
        "Delete": _delete,
    },
    Resource.GROUP: {
        Operation.READ: _read_group,
        Operation.DESCRIBE: _describe_group,
        "Delete": _delete_group,
    },
    Resource.TRANSACTIONAL_ID: {
        Operation.WRITE: _write_transactions,
        Operation.DESCRIBE: _describe_transactions,
    },
    "cluster": {Operation.DESCRIBE: _describe_cluster},
}
