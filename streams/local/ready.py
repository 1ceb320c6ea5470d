"""When a broker is ready: it answers for itself, with metadata that names the others."""

import logging
import socket
import time

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.local.jars import LocalKafkaError
from streams.local.node import Node
from streams.local.ports import HOST
from streams.local.properties import Address

_POLL_SECONDS = 0.1
_ASK_MS = 3_000


def wait_until_ready(address: Address, peers: set[int], *, node: Node, deadline: float) -> None:
    """Return when the broker at `address` lists `peers` among the brokers that are alive.

    Args:
        address: The broker that is asked, and no other.
        peers: Ids that its metadata must show, its own included.
        node: Its process.
        deadline: On `time.monotonic()`'s clock.

    Raises:
        LocalKafkaError: the process ended, or the deadline passed; with the log's end.
    """
    while time.monotonic() < deadline:
        if not node.running:
            raise LocalKafkaError(f"Kafka node {address.node} ended:\n{node.log_tail()}")
        if _listens(address.port) and peers <= _alive_brokers(address.port):
            return
        time.sleep(_POLL_SECONDS)
    raise LocalKafkaError(f"Kafka node {address.node} is not ready in time:\n{node.log_tail()}")


def _listens(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((HOST, port)) == 0


def _alive_brokers(port: int) -> set[int]:
    """Ids of the brokers that the metadata of one broker shows; none where it does not answer."""
    quiet = logging.getLogger("kafka")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)  # a broker that is coming up is no news
    try:
        with KafkaAdminClient(
            bootstrap_servers=f"{HOST}:{port}",
            request_timeout_ms=_ASK_MS,
            bootstrap_timeout_ms=_ASK_MS,
        ) as admin:
            brokers = admin.describe_cluster()["brokers"]
            return {each["broker_id"] for each in brokers if not each.get("is_fenced", False)}
    except KafkaError:
        return set()
    finally:
        quiet.setLevel(level)
