"""A broker with TLS, SCRAM, client certificates and ACLs, and a user for each role."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kafka.admin import ACLFilter

from streams.broker.acls import acl_of, grant
from streams.broker.client import connect_admin
from streams.local import LocalKafka, Security
from streams.roles import Right, Role, rights_of
from streams.settings import PREFIX, Settings, load_settings
from tests.support.certificates import Certificates, make_certificates, make_client
from tests.support.command import environment

PASSWORD = 'canary-Zx7, with = and " in it'


class Way(StrEnum):
    """How a user shows who it is."""

    SCRAM = "SASL_SSL"
    CERTIFICATE = "SSL"


@dataclass(frozen=True)
class Secured:
    """The broker and what its users need."""

    kafka: LocalKafka
    certificates: Certificates
    folder: Path

    def administrator(self, prefix: str) -> Settings:
        """The plain listener's anonymous user may do everything."""
        return load_settings(
            kafka_bootstrap_servers=self.kafka.bootstrap_servers,
            topic_prefix=prefix,
            topic_partitions=2,
        )

    def settings(self, role: Role, way: Way, prefix: str, **changes: Any) -> Settings:
        """Return the settings of a role's user."""
        options = {
            "kafka_bootstrap_servers": self.kafka.bootstrap(way),
            "topic_prefix": prefix,
            "topic_partitions": 2,
            "kafka_security_protocol": way.value,
            "kafka_ssl_cafile": self.certificates.authority,
        }
        if way is Way.SCRAM:
            options["kafka_sasl_username"] = role.value
            options["kafka_sasl_password_file"] = self.folder / "password"
        else:
            options["kafka_ssl_certfile"] = self.folder / f"{role}.pem"
            options["kafka_ssl_keyfile"] = self.folder / f"{role}.key"
        return load_settings(**{**options, **changes})

    def allow(self, prefix: str, who: str, rights: Iterable[Right]) -> None:
        """Grant the rights to the principal."""
        with connect_admin(self.administrator(prefix)) as admin:
            grant(admin, who, rights)

    def allow_role(self, role: Role, way: Way, prefix: str) -> None:
        """Grant the role to its user."""
        self.allow(prefix, principal_of(role, way), rights_of(role, prefix=prefix))

    def deny(self, prefix: str, who: str, right: Right) -> None:
        """Take one right away again."""
        acl = acl_of(right, who)
        one = ACLFilter(
            acl.principal, acl.host, acl.operation, acl.permission_type, acl.resource_pattern
        )
        with connect_admin(self.administrator(prefix)) as admin:
            ((_, taken, _),) = admin.delete_acls([one])
        assert len(taken) == 1, right


def principal_of(role: Role, way: Way) -> str:
    """Return as whom the broker knows the role's user."""
    return f"User:{role}" if way is Way.SCRAM else f"User:CN={role}"


def worker_options(settings: Settings) -> dict[str, str]:
    """Return the settings as `tests.support.worker.worker` takes them."""
    options = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment(settings).items()
        if name.startswith(PREFIX)
    }
    # These tests are of rights, not of language.
    return {**options, "metrics_port": "0", "pool_size": "1", "profile": "fast"}


@contextmanager
def secured_broker(folder: Path) -> Iterator[Secured]:
    """Start it; every role has a SCRAM user and a certificate, and no right yet."""
    certificates = make_certificates(folder)
    for role in Role:
        make_client(folder, role)
    secret = folder / "password"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    security = Security(
        keystore=certificates.broker_keystore,
        truststore=certificates.authority,
        users={role.value: PASSWORD for role in Role},
        acls=True,
    )
    with LocalKafka(security=security) as kafka:
        yield Secured(kafka, certificates, folder)
