"""`crisiswire lag`."""

from contextlib import closing
from typing import Annotated

import typer
from rich.table import Table

from schemas.topics import TOPICS, topic_name
from streams.broker.client import connect_admin, connect_consumer
from streams.broker.lag import PartitionLag, read_lag
from streams.broker.replay import replay_group
from streams.cli.common import notes, out, print_json, reporting
from streams.settings import load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lag")(run)


def run(
    group: Annotated[
        list[str] | None,
        typer.Option(help="Consumer groups; the worker's and the replay's by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a partition.")] = False,
) -> None:
    """Show how far the consumer groups are behind, in records and in seconds.

    Example: [bold]crisiswire lag --json[/bold]
    """
    settings = load_settings()
    groups = group or [settings.group, replay_group(settings)]
    with (
        reporting(),
        closing(connect_admin(settings)) as admin,
        closing(connect_consumer(settings)) as consumer,
    ):
        lags = read_lag(
            admin,
            consumer,
            groups=groups,
            topics=[topic_name(topic, settings.topic_prefix) for topic in TOPICS],
        )
    if as_json:
        for each in lags:
            print_json(each)
    elif lags:
        out().print(_table(lags))
    else:
        notes().print(f"no group {' or '.join(groups)} has committed anything yet")


def _table(lags: tuple[PartitionLag, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("group", "topic"):
        table.add_column(name)
    for name in ("partition", "committed", "end", "lag", "oldest unread"):
        table.add_column(name, justify="right")
    for each in lags:
        table.add_row(
            each.group,
            each.topic,
            str(each.partition),
            "-" if each.committed is None else str(each.committed),
            str(each.end),
            f"[bold yellow]{each.lag}[/]" if each.lag else "0",
            _age(each.age_seconds) if each.lag else "",
        )
    return table


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.1f} s"
