"""`crisiswire acls show|apply`."""

from contextlib import closing
from typing import Annotated

import typer
from rich.table import Table

from streams.broker.acls import grant
from streams.broker.client import connect_admin
from streams.cli.common import notes, out, print_json, reporting
from streams.cli.plain import one_line
from streams.roles import WHAT_FOR, Right, Role, rights_of
from streams.settings import Settings, load_settings

_ROLES = ", ".join(Role)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Who may do what on the broker.", no_args_is_help=True)
    group.command("show")(show)
    group.command("apply")(apply)
    app.add_typer(group, name="acls")


def show(
    roles: Annotated[
        list[Role] | None, typer.Argument(help=f"All by default: {_ROLES}.", show_choices=False)
    ] = None,
    principal: Annotated[
        str | None,
        typer.Option(help="Print the kafka-acls.sh commands that grant it to this principal."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a right.")] = False,
) -> None:
    """Show the least that each role needs, with this deployment's prefix; ask no broker.

    Example: [bold]crisiswire acls show worker --principal User:worker[/bold]
    """
    settings = load_settings()
    table = Table("role", "operation", "resource", "name", box=None, pad_edge=False)
    for role in roles or list(Role):
        for right in _rights(role, settings):
            if as_json:
                print_json({"role": role, **_as_object(right)})
            elif principal is not None:
                print(right.grant_command(principal))
            else:
                name = right.name + ("*" if right.prefixed else "")
                table.add_row(role, right.operation, right.resource, name)
        if principal is None and not as_json:
            notes().print(f"{role}: {WHAT_FOR[role]}", markup=False)
    if table.row_count:
        out().print(table)


def apply(
    grants: Annotated[
        list[str], typer.Argument(help="ROLE=PRINCIPAL, such as worker=User:worker.")
    ],
) -> None:
    """Grant roles to principals; whoever runs it needs Alter on the cluster.

    What a principal may already stays: take rights away with kafka-acls.sh.

    Example: [bold]crisiswire acls apply worker=User:worker producer=User:feed[/bold]
    """
    settings = load_settings()
    wanted = [_parse(each) for each in grants]
    with reporting(), closing(connect_admin(settings)) as admin:
        for role, principal in wanted:
            rights = _rights(role, settings)
            grant(admin, principal, rights)
            notes().print(
                f"{one_line(principal)} is {role} now: {len(rights)} rights", markup=False
            )


def _rights(role: Role, settings: Settings) -> tuple[Right, ...]:
    return rights_of(role, prefix=settings.topic_prefix, group=settings.consumer_group)


def _parse(text: str) -> tuple[Role, str]:
    name, _, principal = text.partition("=")
    kind, colon, who = principal.partition(":")
    if name not in set(Role) or not (kind and colon and who):
        raise typer.BadParameter(f"{one_line(text)!r} is not ROLE=Type:name; roles: {_ROLES}")
    return Role(name), principal


def _as_object(right: Right) -> dict[str, object]:
    return {
        "operation": right.operation,
        "resource": right.resource,
        "name": right.name,
        "pattern": "prefixed" if right.prefixed else "literal",
    }
