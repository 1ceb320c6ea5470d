"""Start, watch and end a local Apache Kafka in KRaft mode."""

import base64
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from streams.local.jars import LocalKafkaError, fetch_jars, find_java
from streams.local.node import Node
from streams.local.ports import free_ports
from streams.local.properties import Address, server_properties
from streams.local.ready import wait_until_ready
from streams.local.security import Security, add_users, security_properties

START_SECONDS = 90.0
_ATTEMPTS = 3  # a port that was free may be taken before the broker binds it
# A broker for tests: the C1 compiler alone and the serial collector start fastest.
_JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
_LOG_LEVEL = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"


class LocalKafka:
    """A cluster on 127.0.0.1 with ports of its own, gone at the end with all its data.

        with LocalKafka(nodes=3) as kafka:
            KafkaProducer(bootstrap_servers=kafka.bootstrap_servers)

    Args:
        nodes: 1 or 3, each broker and controller in one.
        heap_mb: Java heap of a node, in MiB.
        properties: Broker properties added to ours.
        security: Adds a SASL_SSL and an SSL listener; their addresses: `bootstrap`.
        jars: Folder of the broker's jars; the cache by default, filled where it is empty.

    Raises (on entering):
        LocalKafkaError: no Java or Maven, or the brokers did not come up.
    """

    def __init__(
        self,
        nodes: int = 1,
        *,
        heap_mb: int = 384,
        properties: Mapping[str, str] | None = None,
        security: Security | None = None,
        jars: Path | None = None,
    ) -> None:
        if nodes not in {1, 3}:
            raise ValueError("a local Kafka has 1 or 3 nodes")
        self._count = nodes
        self._heap_mb = heap_mb
        self._security = security
        self._properties = {
            **(security_properties(security) if security else {}),
            **(properties or {}),
        }
        self._jars = jars
        self._folder: Path | None = None
        self._nodes: dict[int, Node] = {}
        self._addresses: tuple[Address, ...] = ()

    def __enter__(self) -> Self:
        java = find_java()
        jars = fetch_jars(self._jars)
        try:
            for attempt in range(_ATTEMPTS):
                self._prepare(java, jars)
                try:
                    self._launch()
                except LocalKafkaError as error:
                    self.close()
                    if "Address already in use" not in str(error) or attempt == _ATTEMPTS - 1:
                        raise
                else:
                    break
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def bootstrap_servers(self) -> str:
        """`host:port,...` of every node, running or not."""
        return self.bootstrap("PLAINTEXT")

    def bootstrap(self, protocol: str) -> str:
        """`host:port,...` of the listeners for PLAINTEXT, SASL_SSL or SSL.

        Raises:
            KeyError: there is no such listener without `security`.
        """
        return ",".join(address.listeners()[protocol] for address in self._addresses)

    @property
    def node_ids(self) -> tuple[int, ...]:
        """The nodes' ids, 1 and up; the broker ids that Kafka's metadata shows."""
        return tuple(self._nodes)

    @property
    def folder(self) -> Path:
        """Where the cluster keeps its data and logs, one folder a node.

        Raises:
            RuntimeError: it is not running.
        """
        if self._folder is None:
            raise RuntimeError("the cluster is not running")
        return self._folder

    def pid(self, node: int) -> int:
        """Process id of a running broker."""
        return self._nodes[node].pid

    def running(self, node: int) -> bool:
        """Whether the broker's process is there."""
        return self._nodes[node].running

    def log_tail(self, node: int, lines: int = 12) -> str:
        """Return the last lines of a broker's log."""
        return self._nodes[node].log_tail(lines)

    def kill(self, node: int) -> None:
        """End one broker as `kill -9` does; its data stays."""
        self._nodes[node].kill()

    def stop(self, node: int) -> None:
        """Shut one broker down in order; its data stays."""
        self._nodes[node].stop()

    def start(self, node: int, timeout_seconds: float = START_SECONDS) -> None:
        """Start a broker again on its data; returns when it serves metadata."""
        self._nodes[node].start()
        self._await((node,), timeout_seconds)

    def close(self) -> None:
        """End every broker and remove the data. Once is enough, twice does no harm."""
        for node in self._nodes.values():
            node.kill()  # the data goes with it: there is nothing to shut down in order
        self._nodes = {}
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _prepare(self, java: str, jars: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="crisiswire-kafka-"))
        each = 4 if self._security else 2
        ports = free_ports(each * self._count)
        self._addresses = tuple(
            Address(number + 1, *ports[each * number : each * (number + 1)])
            for number in range(self._count)
        )
        run = (java, *_JVM, _LOG_LEVEL, "-cp", f"{jars}/*")
        # Not starting with a dash, which Kafka's tool takes for an option, one time in 64.
        cluster_id = base64.urlsafe_b64encode(b"\0" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
        for address in self._addresses:
            folder = self._folder / f"node-{address.node}"
            folder.mkdir()
            (folder / "server.properties").write_text(
                server_properties(
                    address, self._addresses, data=folder / "data", extra=self._properties
                )
            )
            heap = (f"-Xmx{self._heap_mb}m", f"-Dcrisiswire.node={address.node}")
            self._nodes[address.node] = Node(
                folder, (*run[:1], *heap, *run[1:], "kafka.Kafka", "server.properties")
            )
        _format([node.folder for node in self._nodes.values()], run, cluster_id)

    def _launch(self) -> None:
        for node in self._nodes.values():
            node.start()
        self._await(self.node_ids, START_SECONDS)
        if self._security is not None:
            add_users(self.bootstrap_servers, self._security.users)

    def _await(self, nodes: tuple[int, ...], timeout_seconds: float) -> None:
        deadline = time.monotonic() + timeout_seconds
        for address in self._addresses:
            if address.node in nodes:
                node = self._nodes[address.node]
                wait_until_ready(address, set(nodes), node=node, deadline=deadline)


def _format(folders: list[Path], run: tuple[str, ...], cluster_id: str) -> None:
    """Format every node's storage, side by side."""
    command = [*run, "kafka.tools.StorageTool", "format", "-t", cluster_id]
    tools = [
        subprocess.Popen(
            [*command, "-c", "server.properties"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for folder in folders
    ]
    printed = [tool.communicate()[0] for tool in tools]
    for tool, text in zip(tools, printed, strict=True):
        if tool.returncode != 0:
            raise LocalKafkaError(f"Kafka's storage could not be formatted:\n{text[-2000:]}")
