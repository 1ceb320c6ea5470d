"""The local Kafka: it starts, loses a broker and gets it back, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaError

from schemas.topics import RAW, topic_name
from streams.broker.client import connect_admin, connect_producer
from streams.broker.topics import count_brokers, provision
from streams.local import LocalKafka, LocalKafkaError
from streams.local.jars import KAFKA_VERSION, fetch_jars
from streams.local.node import Node
from streams.local.ports import free_ports
from streams.settings import Settings, load_settings
from tests.support.broker import Sent, produce, read_all

pytestmark = pytest.mark.kafka

ROOT = Path(__file__).parents[2]
# Starts a broker and waits; prints the broker's process id and folder.
OWNER = """
import signal, time
from streams.local import LocalKafka
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
with LocalKafka() as kafka:
    print(kafka.pid(1), kafka.folder, flush=True)
    time.sleep(300)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _await_gone(pid: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and (_alive(pid) or folder.exists()):
        time.sleep(0.05)
    assert not _alive(pid)
    assert not folder.exists()


@contextmanager
def _owner() -> Iterator[tuple["subprocess.Popen[str]", int, Path]]:
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        pid, folder = process.stdout.readline().split()
        yield process, int(pid), Path(folder)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_broker_outlives_its_owner(end: signal.Signals) -> None:
    with _owner() as (process, pid, folder):
        assert _alive(pid)
        assert folder.exists()
        process.send_signal(end)
        process.wait(timeout=30)
        _await_gone(pid, folder)


def test_an_exception_ends_the_broker_and_closing_twice_does_no_harm() -> None:
    kafka = LocalKafka()

    def fail() -> None:
        with kafka:
            seen.extend((kafka.pid(1), kafka.folder))
            raise ZeroDivisionError

    seen: list[Any] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    pid, folder = seen
    kafka.close()
    _await_gone(pid, folder)


def test_two_brokers_run_beside_one_that_holds_the_default_port() -> None:
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            holder.bind(("127.0.0.1", 9092))
            holder.listen()
        except OSError:
            pass  # somebody holds it already, which is the case in question
        with LocalKafka() as one, LocalKafka() as two:
            assert one.bootstrap_servers != two.bootstrap_servers
            for kafka in (one, two):
                settings = load_settings(kafka_bootstrap_servers=kafka.bootstrap_servers)
                with connect_admin(settings) as admin:
                    assert count_brokers(admin) == 1


def test_brokers_listen_on_loopback_only(cluster: LocalKafka) -> None:
    for node in cluster.node_ids:
        inodes = {
            match[1]
            for link in Path(f"/proc/{cluster.pid(node)}/fd").iterdir()
            if (match := re.match(r"socket:\[(\d+)\]", _target(link)))
        }
        listening = [
            fields[1]
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            if (fields := line.split())[3] == "0A" and fields[9] in inodes
        ]
        assert listening
        # 127.0.0.1, plain or as an IPv6-mapped address, in the kernel's notation
        addresses = {address.rsplit(":", 1)[0] for address in listening}
        assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""  # closed meanwhile


def test_a_killed_broker_comes_back_with_its_records(
    cluster: LocalKafka, provisioned: Settings
) -> None:
    produce(provisioned, RAW, [Sent(b"before", b"k")])
    victim = cluster.node_ids[1]
    cluster.kill(victim)
    assert not cluster.running(victim)
    produce(provisioned, RAW, [Sent(b"without it", b"k")])
    cluster.start(victim)
    with connect_admin(provisioned) as admin:
        assert count_brokers(admin) == 3
    produce(provisioned, RAW, [Sent(b"after", b"k")])
    assert [record.value for record in read_all(provisioned, RAW)] == [
        b"before",
        b"without it",
        b"after",
    ]


def test_a_stopped_broker_leaves_in_order(cluster: LocalKafka) -> None:
    victim = cluster.node_ids[2]
    pid = cluster.pid(victim)
    cluster.stop(victim)
    assert not _alive(pid)
    cluster.start(victim)
    assert cluster.pid(victim) != pid


@pytest.mark.parametrize("heap_mb", [384, 1400])
def test_a_gzip_bomb_is_refused_and_the_broker_lives(heap_mb: int) -> None:
    """300 MB of one letter, 300 KB packed: the broker unpacks it, since the topic is plain.

    With a small heap the unpacking fails for want of memory, with a large one the
    record is too large: an error to the producer either way.
    """
    with LocalKafka(heap_mb=heap_mb) as kafka:
        settings = load_settings(
            kafka_bootstrap_servers=kafka.bootstrap_servers, topic_partitions=1
        )
        provision(settings)
        pid = kafka.pid(1)
        bomb = bytes(300 * 1024 * 1024)
        producer = connect_producer(
            settings,
            compression_type="gzip",
            max_request_size=2**31 - 1,
            enable_idempotence=False,
            retries=0,
        )
        with closing(producer):
            refused = producer.send(topic_name(RAW), value=bomb)
            with pytest.raises(KafkaError):
                refused.get(timeout=60)
        produce(settings, RAW, [Sent(b"a good neighbour")])
        assert [record.value for record in read_all(settings, RAW)] == [b"a good neighbour"]
        assert kafka.pid(1) == pid
        assert _alive(pid)


def test_free_ports_are_distinct_and_not_taken() -> None:
    with socket.socket() as holder:
        (taken,) = free_ports(1)
        holder.bind(("127.0.0.1", taken))
        holder.listen()
        ports = free_ports(20)
    assert len(set(ports)) == 20
    assert taken not in ports


def test_the_version_is_the_poms() -> None:
    pom = (ROOT / "streams/local/pom.xml").read_text()
    found = re.search(r"<artifactId>kafka_2.13</artifactId>\s*<version>([\d.]+)</version>", pom)
    assert found is not None
    assert found[1] == KAFKA_VERSION


def test_a_machine_without_java_or_maven_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(LocalKafkaError, match=r"openjdk-17-jre-headless maven"):
        LocalKafka().__enter__()
    with pytest.raises(LocalKafkaError, match=r"openjdk-17-jre-headless maven"):
        fetch_jars(tmp_path / "jars")
    assert not (tmp_path / "jars").exists()


def test_a_broker_that_cannot_start_says_why() -> None:
    broken = LocalKafka(properties={"log.retention.ms": "soon"})
    with pytest.raises(LocalKafkaError, match=r"log\.retention\.ms|soon"):
        broken.__enter__()


def test_a_node_that_ended_has_no_process_id(tmp_path: Path) -> None:
    node = Node(tmp_path, ("true",))
    node.start()
    deadline = time.monotonic() + 10
    while node.running and time.monotonic() < deadline:
        time.sleep(0.02)
    with pytest.raises(RuntimeError, match="not running"):
        _ = node.pid
    node.kill()
