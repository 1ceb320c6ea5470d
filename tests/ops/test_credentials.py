"""Passwords, keys and their files: refused, waited for, warned of."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.broker.client import connect_admin
from streams.broker.doctor import Grade, check_secrets
from streams.broker.topics import count_brokers, provision
from streams.local import LocalKafka, Security
from streams.roles import Role
from streams.settings import Settings, SettingsError, load_settings
from tests.support.command import start_command
from tests.support.scene import await_true
from tests.support.secured import PASSWORD, Secured, Way, secured_broker, worker_options
from tests.support.worker import worker

pytestmark = pytest.mark.ops

# The listener for passwords, without its TLS.
BARE = "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT"


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured")) as broker:
        yield broker


def _run(settings: Settings, *command: str, **variables: str) -> tuple[int, str]:
    with start_command(settings, *command) as process:
        out, errors = process.communicate(timeout=180)
    return process.returncode, (out + errors).decode()


def test_sasl_without_tls_is_refused_and_where_it_is_forced_warned_of(
    secured: Secured, tmp_path: Path
) -> None:
    security = Security(
        keystore=secured.certificates.broker_keystore,
        truststore=secured.certificates.authority,
        users={"worker": PASSWORD},
    )
    properties = {"listener.security.protocol.map": BARE}
    with LocalKafka(security=security, properties=properties) as kafka:
        forced = load_settings(
            kafka_bootstrap_servers=kafka.bootstrap("SASL_SSL"),
            kafka_security_protocol="SASL_PLAINTEXT",
            kafka_sasl_username="worker",
            kafka_sasl_password_file=secured.folder / "password",
            kafka_allow_sasl_plaintext=True,
        )
        code, shown = _run(forced, "lag")
        assert code == 0, shown
        assert shown.count("SASL without TLS") == 1
        unforced = forced.model_copy(update={"kafka_allow_sasl_plaintext": False})
        code, shown = _run(unforced, "lag")
        assert code == 2
        assert "CRISISWIRE_KAFKA_ALLOW_SASL_PLAINTEXT" in shown


@pytest.mark.timeout(400)
def test_a_worker_that_is_not_let_in_waits_says_why_and_reads_the_password_again(
    secured: Secured, topic_prefix: str, tmp_path: Path
) -> None:
    provision(secured.administrator(topic_prefix))
    secured.allow_role(Role.WORKER, Way.SCRAM, topic_prefix)
    secret = tmp_path / "password"
    secret.write_text("old-canary-Zx7")
    settings = secured.settings(
        Role.WORKER, Way.SCRAM, topic_prefix, kafka_sasl_password_file=secret
    )
    options: Any = worker_options(settings)
    servers = settings.kafka_bootstrap_servers
    with worker(servers, topic_prefix, tmp_path, ready=False, **options) as process:
        await_true(lambda: "SaslAuthenticationFailed" in process.told(), 120, "no word of why")
        assert process.process.poll() is None
        secret.write_text(PASSWORD)
        process.await_ready()
        assert "Zx7" not in process.log.read_text()
        assert process.stop() == 0


def test_a_key_may_have_a_passphrase(secured: Secured, tmp_path: Path) -> None:
    key, passphrase = tmp_path / "locked.key", tmp_path / "passphrase"
    passphrase.write_text(PASSWORD + "\n")
    subprocess.run(
        ["openssl", "rsa", "-aes256", "-in", secured.folder / "ops.key", "-out", key,
         "-passout", f"file:{passphrase}"],
        check=True, capture_output=True,
    )  # fmt: skip
    locked = secured.settings(Role.OPS, Way.CERTIFICATE, "", kafka_ssl_keyfile=key)
    with pytest.raises(SettingsError, match="CRISISWIRE_KAFKA_SSL_KEY_PASSWORD_FILE is not set"):
        connect_admin(locked)
    opened = locked.model_copy(update={"kafka_ssl_key_password_file": passphrase})
    with connect_admin(opened) as admin:
        assert count_brokers(admin) == 1
    passphrase.write_text("wrong")
    with pytest.raises(SettingsError) as refused:
        connect_admin(opened)
    assert "wrong" not in str(refused.value)


def test_the_doctor_tells_of_secrets_that_everybody_may_read(secured: Secured) -> None:
    settings = secured.settings(Role.OPS, Way.SCRAM, "")
    secret = secured.folder / "password"
    assert check_secrets(settings) == ()
    secret.chmod(0o644)
    (finding,) = check_secrets(settings)
    assert finding.grade is Grade.WARNING
    subprocess.run(finding.fix, shell=True, check=True)  # noqa: S602 - the fix is a command
    assert check_secrets(settings) == ()
