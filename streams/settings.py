"""Every setting of crisiswire, in one frozen object; malformed or unknown means: refuse to start.

A setting comes from an option on the command line, else from the variable
`CRISISWIRE_<NAME>`, else from the TOML file that `CRISISWIRE_CONFIG_FILE` names,
else from its default. Secrets are read from files, never from arguments.
"""

import os
import re
import socket
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from streams.profile import Profile
from streams.stages.modality_weights import parse_weights
from streams.stages.series.parameters import SeriesParameters
from streams.wire import OutputFormat

PREFIX = "CRISISWIRE_"
CONFIG_FILE_VARIABLE = PREFIX + "CONFIG_FILE"


class SettingsError(Exception):
    """A setting is malformed or unknown; the message names the variable or the file's key."""


class SecurityProtocol(StrEnum):
    """How to speak to the broker. SASL without TLS needs `kafka_allow_sasl_plaintext`."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_SSL = "SASL_SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"


class SaslMechanism(StrEnum):
    """SCRAM needs no secret on the wire; PLAIN is for brokers that offer nothing else."""

    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_512 = "SCRAM-SHA-512"
    PLAIN = "PLAIN"


class LogLevel(StrEnum):
    """Least severe level that is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


_HOST_PORT = re.compile(r"^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})$")


def _check_servers(value: str) -> str:
    servers = [part.strip() for part in value.split(",")]
    for server in servers:
        match = _HOST_PORT.match(server)
        if match is None or not 0 < int(match[2]) < 65536:
            raise ValueError(f"{server!r} is not host:port")
    return ",".join(servers)


def _check_topic_prefix(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9._-]{0,100}", value) is None:
        raise ValueError("only letters, digits, dots, dashes and underscores; at most 100")
    return value


