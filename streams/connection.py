"""How to reach the broker: one description for kafka-python, aiokafka and Faust."""

import logging
import ssl
from functools import cache
from typing import Any

from streams.settings import SecurityProtocol, Settings, SettingsError

logger = logging.getLogger(__name__)

TLS = {SecurityProtocol.SSL, SecurityProtocol.SASL_SSL}
SASL = {SecurityProtocol.SASL_SSL, SecurityProtocol.SASL_PLAINTEXT}


def client_arguments(settings: Settings) -> dict[str, Any]:
    """Return the arguments that kafka-python's and aiokafka's clients share, password included.

    Raises:
        SettingsError: a file of the settings cannot be used; the message holds no secret.
    """
    protocol = settings.kafka_security_protocol
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.kafka_bootstrap_servers.split(","),
        "client_id": settings.client_id,
        "security_protocol": protocol.value,
    }
    if protocol in TLS:
        arguments["ssl_context"] = _tls(settings)
    if protocol is SecurityProtocol.SASL_PLAINTEXT:
        _warn_once()
    if protocol in SASL:
        arguments["sasl_mechanism"] = settings.kafka_sasl_mechanism.value
        arguments["sasl_plain_username"] = settings.kafka_sasl_username
        arguments["sasl_plain_password"] = settings.sasl_password()
    return arguments


def principal(settings: Settings) -> str:
    """Return as whom the broker is likely to know us; its mapping rules may say otherwise."""
    match settings.kafka_security_protocol:
        case SecurityProtocol.PLAINTEXT:
            return "User:ANONYMOUS"
        case SecurityProtocol.SSL:
            return f"User:<subject of {settings.kafka_ssl_certfile}>"
        case _:
            return f"User:{settings.kafka_sasl_username}"


@cache
def _warn_once() -> None:
    logger.warning("SASL without TLS: whoever sees the network sees the credentials")


def _tls(settings: Settings) -> ssl.SSLContext:
    """Return a context that verifies the brokers' certificates and the names in them."""
    try:
        context = ssl.create_default_context(cafile=settings.kafka_ssl_cafile)
        if settings.kafka_ssl_certfile is not None:
            context.load_cert_chain(
                settings.kafka_ssl_certfile, settings.kafka_ssl_keyfile, settings.ssl_key_password
            )
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise SettingsError(f"the certificates or the key cannot be used: {error}") from None
    return context
