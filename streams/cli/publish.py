"""`crisiswire publish`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from schemas.topics import RAW, topic_name
from streams.broker.client import producing
from streams.broker.publish import Published, publish
from streams.broker.topics import record_limit
from streams.cli.common import EXIT_FAILED, EXIT_INTERRUPTED, notes, print_json, reporting
from streams.cli.plain import one_line
from streams.inputs import STDIN, find_files, read_drafts
from streams.settings import load_settings

# What Kafka adds to a record: the topic's limit is for the whole batch.
OVERHEAD_BYTES = 128


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish")(run)


class _Count:
    """Confirmed and failed so far, also when the run is interrupted."""

    def __init__(self) -> None:
        self.confirmed = 0
        self.failed = 0

    def add(self, confirmed: bool) -> None:
        if confirmed:
            self.confirmed += 1
        else:
            self.failed += 1


def run(
    paths: Annotated[
        list[str],
        typer.Argument(help="txt, html, json, jsonl, a directory, or - for standard input."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="The counts as JSON.")] = False,
) -> None:
    """Push articles onto articles.raw, and wait until the broker has confirmed each.

    Exit code 1 when any was not confirmed. When the broker has taken nothing for two minutes, the
    rest is not sent, and it is told from where on.

    Example: [bold]crisiswire publish stories/ feed.jsonl[/bold]
    """
    settings = load_settings()
    count = _Count()
    with reporting():
        files = find_files(paths)
        limit = record_limit(settings, RAW) - OVERHEAD_BYTES
        with (
            producing(settings, max_request_size=limit) as producer,
            _progress(files) as bar,
        ):
            task = bar.add_task("publishing", total=None)

            def on_done(confirmed: bool) -> None:
                count.add(confirmed)
                bar.update(task, completed=count.confirmed + count.failed)

            try:
                result = publish(
                    read_drafts(files),
                    producer,
                    topic=topic_name(RAW, settings.topic_prefix),
                    on_done=on_done,
                )
            except KeyboardInterrupt:
                notes().print(f"interrupted: {count.confirmed} confirmed, {count.failed} not")
                raise typer.Exit(EXIT_INTERRUPTED) from None
            bar.update(task, total=count.confirmed + count.failed)
    _report(result, as_json=as_json)
    if result.failed or result.stopped_before is not None:
        raise typer.Exit(EXIT_FAILED)


@contextmanager
def _progress(files: tuple[str, ...]) -> Iterator[Progress]:
    """A bar on a terminal, and nothing anywhere else."""
    console = notes()
    label = "standard input" if files == (STDIN,) else f"{len(files)} files"
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        TaskProgressColumn(show_speed=True),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, disable=not sys.stderr.isatty(), transient=True
    ) as bar:
        bar.console.print(f"[dim]{label}[/]") if sys.stderr.isatty() else None
        yield bar


def _report(result: Published, *, as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    console = notes()
    for failure in result.failures:
        console.print(
            f"not confirmed: {one_line(failure.origin)}: {one_line(failure.error)}", markup=False
        )
    if result.failed > len(result.failures):
        console.print(f"... and {result.failed - len(result.failures)} more")
    console.print(f"{result.confirmed} confirmed, {result.failed} failed")
    if result.stopped_before is not None:
        console.print(
            f"the broker takes nothing: not sent from {one_line(result.stopped_before)} on",
            markup=False,
        )
