"""Topics on a real broker: created, compared, changed, never made smaller."""

import json
import os
from contextlib import closing
from pathlib import Path

import pytest
from kafka.admin import ConfigResource
from kafka.errors import KafkaError

from schemas.topics import RAW, TOPICS, topic_name
from streams.broker.client import BrokerError, connect_admin
from streams.broker.topics import Kind, count_brokers, plan, provision, read_topics
from streams.local import LocalKafka
from streams.local.ports import free_ports
from streams.settings import Settings, load_settings
from tests.support.broker import Sent, produce
from tests.support.command import run_command

pytestmark = pytest.mark.kafka


def test_the_plan_is_carried_out_and_then_empty(settings: Settings) -> None:
    created = provision(settings)
    assert [change.kind for change in created] == [Kind.CREATE] * len(TOPICS)
    with connect_admin(settings) as admin:
        assert plan(admin, settings) == ()
        raw_name = topic_name(RAW, settings.topic_prefix)
        (raw,) = read_topics(admin, [raw_name, settings.topic_prefix + "missing"])
    assert (raw.name, raw.partitions, raw.replicas) == (raw_name, 4, 3)
    assert raw.configs["compression.type"] == "uncompressed"
    assert raw.configs["message.timestamp.type"] == "LogAppendTime"
    assert raw.configs["min.insync.replicas"] == "2"
    assert raw.configs["max.message.bytes"] == str(RAW.max_message_bytes)
    assert provision(settings) == ()


def test_a_changed_config_and_missing_partitions_are_mended(provisioned: Settings) -> None:
    name = topic_name(RAW, provisioned.topic_prefix)
    more = provisioned.model_copy(update={"topic_partitions": 6})
    with connect_admin(provisioned) as admin:
        drift = {"compression.type": "producer", "segment.bytes": "1048576"}
        admin.alter_configs([ConfigResource("topic", name, drift)])
        changes = {change.topic.name: change for change in plan(admin, provisioned)}
        assert set(changes) == {name}
        assert changes[name].detail == "compression.type: producer -> uncompressed"
        provision(more)
        assert plan(admin, more) == ()
        (raw,) = read_topics(admin, [name])
    assert raw.partitions == 6
    assert raw.configs["segment.bytes"] == "1048576"  # not ours: left alone


def test_partitions_are_never_removed(provisioned: Settings) -> None:
    fewer = provisioned.model_copy(update={"topic_partitions": 2})
    changes = provision(fewer)
    assert {change.kind for change in changes} == {Kind.BY_HAND}
    with connect_admin(provisioned) as admin:
        assert plan(admin, provisioned) == ()


def test_more_replicas_than_brokers_are_not_tried(settings: Settings) -> None:
    greedy = settings.model_copy(update={"topic_replication_factor": 5})
    changes = provision(greedy)
    assert {change.kind for change in changes} == {Kind.BY_HAND}
    with connect_admin(settings) as admin:
        assert count_brokers(admin) == 3
        assert len(plan(admin, settings)) == len(TOPICS)


def test_a_record_above_the_topics_limit_is_refused(provisioned: Settings) -> None:
    with pytest.raises(KafkaError, match=r"(?i)large"):
        produce(provisioned, RAW, [Sent(os.urandom(RAW.max_message_bytes + 1024))])


def test_no_broker_is_one_clear_line(settings: Settings) -> None:
    (port,) = free_ports(1)
    nowhere = settings.model_copy(update={"kafka_bootstrap_servers": f"127.0.0.1:{port}"})
    with pytest.raises(BrokerError, match=f"no Kafka broker answers at 127.0.0.1:{port}"):
        connect_admin(nowhere)


def test_the_commands(settings: Settings, cluster: LocalKafka, tmp_path: Path) -> None:
    before = run_command(settings, "topics", "diff")
    assert before.returncode == 1
    assert before.stdout.count("create") == len(TOPICS)
    applied = run_command(settings, "topics", "apply", "--json")
    assert applied.returncode == 0, applied.stderr
    lines = [json.loads(line) for line in applied.stdout.splitlines()]
    assert {line["kind"] for line in lines} == {"create"}
    assert {line["topic"] for line in lines} == {
        topic_name(topic, settings.topic_prefix) for topic in TOPICS
    }
    after = run_command(settings, "topics", "diff")
    assert (after.returncode, after.stdout) == (0, "")
    fewer = run_command(settings, "topics", "apply", "--partitions", "1")
    assert fewer.returncode == 1
    assert "never removed" in " ".join(fewer.stdout.split())


def test_settings_name_the_topics(cluster: LocalKafka) -> None:
    settings = load_settings(
        kafka_bootstrap_servers=cluster.bootstrap_servers, topic_prefix="absent."
    )
    with closing(connect_admin(settings)) as admin:
        assert {change.topic.name for change in plan(admin, settings)} == {
            "absent." + topic.name for topic in TOPICS
        }
