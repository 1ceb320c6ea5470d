"""SASL_SSL with SCRAM, mTLS and ACLs against a real broker: let in, and kept out."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kafka.errors import KafkaError

from schemas import Topic
from schemas.topics import (
    DEAD_LETTERS,
    ENTITIES,
    ESCALATION,
    RAW,
    topic_name,
)
from streams.broker.acls import grant
from streams.broker.client import BrokerError, connect_admin
from streams.broker.topics import count_brokers, provision
from streams.local import LocalKafka, Security
from streams.roles import Operation, Resource, Right, Role, rights_of
from streams.settings import PREFIX, Settings, load_settings
from tests.support.articles import article
from tests.support.broker import Sent, await_records, produce, read_all
from tests.support.certificates import CLIENT_NAME, Certificates, make_certificates
from tests.support.command import environment
from tests.support.worker import worker

pytestmark = pytest.mark.kafka

USER, PASSWORD = "worker", 'a pass, with = and " in it'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def secured(certificates: Certificates) -> Iterator[LocalKafka]:
    security = Security(
        keystore=certificates.broker_keystore,
        truststore=certificates.authority,
        users={USER: PASSWORD},
        acls=True,
    )
    with LocalKafka(security=security) as kafka:
        yield kafka


@pytest.fixture
def plain(secured: LocalKafka, topic_prefix: str) -> Settings:
    """The administrator: the plain listener's anonymous user may do everything."""
    settings = load_settings(
        kafka_bootstrap_servers=secured.bootstrap_servers, topic_prefix=topic_prefix
    )
    provision(settings)
    return settings


def _scram(
    secured: LocalKafka, certificates: Certificates, prefix: str, folder: Path, **changes: Any
) -> Settings:
    secret = folder / "password"
    secret.write_text(changes.pop("password", PASSWORD) + "\n")
    options = {
        "kafka_bootstrap_servers": secured.bootstrap("SASL_SSL"),
        "topic_prefix": prefix,
        "kafka_security_protocol": "SASL_SSL",
        "kafka_sasl_mechanism": "SCRAM-SHA-512",
        "kafka_sasl_username": USER,
        "kafka_sasl_password_file": secret,
        "kafka_ssl_cafile": certificates.authority,
    }
    return load_settings(**{**options, **changes})


def _mtls(secured: LocalKafka, certificates: Certificates, prefix: str, **changes: Any) -> Settings:
    options = {
        "kafka_bootstrap_servers": secured.bootstrap("SSL"),
        "topic_prefix": prefix,
        "kafka_security_protocol": "SSL",
        "kafka_ssl_cafile": certificates.authority,
        "kafka_ssl_certfile": certificates.client_certificate,
        "kafka_ssl_keyfile": certificates.client_key,
    }
    return load_settings(**{**options, **changes})


def _allow(plain: Settings, principal: str, topic: Topic, *operations: Operation) -> None:
    name = topic_name(topic, plain.topic_prefix)
    with connect_admin(plain) as admin:
        grant(admin, principal, [Right(Resource.TOPIC, name, each) for each in operations])


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_scram_over_tls_lets_the_user_do_what_the_acls_allow(
    secured: LocalKafka, certificates: Certificates, plain: Settings, tmp_path: Path, mechanism: str
) -> None:
    settings = _scram(
        secured, certificates, plain.topic_prefix, tmp_path, kafka_sasl_mechanism=mechanism
    )
    _allow(plain, f"User:{USER}", RAW, Operation.WRITE, Operation.READ)
    produce(settings, RAW, [Sent(b"secret", b"k")])
    assert [record.value for record in read_all(settings, RAW)] == [b"secret"]
    with pytest.raises(KafkaError):
        produce(settings, ENTITIES, [Sent(b"not allowed", b"k")], max_block_ms=5_000)
    assert read_all(plain, ENTITIES) == []


def test_a_client_certificate_lets_its_owner_in(
    secured: LocalKafka, certificates: Certificates, plain: Settings
) -> None:
    settings = _mtls(secured, certificates, plain.topic_prefix)
    _allow(plain, f"User:CN={CLIENT_NAME}", RAW, Operation.WRITE, Operation.READ)
    produce(settings, RAW, [Sent(b"signed", b"k")])
    assert [record.value for record in read_all(settings, RAW)] == [b"signed"]


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong"},
        {"kafka_sasl_username": "nobody"},
    ],
)
def test_a_wrong_password_or_user_stays_out(
    secured: LocalKafka,
    certificates: Certificates,
    topic_prefix: str,
    tmp_path: Path,
    changes: dict[str, str],
) -> None:
    settings = _scram(secured, certificates, topic_prefix, tmp_path, **changes)
    with pytest.raises(BrokerError) as refused:
        connect_admin(settings)
    assert "no Kafka broker answers" in str(refused.value)
    assert changes.get("password", PASSWORD) not in str(refused.value)


