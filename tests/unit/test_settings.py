"""Settings: from where, in which order, and how they refuse."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from streams.settings import PREFIX, Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.delenv(PREFIX + "CONFIG_FILE", raising=False)


def test_options_before_variables_before_file_before_defaults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "crisiswire.toml"
    file.write_text('topic_prefix = "file."\npool_size = 3\nbatch_records = 5\n')
    monkeypatch.setenv("CRISISWIRE_CONFIG_FILE", str(file))
    monkeypatch.setenv("CRISISWIRE_POOL_SIZE", "4")
    monkeypatch.setenv("CRISISWIRE_BATCH_RECORDS", "6")
    settings = load_settings(batch_records=7, topic_partitions=None)
    assert settings.topic_prefix == "file."
    assert settings.pool_size == 4
    assert settings.batch_records == 7
    assert settings.topic_partitions == 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CRISISWIRE_POOL_SIZE", "many"),
        ("CRISISWIRE_POOL_SIZE", ""),
        ("CRISISWIRE_POOL_SIZE", "0"),
        ("CRISISWIRE_METRICS_PORT", "70000"),
        ("CRISISWIRE_TOPIC_PREFIX", "a b"),
        ("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "localhost"),
        ("CRISISWIRE_KAFKA_BOOTSTRAP_SERVERS", "a:1,b:0"),
        ("CRISISWIRE_KAFKA_SECURITY_PROTOCOL", "TLS"),
        ("CRISISWIRE_LOG_LEVEL", "LOUD"),
        ("CRISISWIRE_OUTPUT_FORMAT", "avro"),
        ("CRISISWIRE_OUTPUT_FORMAT", "registry"),
        ("CRISISWIRE_SCHEMA_REGISTRY_URL", "registry:8081"),
        ("CRISISWIRE_SCHEMA_REGISTRY_URL", "http://"),
        ("CRISISWIRE_SCHEMA_REGISTRY_URL", "http://registry:eighty"),
        ("CRISISWIRE_SCHEMA_REGISTRY_URL", "http://me:secret@registry:8081"),
        ("CRISISWIRE_KAFKA_SSL_CAFILE", "/nowhere/ca.pem"),
    ],
)
def test_a_malformed_variable_refuses_and_names_itself(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_an_unknown_variable_refuses_and_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRISISWIRE_TOPIC_PERFIX", "x.")
    with pytest.raises(SettingsError, match="CRISISWIRE_TOPIC_PERFIX"):
        load_settings()


def test_an_unknown_key_of_the_file_refuses(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "crisiswire.toml"
    file.write_text("pool_szie = 3\n")
    monkeypatch.setenv("CRISISWIRE_CONFIG_FILE", str(file))
    with pytest.raises(SettingsError, match="pool_szie"):
        load_settings()


@pytest.mark.parametrize("content", ["pool_size = ", None])
def test_a_broken_or_missing_file_refuses(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "crisiswire.toml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("CRISISWIRE_CONFIG_FILE", str(file))
    with pytest.raises(SettingsError, match="CRISISWIRE_CONFIG_FILE"):
        load_settings()


def test_sasl_without_tls_is_refused_unless_forced(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("secret\n")
    options = {
        "kafka_security_protocol": "SASL_PLAINTEXT",
        "kafka_sasl_username": "worker",
        "kafka_sasl_password_file": password,
    }
    with pytest.raises(SettingsError, match="SASL without TLS"):
        load_settings(**options)
    settings = load_settings(**options, kafka_allow_sasl_plaintext=True)
    assert settings.sasl_password() == "secret"
    assert "secret" not in repr(settings)


def test_sasl_needs_user_and_password_file() -> None:
    with pytest.raises(SettingsError, match="CRISISWIRE_KAFKA_SASL_USERNAME"):
        load_settings(kafka_security_protocol="SASL_SSL")


def test_certificate_and_key_go_together(tmp_path: Path) -> None:
    certificate = tmp_path / "client.pem"
    certificate.write_text("")
    with pytest.raises(SettingsError, match="CRISISWIRE_KAFKA_SSL_KEYFILE"):
        load_settings(kafka_security_protocol="SSL", kafka_ssl_certfile=certificate)


def test_settings_do_not_change() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, "pool_size", 9)  # noqa: B010 - mypy refuses the plain way, too
