"""`crisiswire replay`."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from streams.broker.slices import SOURCES, Slice
from streams.cli.common import notes, print_json, reporting
from streams.settings import PREFIX, Settings, load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("replay")(run)


def run(
    begin: Annotated[
        str, typer.Option("--from", help="From then on: 2024-05-01T00:00Z; UTC without a zone.")
    ],
    end: Annotated[str, typer.Option("--to", help="Up to then, and not including it.")],
    into: Annotated[str, typer.Option(help="Prefix of the topics to copy to: v2.")],
    *,
    stage: Annotated[
        str, typer.Option(help=f"The first stage to do again: {', '.join(SOURCES)}.")
    ] = "entities",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would be copied, and do nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The counts as JSON.")] = False,
) -> None:
    """Copy what came in between two points of time, for workers of a new version.

    The copy is on topics of its own, which are made: live topics, groups and workers are not
    touched. Workers with CRISISWIRE_TOPIC_PREFIX set to the same prefix then enrich it. Run
    again after an interruption it goes on where it stopped. Exit code 1 when not all is copied.

    Example: [bold]crisiswire replay --from 2024-05-01 --to 2024-05-02 --into v2.[/bold]
    """
    settings = load_settings()
    since, until = _moment(begin, "--from"), _moment(end, "--to")
    _check(settings, since, until, into=into, stage=stage)
    begun = time.monotonic()
    with reporting():
        part = Slice(settings, into=into, stage=stage, begin=since, end=until)
        before = _left(part)
        if not dry_run:
            with _progress(before) as bar:
                task = bar.add_task("copying", total=before)
                part.copy(lambda records: bar.advance(task, records))
    _report(part, since, until, dry_run=dry_run, as_json=as_json, began=begun)


def _moment(value: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{option}: {value!r} is not like 2024-05-01T13:30Z") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _check(settings: Settings, begin: datetime, end: datetime, *, into: str, stage: str) -> None:
    if stage not in SOURCES:
        raise typer.BadParameter(f"no stage {stage!r}; there are {', '.join(SOURCES)}")
    if not begin < end:
        raise typer.BadParameter("--from has to be before --to")
    if end > datetime.now(UTC):
        raise typer.BadParameter("--to lies ahead: what is still to come cannot be copied")
    load_settings(topic_prefix=into)  # malformed: refused as the setting is
    if into == settings.topic_prefix:
        raise typer.BadParameter("--into is the prefix of the live topics")


def _left(part: Slice) -> int:
    return sum(each.left for each in (*part.signatures, *part.stretches))


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """A bar on a terminal, and nothing anywhere else."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=40),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    quiet = not sys.stderr.isatty() or not total
    with Progress(*columns, console=notes(), disable=quiet, transient=True) as bar:
        yield bar


def _report(
    part: Slice, begin: datetime, end: datetime, *, dry_run: bool, as_json: bool, began: float
) -> None:
    source, target = part.topics
    records = sum(each.records for each in part.stretches)
    left = sum(each.left for each in part.stretches)
    cut = [each.source.partition for each in part.stretches if each.cut]
    if as_json:
        print_json(
            {
                "source": source,
                "target": target,
                "from": begin,
                "to": end,
                "dry_run": dry_run,
                "records": records,
                "already_there": records - left,
                "copied": 0 if dry_run else left,
                "signatures": sum(each.records for each in part.signatures),
                "expired_before": cut,
                "partitions": [
                    {"partition": each.source.partition, "start": each.start, "end": each.end}
                    for each in part.stretches
                ],
                "seconds": round(time.monotonic() - began, 3),
            }
        )
        return
    console = notes()
    if cut:
        console.print(
            f"partitions {', '.join(map(str, cut))} begin within that time:"
            " what was there before has expired, and may be missing"
        )
    if dry_run:
        console.print(f"{left} records of {source} to copy to {target}; {records - left} are there")
        return
    console.print(f"{left} records of {source} copied to {target}; {records - left} were there")
    console.print(f"next: workers of the new version, with {PREFIX}TOPIC_PREFIX={part.into}")
