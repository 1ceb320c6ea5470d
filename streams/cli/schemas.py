"""`crisiswire schemas export|check`."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.export import DIRECTORY, changed, write_all
from schemas.released import problems


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="JSON Schemas, AsyncAPI, types of the records.", no_args_is_help=True)
    group.command("export")(export)
    group.command("check")(check)
    app.add_typer(group, name="schemas")


def export(
    directory: Annotated[Path, typer.Argument(help="Where to write.")] = DIRECTORY,
) -> None:
    """Write the JSON Schema of every record, the AsyncAPI document and the Python types.

    Example: [bold]crisiswire schemas export build/schemas[/bold]
    """
    for path in write_all(directory):
        print(path)


def check() -> None:
    """Fail when a committed file is not what the models say, or they break a released version.

    Example: [bold]crisiswire schemas check[/bold]
    """
    stale = changed()
    for name in stale:
        print(f"schemas/{name} differs from the models; run `crisiswire schemas export`")
    broken = problems()
    for line in broken:
        print(line)
    raise typer.Exit(1 if stale or broken else 0)
