"""Listeners with TLS and passwords beside the plain one, to try a client's security against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kafka.admin import KafkaAdminClient, ScramMechanism, UserScramCredentialUpsertion

from streams.local.jars import LocalKafkaError

SCRAM_MECHANISMS = (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)
SCRAM_ITERATIONS = 4096  # the least that Kafka takes: this is a test's broker


@dataclass(frozen=True)
class Security:
    """What the brokers need for a SASL_SSL and an SSL listener.

    The SSL listener wants a client certificate (mTLS). Where `acls` is set, everybody
    but the plain listener's anonymous user may do only what an ACL allows.
    """

    keystore: Path  # PEM: the brokers' private key (PKCS 8) and certificate, for 127.0.0.1
    truststore: Path  # PEM: the authority that signed the clients' certificates
    users: Mapping[str, str] = field(default_factory=dict)  # SCRAM: name and password
    acls: bool = False


def security_properties(security: Security) -> dict[str, str]:
    """Return the broker properties of the two listeners, their addresses excepted."""
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
    mechanisms = ("scram-sha-256", "scram-sha-512")
    properties = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(security.keystore),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(security.truststore),
        "listener.name.ssl.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": ",".join(name.upper() for name in mechanisms),
        **{f"listener.name.sasl_ssl.{name}.sasl.jaas.config": scram for name in mechanisms},
    }
    if security.acls:
        properties |= {
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
            "allow.everyone.if.no.acl.found": "false",
        }
    return properties


def add_users(bootstrap_servers: str, users: Mapping[str, str]) -> None:
    """Give each user SCRAM credentials for both mechanisms.

    Args:
        bootstrap_servers: Of the plain listener.
        users: Name and password.

    Raises:
        LocalKafkaError: the broker refuses.
    """
    if not users:
        return
    with KafkaAdminClient(bootstrap_servers=bootstrap_servers) as admin:
        for name, password in users.items():
            for mechanism in SCRAM_MECHANISMS:  # Kafka takes a user once a request
                credential = UserScramCredentialUpsertion(
                    name, mechanism, password, iterations=SCRAM_ITERATIONS
                )
                refused = admin.alter_user_scram_credentials([credential])[name]
                if refused:  # kafka-python 3 hands refusals back and raises nothing
                    raise LocalKafkaError(f"no SCRAM credentials for {name}: {refused}")