def _check_registry(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    # Asked for its port, it refuses one that is none.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("no http:// or https:// address")
    if "@" in parts.netloc:
        # What is in a variable is in `config show` and in the process table, too.
        raise ValueError("no user and password in an address; the registry is spoken to without")
    return value.rstrip("/")


def _check_weights(value: str) -> str:
    parse_weights(value)
    return value


class Settings(BaseSettings):
    """All settings, with units in their names."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=False
    )

    kafka_bootstrap_servers: Annotated[str, AfterValidator(_check_servers)] = Field(
        default="127.0.0.1:9092", description="brokers, host:port,host:port"
    )
    kafka_security_protocol: SecurityProtocol = Field(
        default=SecurityProtocol.PLAINTEXT, description="PLAINTEXT, SSL, SASL_SSL, SASL_PLAINTEXT"
    )
    kafka_sasl_mechanism: SaslMechanism = Field(
        default=SaslMechanism.SCRAM_SHA_512, description="SASL mechanism"
    )
    kafka_sasl_username: str | None = Field(default=None, description="SASL user")
    kafka_sasl_password_file: Path | None = Field(
        default=None, description="file that holds the SASL password"
    )
    kafka_allow_sasl_plaintext: bool = Field(
        default=False, description="send SASL credentials without TLS"
    )
    kafka_ssl_cafile: Path | None = Field(
        default=None, description="PEM of the authority that signed the brokers' certificates"
    )
    kafka_ssl_certfile: Path | None = Field(
        default=None, description="PEM of the client's certificate (mTLS)"
    )
    kafka_ssl_keyfile: Path | None = Field(
        default=None, description="PEM of the client's key (mTLS)"
    )
    kafka_ssl_key_password_file: Path | None = Field(
        default=None, description="file that holds the key's passphrase, if it has one"
    )
    topic_prefix: Annotated[str, AfterValidator(_check_topic_prefix)] = Field(
        default="", description="put before every topic's name"
    )
    output_format: OutputFormat = Field(
        default=OutputFormat.BINARY,
        description="on the topics for consumers: binary or structured, the modes of CloudEvents,"
        " or registry: framed with the schema's id",
    )
    schema_registry_url: Annotated[str | None, AfterValidator(_check_registry)] = Field(
        default=None,
        description="API of a schema registry, as Confluent's: http://host:8081; for `registry`",
    )
    topic_partitions: int = Field(
        default=4, ge=1, le=10_000, description="partitions of each topic when it is created"
    )
    topic_replication_factor: int = Field(
        default=-1,
        ge=-1,
        le=7,
        description="replicas of each topic; -1: as many as brokers, at most 3",
    )
    consumer_group: str = Field(
        default="crisiswire",
        min_length=1,
        max_length=200,
        description="consumer group, behind the topic prefix",
    )
    group_instance_id: str | None = Field(
        default=None, description="static group membership: a stable name, such as the pod's"
    )
    model: str | None = Field(
        default=None,
        description="spaCy pipeline: a package's name or a path; unset: the shipped one",
    )
    profile: Profile = Field(
        default=Profile.ACCURATE,
        description="accurate: an encoder reads what may tell something; fast: without it",
    )
    modality_weights: Annotated[str, AfterValidator(_check_weights)] = Field(
        default="",
        description="how far an event counts by its modality: planned=0.5,threatened=0.3,..., from"
        " 0 to 1; those not told: 1 asserted, 0.5 planned, 0.3 threatened, 0.2 demanded,"
        " 0.1 hypothetical, 0 denied and historic",
    )
    sanctions_threshold: float = Field(
        default=0.5,
        ge=0.05,
        le=0.95,
        description="a sanctions mention is told from this score; higher: fewer, surer ones",
    )
    lists: Path | None = Field(
        default=None,
        description="folder that `crisiswire lists update` writes to; unset: the shipped lists",
    )
    pool_size: int = Field(
        default_factory=lambda: min(os.cpu_count() or 1, 8),
        ge=1,
        le=128,
        description="processes for the language work; unset: one a core, at most 8",
    )
    batch_records: int = Field(default=8, ge=1, le=256, description="records a call to a process")
    batch_bytes: int = Field(
        default=65_536,
        ge=1,
        le=64 * 1024 * 1024,
        description="bytes a call to a process; a single record may exceed it",
    )
    window_records: int = Field(
        default=32, ge=1, le=10_000, description="records in flight a stage: the backpressure"
    )
    article_max_bytes: int = Field(
        default=4 * 1024 * 1024,
        ge=1,
        le=15 * 1024 * 1024,
        description="a larger record is a dead letter",
    )
    article_max_characters: int = Field(
        default=100_000, ge=1, le=1_000_000, description="a longer cleaned text is a dead letter"
    )
    article_timeout_seconds: float = Field(
        default=30.0, gt=0, le=600, description="time budget of an article in a stage"
    )
    duplicate_window_articles: int = Field(
        default=100_000,
        ge=1,
        le=2_000_000,
        description="versions of articles among which near-duplicates are looked for; 1.3 kB each",
    )
    duplicate_window_hours: float = Field(
        default=120.0,
        gt=0,
        le=24 * 365,
        description="an article is no duplicate of one that is older; the log is kept a day longer",
    )
    series_lateness_hours: int = Field(
        default=72,
        ge=1,
        le=24 * 28,
        description="an event older than its dyad's newest by more changes no window any more",
    )
    series_baseline_days: int = Field(
        default=28, ge=7, le=365, description="days with which a dyad's day is compared"
    )
    series_history_days: int = Field(
        default=7, ge=2, le=365, description="no alert before a partition was watched for so long"
    )
    series_minimum_events: int = Field(
        default=5, ge=1, le=10_000, description="no alert of fewer events in a day"
    )
    series_minimum_articles: int = Field(
        default=2, ge=1, le=1000, description="no alert of events of fewer articles"
    )
    series_clumping: float = Field(
        default=1.5,
        ge=1,
        le=100,
        description="articles of one thing that chance brings together, at least; 1: one by one",
    )
    series_alert_p: float = Field(
        default=0.001, gt=0, lt=1, description="an alert is of a day less probable than this"
    )
    series_keep_p: float = Field(
        default=0.05, gt=0, lt=1, description="its episode goes on while days are less probable"
    )
    series_quiet_days: int = Field(
        default=3, ge=0, le=365, description="an episode ends after so many days without such a day"
    )
    breaker_consecutive: int = Field(
        default=100, ge=1, description="so many dead letters in a row stop the worker"
    )
    breaker_ratio: float = Field(
        default=0.5, gt=0, le=1, description="a higher share of dead letters stops the worker"
    )
    breaker_ratio_records: int = Field(
        default=500, ge=10, description="the last so many records make the share"
    )
    drain_seconds: float = Field(
        default=25.0,
        gt=0,
        le=600,
        description="SIGTERM to exit, at most; keep it below the orchestrator's grace",
    )
    commit_interval_seconds: float = Field(
        default=0.5, gt=0, le=60, description="how often offsets are committed"
    )
    session_timeout_seconds: float = Field(
        default=30.0, ge=6, le=300, description="a silent worker loses its partitions after this"
    )
    produce_timeout_seconds: float = Field(
        default=30.0, ge=1, le=300, description="a broker's answer to one produce request"
    )
    produce_attempts: int = Field(
        default=5, ge=1, le=100, description="sends of one record before the worker stops"
    )
    metrics_host: str = Field(
        default="127.0.0.1", description="address of the metrics and health server"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="its port; 0: any free one; unset: 9464, or any free one where that is taken",
    )
    tracing: bool = Field(
        default=False,
        description="a span of OpenTelemetry for each record in each stage, exported as the"
        " variables OTEL_... say; needs the extra `tracing`",
    )
    log_level: LogLevel = Field(default=LogLevel.INFO, description="DEBUG, INFO, WARNING, ERROR")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options, then variables, then the file; no .env file is read."""
        return init_settings, env_settings, _ConfigFile(settings_cls)

    @model_validator(mode="after")
    def _registry_is_known(self) -> Self:
        if self.output_format is OutputFormat.REGISTRY and self.schema_registry_url is None:
            raise ValueError(f"{PREFIX}OUTPUT_FORMAT=registry needs {PREFIX}SCHEMA_REGISTRY_URL")
        return self

    @model_validator(mode="after")
    def _security_is_whole(self) -> Self:
        sasl = self.kafka_security_protocol in (
            SecurityProtocol.SASL_SSL,
            SecurityProtocol.SASL_PLAINTEXT,
        )
        if sasl and (self.kafka_sasl_username is None or self.kafka_sasl_password_file is None):
            raise ValueError(
                f"{self.kafka_security_protocol} needs {PREFIX}KAFKA_SASL_USERNAME"
                f" and {PREFIX}KAFKA_SASL_PASSWORD_FILE"
            )
        if (
            self.kafka_security_protocol is SecurityProtocol.SASL_PLAINTEXT
            and not self.kafka_allow_sasl_plaintext
        ):
            raise ValueError(
                "SASL without TLS shows the credentials to the network:"
                f" use SASL_SSL, or set {PREFIX}KAFKA_ALLOW_SASL_PLAINTEXT=true"
            )
        if (self.kafka_ssl_certfile is None) != (self.kafka_ssl_keyfile is None):
            raise ValueError(
                f"{PREFIX}KAFKA_SSL_CERTFILE and {PREFIX}KAFKA_SSL_KEYFILE go together"
            )
        for name in (
            "kafka_sasl_password_file",
            "kafka_ssl_cafile",
            "kafka_ssl_certfile",
            "kafka_ssl_keyfile",
            "kafka_ssl_key_password_file",
        ):
            path: Path | None = getattr(self, name)
            if path is not None and not path.is_file():
                raise ValueError(f"{PREFIX}{name.upper()}: no file at {path}")
        return self

    @property
    def group(self) -> str:
        """The consumer group's name on the broker."""
        return self.topic_prefix + self.consumer_group

    @property
    def series(self) -> SeriesParameters:
        """What the series of dyads are set to."""
        return SeriesParameters(
            lateness_hours=self.series_lateness_hours,
            baseline_days=self.series_baseline_days,
            history_days=self.series_history_days,
            minimum_events=self.series_minimum_events,
            minimum_articles=self.series_minimum_articles,
            clumping=self.series_clumping,
            alert_p=self.series_alert_p,
            keep_p=self.series_keep_p,
            quiet_days=self.series_quiet_days,
        )

    @property
    def client_id(self) -> str:
        """How this process names itself to the broker."""
        return f"crisiswire-{socket.gethostname()}-{os.getpid()}"

    def sasl_password(self) -> str:
        """Read the password's file.

        Raises:
            SettingsError: it cannot be read, or is empty.
        """
        return _secret("kafka_sasl_password_file", self.kafka_sasl_password_file)

    def ssl_key_password(self) -> str:
        """Read the passphrase's file; asked for only where the key has one.

        Raises:
            SettingsError: it cannot be read, is empty, or is not set.
        """
        return _secret("kafka_ssl_key_password_file", self.kafka_ssl_key_password_file)


def _secret(name: str, path: Path | None) -> str:
    variable = PREFIX + name.upper()
    if path is None:
        raise SettingsError(f"a password is needed: {variable} is not set")
    try:
        secret = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        # from None: what could be decoded of the file is in the error.
        raise SettingsError(f"{variable}: {path}: {type(error).__name__}") from None
    if not secret:
        raise SettingsError(f"{variable}: {path} is empty")
    return secret


class _ConfigFile(PydanticBaseSettingsSource):
    """The TOML file that CRISISWIRE_CONFIG_FILE names, if any."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError  # the whole file is read at once, in __call__

    def __call__(self) -> dict[str, Any]:
        name = os.environ.get(CONFIG_FILE_VARIABLE)
        if not name:
            return {}
        try:
            return tomllib.loads(Path(name).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"{CONFIG_FILE_VARIABLE}={name}: {error}") from error


def load_settings(**options: Any) -> Settings:
    """Return the settings; options that are None count as not given.

    Raises:
        SettingsError: a value is malformed, or a CRISISWIRE_ variable or a key of the
            file is not known. The message names it and shows no secret.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_FILE_VARIABLE}
    unknown = sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known
    )
    if unknown:
        raise SettingsError(f"unknown variable {', '.join(unknown)}: see `crisiswire config show`")
    try:
        return Settings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        # from None: pydantic's own report repeats the values, and one of them may be a secret.
        raise SettingsError("; ".join(_explain(error))) from None


def _explain(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        name = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        if name not in Settings.model_fields:
            lines.append(f"{name}: unknown setting" if name else message)
        else:
            lines.append(f"{PREFIX}{name.upper()}: {message}")
    return lines
