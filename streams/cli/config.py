"""`crisiswire config show`."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from streams.settings import PREFIX, Settings, load_settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The settings in force.", no_args_is_help=True)
    group.command("show")(show)
    app.add_typer(group, name="config")


def show(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show every setting, its value and what it means; secrets stay in their files.

    Example: [bold]crisiswire config show[/bold]
    """
    settings = load_settings()
    values = settings.model_dump(mode="json")
    if as_json:
        print(json.dumps(values, indent=2))
        return
    table = Table("variable", "value", "what it is", box=None, pad_edge=False)
    for name, field in Settings.model_fields.items():
        value = values[name]
        changed = name in settings.model_fields_set
        shown = "" if value is None else str(value)
        table.add_row(
            PREFIX + name.upper(),
            f"[bold]{shown}[/bold]" if changed else shown,
            field.description or "",
        )
    Console().print(table)
