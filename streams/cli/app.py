"""Puts the commands together."""

import sys

import typer

from streams.cli import (
    acls,
    broker,
    config,
    demo,
    dlq,
    doctor,
    enrich,
    evaluate,
    lag,
    lists,
    publish,
    replay,
    schemas,
    screen,
    tail,
    topics,
    worker,
)
from streams.settings import SettingsError

EXIT_USAGE = 2

app = typer.Typer(
    name="crisiswire",
    help="Turn raw crisis news into structured events: entities, sanctions, escalation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

# In the order in which a newcomer needs them.
COMMANDS = (
    demo, broker, enrich, worker, publish, tail, topics, acls, lag, dlq, replay, lists, screen,
    doctor, config, schemas, evaluate,
)  # fmt: skip
for command in COMMANDS:
    command.register(app)


def run() -> None:
    """Run the command line; a bad setting ends it with one line and exit code 2."""
    try:
        app()
    except SettingsError as error:
        print(f"crisiswire: {error}", file=sys.stderr)
        sys.exit(EXIT_USAGE)
