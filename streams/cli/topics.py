"""`crisiswire topics apply|diff`."""

from contextlib import closing
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from streams.broker.client import connect_admin
from streams.broker.topics import Change, Kind, apply_changes, plan
from streams.cli.common import EXIT_FAILED, notes, out, print_json, reporting
from streams.cli.plain import one_line
from streams.settings import load_settings

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a change.")]
PartitionsOption = Annotated[
    int | None, typer.Option(min=1, help="Partitions of each topic; never taken away.")
]
ReplicasOption = Annotated[
    int | None, typer.Option(help="Replicas of each topic; -1: one a broker, at most 3.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The topics on the broker.", no_args_is_help=True)
    group.command("apply")(apply)
    group.command("diff")(diff)
    app.add_typer(group, name="topics")


def apply(
    partitions: PartitionsOption = None,
    replication_factor: ReplicasOption = None,
    as_json: JsonOption = False,
) -> None:
    """Create what is missing, set what differs, add partitions; delete nothing.

    Exit code 1 when something is left that has to be done by hand.

    Example: [bold]crisiswire topics apply --partitions 12[/bold]
    """
    settings = load_settings(
        topic_partitions=partitions, topic_replication_factor=replication_factor
    )
    with reporting(), closing(connect_admin(settings)) as admin:
        changes = plan(admin, settings)
        apply_changes(admin, changes)
        _show(changes, as_json=as_json)
        if not changes and not as_json:
            notes().print("the topics are as they should be")
    if any(change.kind is Kind.BY_HAND for change in changes):
        raise typer.Exit(EXIT_FAILED)


def diff(
    partitions: PartitionsOption = None,
    replication_factor: ReplicasOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what `topics apply` would change, and change nothing.

    Exit code 1 when there is a difference.

    Example: [bold]crisiswire topics diff[/bold]
    """
    settings = load_settings(
        topic_partitions=partitions, topic_replication_factor=replication_factor
    )
    with reporting(), closing(connect_admin(settings)) as admin:
        changes = plan(admin, settings)
        _show(changes, as_json=as_json)
    if changes:
        raise typer.Exit(EXIT_FAILED)


def _show(changes: tuple[Change, ...], *, as_json: bool) -> None:
    if as_json:
        for change in changes:
            print_json({"kind": change.kind, "topic": change.topic.name, "detail": change.detail})
        return
    if not changes:
        return
    table = Table("topic", "change", "detail", box=None, pad_edge=False)
    for change in changes:
        style = "red" if change.kind is Kind.BY_HAND else "green"
        kind = change.kind.replace("_", " ")
        table.add_row(change.topic.name, f"[{style}]{kind}[/]", escape(one_line(change.detail)))
    out().print(table)
