"""`crisiswire dlq list|show|replay|settle`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer
from kafka import KafkaConsumer, TopicPartition
from rich.table import Table

from schemas import Reason
from schemas.topics import DEAD_LETTERS, topic_name
from streams.broker.client import connect_admin, connect_consumer, connect_producer
from streams.broker.deadletters import (
    Selection,
    StoredLetter,
    parse_place,
    read_letters,
    read_places,
)
from streams.broker.replay import (
    MAX_ATTEMPTS,
    Fate,
    Replayed,
    Replayer,
    read_settled,
    settle,
    settled_by,
)
from streams.cli.common import EXIT_FAILED, notes, out, print_json, reporting
from streams.cli.plain import one_line
from streams.cli.render import render_letter
from streams.settings import Settings, load_settings

ReasonOption = Annotated[
    list[Reason] | None, typer.Option(help="Only these reasons; may be repeated.")
]
StageOption = Annotated[
    list[str] | None, typer.Option(help="Only what these stages refused; may be repeated.")
]
SinceOption = Annotated[
    datetime | None, typer.Option(help="Only what was refused since then (UTC).")
]
AllOption = Annotated[bool, typer.Option("--all", help="Those replayed before, too.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object a dead letter.")]
PlacesArgument = Annotated[
    list[str] | None, typer.Argument(help="partition:offset, as `dlq list` shows it.")
]
_STYLES = {
    Fate.REPLAYED: "green",
    Fate.WOULD_REPLAY: "cyan",
    Fate.SKIPPED: "yellow",
    Fate.FAILED: "red",
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Dead letters: what was refused, and why.", no_args_is_help=True)
    group.command("list")(list_letters)
    group.command("show")(show)
    group.command("replay")(replay)
    group.command("settle")(settle_waiting)
    app.add_typer(group, name="dlq")


def list_letters(
    reason: ReasonOption = None,
    stage: StageOption = None,
    since: SinceOption = None,
    everything: AllOption = False,
    as_json: JsonOption = False,
) -> None:
    """List the dead letters that wait to be dealt with, oldest first in each partition.

    Example: [bold]crisiswire dlq list --reason timeout --since 2024-05-01[/bold]
    """
    settings = load_settings()
    table = Table("place", "refused", "stage", "reason", "attempt", "size", "message", box=None)
    with reporting(), closing(connect_consumer(settings)) as consumer:
        waiting = _waiting(settings, consumer, _selection(reason, stage, since), everything)
        for stored in waiting:
            if as_json:
                print_json(_as_object(stored, whole=False))
            else:
                table.add_row(*_cells(stored))
    if table.row_count:
        out().print(table)
    elif not as_json:
        notes().print("no dead letters")


def show(
    places: Annotated[list[str], typer.Argument(help="partition:offset, as in `dlq list`.")],
    as_json: JsonOption = False,
) -> None:
    """Show dead letters whole: reason, origin, key, headers and value.

    Example: [bold]crisiswire dlq show 2:17[/bold]
    """
    settings = load_settings()
    wanted = _parse_places(places)
    with reporting(), closing(connect_consumer(settings)) as consumer:
        for stored in read_places(consumer, _topic(settings), wanted):
            if as_json:
                print_json(_as_object(stored, whole=True))
            else:
                out().print(render_letter(stored, whole=True))


def replay(  # noqa: PLR0913, PLR0917 - one an option
    places: PlacesArgument = None,
    reason: ReasonOption = None,
    stage: StageOption = None,
    since: SinceOption = None,
    everything: AllOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")
    ] = False,
    rate: Annotated[float, typer.Option(min=0, help="Letters a second; 0: no limit.")] = 50.0,
    max_attempts: Annotated[
        int, typer.Option(min=1, help="Leave letters that were refused so often.")
    ] = MAX_ATTEMPTS,
    as_json: JsonOption = False,
) -> None:
    """Put dead letters back on the topic of the stage that refused them.

    Without places and filters: all that wait, which are then remembered as dealt with.
    The letters themselves stay on their topic until they expire. Exit code 1 when the
    broker did not take one.

    Example: [bold]crisiswire dlq replay --reason timeout --dry-run[/bold]
    """
    settings = load_settings()
    wanted = _parse_places(places or [])
    selection = _selection(reason, stage, since)
    done: list[Replayed] = []
    with (
        reporting(),
        closing(connect_consumer(settings)) as reader,
        closing(connect_consumer(settings)) as fetcher,
        closing(connect_producer(settings)) as producer,
    ):
        letters = (
            read_places(reader, _topic(settings), wanted)
            if wanted
            else _waiting(settings, reader, selection, everything)
        )
        replayer = Replayer(
            producer, fetcher, settings, max_attempts=max_attempts, rate=rate, dry_run=dry_run
        )
        try:
            for replayed in replayer.replay(letters):
                done.append(replayed)
                _tell(replayed, as_json=as_json)
        finally:
            if not dry_run and not wanted and not everything and selection.everything:
                with closing(connect_admin(settings)) as admin:
                    settle(admin, settings, settled_by(_topic(settings), done))
    counts = {fate: sum(each.fate is fate for each in done) for fate in Fate}
    summary = ", ".join(f"{n} {fate.replace('_', ' ')}" for fate, n in counts.items() if n)
    notes().print(summary or "no dead letters")
    if counts[Fate.FAILED]:
        raise typer.Exit(EXIT_FAILED)


def settle_waiting(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how many there are, and do nothing.")
    ] = False,
) -> None:
    """Mark the dead letters that wait as dealt with, and replay none of them.

    For those that no replay can help, once their cause is known. They stay on their topic until
    they expire; `dlq list --all` shows them, and `dlq replay` takes them with `--all`.

    Example: [bold]crisiswire dlq settle --dry-run[/bold]
    """
    settings = load_settings()
    with reporting(), closing(connect_consumer(settings)) as consumer:
        reasons: Counter[str] = Counter()
        ends: dict[TopicPartition, int] = {}
        for each in _waiting(settings, consumer, Selection(), everything=False):
            reasons[each.letter.reason.value if each.letter else "unreadable"] += 1
            # In the order of offsets: the last of a partition stays.
            ends[TopicPartition(_topic(settings), each.partition)] = each.offset + 1
        if not dry_run:
            with closing(connect_admin(settings)) as admin:
                settle(admin, settings, ends)
    for reason, count in sorted(reasons.items()):
        out().print(f"{count} {reason}", highlight=False)
    out().print(f"{reasons.total()} {'would be ' if dry_run else ''}settled", highlight=False)


def _topic(settings: Settings) -> str:
    return topic_name(DEAD_LETTERS, settings.topic_prefix)


def _waiting(
    settings: Settings, consumer: KafkaConsumer, selection: Selection, everything: bool
) -> Iterator[StoredLetter]:
    starts: dict[TopicPartition, int] = {}
    if not everything:
        with closing(connect_admin(settings)) as admin:
            starts = read_settled(admin, settings)
    return read_letters(consumer, _topic(settings), selection=selection, starts=starts)


def _selection(
    reason: list[Reason] | None, stage: list[str] | None, since: datetime | None
) -> Selection:
    return Selection(
        reasons=frozenset(reason or ()),
        stages=frozenset(stage or ()),
        since=None if since is None else since.replace(tzinfo=since.tzinfo or UTC),
    )


def _parse_places(places: list[str]) -> list[tuple[int, int]]:
    try:
        return [parse_place(place) for place in places]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _cells(stored: StoredLetter) -> tuple[str, ...]:
    refused = "" if stored.refused_at is None else f"{stored.refused_at:%Y-%m-%d %H:%M:%S}"
    letter = stored.letter
    if letter is None:
        return stored.place, refused, "", "[red]unreadable[/]", "", "", stored.problem or ""
    return (
        stored.place,
        refused,
        one_line(letter.stage, 20),
        f"[red]{letter.reason}[/]",
        str(letter.attempt),
        str(letter.original_size),
        one_line(letter.message, 80).replace("[", r"\["),
    )


def _tell(replayed: Replayed, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "place": replayed.stored.place,
                "fate": replayed.fate,
                "detail": replayed.detail,
            }
        )
        return
    style = _STYLES[replayed.fate]
    console = out()
    console.print(f"{replayed.stored.place}  [{style}]{replayed.fate.replace('_', ' ')}[/]", end="")
    console.print(f"  {one_line(replayed.detail)}", markup=False)


def _as_object(stored: StoredLetter, *, whole: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "place": stored.place,
        "refused_at": stored.refused_at,
        "letter": None if stored.letter is None else stored.letter.model_dump(mode="json"),
        "problem": stored.problem,
        "key": stored.record.key,
    }
    if whole:
        shown |= {
            "headers": dict(stored.record.headers),
            "value": stored.record.value,
        }
    return shown
