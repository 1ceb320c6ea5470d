"""The broker's configuration: combined broker and controller in KRaft mode."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from streams.local.ports import HOST


@dataclass(frozen=True)
class Address:
    """Where one node listens, on 127.0.0.1."""

    node: int
    port: int
    controller_port: int
    sasl_port: int | None = None  # SASL_SSL
    tls_port: int | None = None  # SSL with client certificates

    def listeners(self) -> dict[str, str]:
        """Return `host:port` of each client listener, by the protocol that it is named for."""
        ports = {"PLAINTEXT": self.port, "SASL_SSL": self.sasl_port, "SSL": self.tls_port}
        return {name: f"{HOST}:{port}" for name, port in ports.items() if port is not None}


def server_properties(
    address: Address,
    quorum: tuple[Address, ...],
    *,
    data: Path,
    extra: Mapping[str, str],
) -> str:
    """Return the text of `server.properties` of one node.

    Args:
        address: This node.
        quorum: All nodes, this one included.
        data: Folder of this node's log.
        extra: Properties that are added to ours or replace them.
    """
    nodes = len(quorum)
    min_isr = 2 if nodes > 2 else 1
    clients = ",".join(f"{name}://{place}" for name, place in address.listeners().items())
    names = (*address.listeners(), "CONTROLLER")
    properties = {
        "node.id": address.node,
        "process.roles": "broker,controller",
        "controller.quorum.voters": ",".join(
            f"{each.node}@{HOST}:{each.controller_port}" for each in quorum
        ),
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": ",".join(
            f"{name}:{'PLAINTEXT' if name == 'CONTROLLER' else name}" for name in names
        ),
        "listeners": f"{clients},CONTROLLER://{HOST}:{address.controller_port}",
        "advertised.listeners": clients,
        "log.dirs": data,
        "auto.create.topics.enable": "false",
        "default.replication.factor": nodes,
        "min.insync.replicas": min_isr,
        "offsets.topic.replication.factor": nodes,
        "offsets.topic.num.partitions": 5,  # 50 by default: slow to create, of no use here
        "transaction.state.log.replication.factor": nodes,
        "transaction.state.log.min.isr": min_isr,
        "transaction.state.log.num.partitions": 5,
        "share.coordinator.state.topic.replication.factor": nodes,
        "share.coordinator.state.topic.min.isr": min_isr,
        "share.coordinator.state.topic.num.partitions": 5,
        "group.initial.rebalance.delay.ms": 0,
        # 9 s by default: how long a broker that was killed counts as alive, and how long
        # it is refused when it comes back before that
        "broker.session.timeout.ms": 6000,
        **extra,
    }
    return "".join(f"{name}={value}\n" for name, value in properties.items())
