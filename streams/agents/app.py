"""The Faust app, set up so that it loses nothing (see docs/decisions)."""

import tempfile
from datetime import timedelta

import faust
from faust.types.auth import CredentialsT

from schemas.topics import DEAD_LETTERS
from streams.agents.transport import ConfirmedConsumer, Transport
from streams.connection import client_arguments
from streams.settings import Settings

# One poll's records; small, so that a burst of large articles does not fill the memory.
MAX_POLL_RECORDS = 100
FETCH_BYTES = 1024 * 1024
# A spare worker, with no partition of its own, must not leave the group for being idle;
# whether a worker makes progress is the health check's business.
NEVER = timedelta(seconds=1_000_000)
REBALANCE_SECONDS = 120.0


class App(faust.App):
    """Faust with the confirming transport."""

    def _new_transport(self) -> Transport:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Transport:
        return Transport(self.conf.broker_producer, self)

    @property
    def confirmed_consumer(self) -> ConfirmedConsumer:
        """The consumer, by its own type."""
        consumer = self.consumer
        if not isinstance(consumer, ConfirmedConsumer):
            raise TypeError(f"the app runs on {type(consumer).__name__}")
        return consumer


def make_app(settings: Settings) -> App:
    """Return the app; nothing is connected yet."""
    return App(
        id=settings.group,
        broker=[f"kafka://{server}" for server in settings.kafka_bootstrap_servers.split(",")],
        broker_credentials=_credentials(settings),
        broker_client_id=settings.client_id,
        broker_commit_interval=settings.commit_interval_seconds,
        broker_session_timeout=settings.session_timeout_seconds,
        broker_request_timeout=max(90.0, settings.session_timeout_seconds + 10),
        broker_heartbeat_interval=min(3.0, settings.session_timeout_seconds / 3),
        broker_rebalance_timeout=REBALANCE_SECONDS + settings.drain_seconds,
        broker_max_poll_interval=NEVER.total_seconds(),
        broker_max_poll_records=MAX_POLL_RECORDS,
        consumer_max_fetch_size=FETCH_BYTES,
        consumer_auto_offset_reset="earliest",
        consumer_group_instance_id=settings.group_instance_id,
        stream_buffer_maxsize=64,
        stream_wait_empty=True,
        stream_processing_timeout=NEVER.total_seconds(),
        producer_acks=-1,
        producer_request_timeout=settings.produce_timeout_seconds,
        producer_max_request_size=DEAD_LETTERS.max_message_bytes,
        topic_disable_leader=True,
        topic_allow_declare=False,
        table_standby_replicas=0,
        web_enabled=False,
        worker_redirect_stdouts=False,
        datadir=tempfile.gettempdir(),
        value_serializer="raw",
        key_serializer="raw",
    )


def _credentials(settings: Settings) -> CredentialsT | None:
    arguments = client_arguments(settings)
    context = arguments.get("ssl_context")
    if "sasl_mechanism" in arguments:
        return faust.SASLCredentials(
            username=arguments["sasl_plain_username"],
            password=arguments["sasl_plain_password"],
            mechanism=arguments["sasl_mechanism"],
            ssl_context=context,
        )
    return None if context is None else faust.SSLCredentials(context=context)
