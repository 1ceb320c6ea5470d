"""`crisiswire lists`: update, show and roll back the sanctions lists of running workers."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from streams.cli.common import EXIT_FAILED, notes, out, print_json, reporting
from streams.cli.plain import one_line
from streams.lists.errors import ListsError
from streams.settings import load_settings

if TYPE_CHECKING:
    from streams.lists.compare import Difference
    from streams.lists.entry import Row

FIRST_FEW = 5
FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--to", "--folder", help="Folder of snapshots; without it CRISISWIRE_LISTS names it."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The official sanctions lists in force.", no_args_is_help=True)
    group.command("update")(update)
    group.command("show")(show)
    group.command("rollback")(rollback)
    app.add_typer(group, name="lists")


def update(
    files: Annotated[
        list[Path], typer.Argument(help="Official files, or folders of them: csv, XML.")
    ],
    to: FolderOption = None,
    dated: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of files that do not say theirs."),
    ] = None,
    accept_shrink: Annotated[
        bool,
        typer.Option("--accept-shrink", help="Also where a list is much smaller or older."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change.")] = False,
) -> None:
    """Put new official files in force; workers take them up while running.

    Lists that are not among the files stay as they are. Files that are cut off, empty, unknown,
    older, or more than 10 % smaller than before are refused, and nothing changes.

    Example: [bold]crisiswire lists update sdn.csv alt.csv --to lists --dated 2026-11-20[/bold]
    """
    from streams.lists.update import carry_out, prepare  # noqa: PLC0415 - slow to import

    with telling():
        folder = _folder(to)
        prepared = prepare(files, folder, dated.date() if dated else None)
        for difference in prepared.differences:
            before, after = prepared.dates[difference.listing]
            _tell(difference, before, after)
        for why in prepared.suspicions:
            notes().print(f"suspicious: {why}", markup=False)
        if prepared.suspicions and not accept_shrink:
            raise ListsError("nothing was changed; --accept-shrink takes the files all the same")
        if prepared.nothing:
            out().print("nothing has changed")
        elif dry_run:
            out().print("dry run: nothing was changed")
        else:
            out().print(f"in force: {carry_out(prepared, folder)}")


def _tell(difference: "Difference", before: str | None, after: str) -> None:
    console = out()
    console.print(
        f"{difference.listing} of {after} (before: {before or 'none'}): {difference.after} entries,"
        f" {difference.names_after} names; {len(difference.added)} added,"
        f" {len(difference.removed)} removed, {len(difference.changed)} changed",
        soft_wrap=True,
    )
    for sign, rows in (
        ("+", difference.added),
        ("-", difference.removed),
        ("~", difference.changed),
    ):
        for row in rows[:FIRST_FEW]:
            console.print(f"  {sign} {_named(row)}", markup=False, soft_wrap=True)
        if len(rows) > FIRST_FEW:
            console.print(f"  {sign} and {len(rows) - FIRST_FEW} more")


def _named(row: "Row") -> str:
    programmes = ", ".join(row.get("p", ()))
    return one_line(f"{row['i']} {row['n']} [{programmes}] {row.get('d', 'undated')}")


def show(
    folder: FolderOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show the lists in force: date, entries, names, source and licence; and the snapshots kept.

    Example: [bold]crisiswire lists show[/bold]
    """
    from streams.lists.entry import names_in  # noqa: PLC0415 - see update
    from streams.lists.store import in_force, names_of, snapshot_in  # noqa: PLC0415
    from streams.stages.listed.lists import read_snapshot  # noqa: PLC0415

    with telling():
        where = folder or load_settings().lists
        current = in_force(where)
        snapshot = read_snapshot(snapshot_in(where, current))
        lists = []
        for name, about in sorted(snapshot.lists.items()):
            rows = [row for row in snapshot.rows if row["l"] == name]
            undated = sum("d" not in row for row in rows)
            counts = {"entries": len(rows), "names": names_in(rows), "undated": undated}
            lists.append({"list": name, **about, **counts})
        kept = [] if where is None else names_of(where)
        if as_json:
            shown = {"version": snapshot.version, "in_force": current or "shipped"}
            print_json({**shown, "lists": lists, "kept": kept})
            return
        table = Table(box=None, pad_edge=False)
        for column in ("list", "date", "entries", "names", "undated", "source", "licence"):
            table.add_column(column, overflow="fold")
        for item in lists:
            table.add_row(*(str(item[column.header]) for column in table.columns))  # type: ignore[index]
        out().print(f"version {snapshot.version}", soft_wrap=True)
        out().print(table)
        for name in kept:
            out().print(f"{'*' if name == current else ' '} {name}")
        out().print(f"{' ' if current else '*'} shipped with crisiswire")


def rollback(folder: FolderOption = None) -> None:
    """Put the lists in force again that the present ones replaced.

    Example: [bold]crisiswire lists rollback --folder lists[/bold]
    """
    from streams.lists.store import roll_back  # noqa: PLC0415 - see update

    with telling():
        name = roll_back(_folder(folder))
        out().print(f"in force: {name or 'the lists shipped with crisiswire'}")


def _folder(given: Path | None) -> Path:
    folder = given or load_settings().lists
    if folder is None:
        raise ListsError("which folder? Set CRISISWIRE_LISTS or give --to FOLDER")
    return folder


@contextmanager
def telling() -> Iterator[None]:
    """Turn what is wrong with files and snapshots into one line and exit code 1."""
    from streams.stages.listed import SnapshotError  # noqa: PLC0415 - slow to import

    with reporting():
        try:
            yield
        except (ListsError, SnapshotError) as error:
            print(f"crisiswire: {one_line(str(error))}", file=sys.stderr)
            raise typer.Exit(EXIT_FAILED) from None