def test_a_broker_of_another_authority_is_not_believed(
    secured: LocalKafka, certificates: Certificates, topic_prefix: str, tmp_path: Path
) -> None:
    settings = _scram(
        secured,
        certificates,
        topic_prefix,
        tmp_path,
        kafka_ssl_cafile=certificates.foreign_authority,
    )
    with pytest.raises(BrokerError):
        connect_admin(settings)


def test_a_stranger_or_nobody_does_not_get_past_mtls(
    secured: LocalKafka, certificates: Certificates, topic_prefix: str
) -> None:
    stranger = _mtls(
        secured,
        certificates,
        topic_prefix,
        kafka_ssl_certfile=certificates.foreign_certificate,
        kafka_ssl_keyfile=certificates.foreign_key,
    )
    nobody = load_settings(
        kafka_bootstrap_servers=secured.bootstrap("SSL"),
        kafka_security_protocol="SSL",
        kafka_ssl_cafile=certificates.authority,
    )
    for settings in (stranger, nobody):
        with pytest.raises(BrokerError):
            connect_admin(settings)


def test_the_plain_listener_is_unharmed_by_clients_that_were_refused(
    secured: LocalKafka, plain: Settings
) -> None:
    with connect_admin(plain) as admin:
        assert count_brokers(admin) == 1
    produce(plain, RAW, [Sent(b"plain", b"k")])
    assert [record.value for record in read_all(plain, RAW)] == [b"plain"]


@pytest.mark.parametrize("how", ["PLAINTEXT", "SASL_SSL", "SSL"])
def test_a_worker_needs_to_read_its_input_and_write_its_output_and_nothing_else(
    secured: LocalKafka, certificates: Certificates, plain: Settings, tmp_path: Path, how: str
) -> None:
    principal, settings = {
        "PLAINTEXT": ("User:ANONYMOUS", plain),
        "SASL_SSL": (
            f"User:{USER}",
            _scram(secured, certificates, plain.topic_prefix, tmp_path),
        ),
        "SSL": (f"User:CN={CLIENT_NAME}", _mtls(secured, certificates, plain.topic_prefix)),
    }[how]
    with connect_admin(plain) as admin:
        grant(admin, principal, rights_of(Role.WORKER, prefix=plain.topic_prefix))
    produce(
        plain,
        RAW,
        [Sent(json.dumps(article(1)).encode(), b"good"), Sent(b"{broken", b"bad")],
    )
    variables = environment(settings)
    options = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in variables.items()
        if name.startswith(PREFIX)
    }
    with worker(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        tmp_path,
        ready=True,
        **{**options, "metrics_port": "0"},
    ) as process:
        found = await_records(plain, [ESCALATION, DEAD_LETTERS], 2, idle_seconds=60)
        assert sorted(record.key for record in found) == [b"a-0-1", b"bad"], process.told()
        assert process.stop() == 0


def test_a_worker_that_may_not_use_its_group_stops_and_says_so(
    secured: LocalKafka, certificates: Certificates, plain: Settings, tmp_path: Path
) -> None:
    settings = _scram(secured, certificates, plain.topic_prefix, tmp_path)
    rights = rights_of(Role.WORKER, prefix=plain.topic_prefix)
    group = Right(Resource.GROUP, plain.group, Operation.READ)
    with connect_admin(plain) as admin:
        grant(admin, f"User:{USER}", (right for right in rights if right != group))
    options = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment(settings).items()
        if name.startswith(PREFIX)
    }
    with worker(
        settings.kafka_bootstrap_servers,
        settings.topic_prefix,
        tmp_path,
        ready=False,
        **{**options, "metrics_port": "0", "pool_size": "1"},
    ) as process:
        try:
            assert process.process.wait(40) == 1
        except subprocess.TimeoutExpired:
            raise AssertionError(process.told()) from None
    last = process.log_lines()[-1]["fields"]
    assert isinstance(last, dict)
    assert last["missing"] == [f"Read on group {plain.group}"]
    assert last["grant"] == [group.grant_command(f"User:{USER}")]
