"""`crisiswire broker`."""

import signal

import typer
from rich.markup import escape

from streams.cli.common import EXIT_FAILED, notes
from streams.local import LocalKafka, LocalKafkaError
from streams.settings import PREFIX

_ENDS = (signal.SIGINT, signal.SIGTERM)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("broker")(run)


def run() -> None:
    """Run an Apache Kafka on this machine for trying things out, until Ctrl-C.

    It listens on a free port of 127.0.0.1; the line that it prints tells other terminals which.
    Its data are gone at the end. Needs Java and Maven.

    Example: [bold]crisiswire broker[/bold]
    """
    notes().print("starting Apache Kafka; Ctrl-C ends it, and its data with it")
    try:
        with LocalKafka() as kafka:
            # Only now: the broker's processes would inherit it.
            signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
            print(
                f"export {PREFIX}KAFKA_BOOTSTRAP_SERVERS={kafka.bootstrap_servers}",
                flush=True,
            )
            signal.sigwait(_ENDS)
    except LocalKafkaError as error:
        notes().print(f"[red]{escape(str(error))}[/]")
        raise typer.Exit(EXIT_FAILED) from None
