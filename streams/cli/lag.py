"""`crisiswire lag`."""

import math
import signal
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Annotated

import typer
from rich.table import Table

from streams.broker.client import connect_admin
from streams.broker.drain import Flow, GroupTopic, compare
from streams.broker.lag import PartitionLag, Reading, all_topics, groups_and_topics, read_lag
from streams.broker.lag_exporter import LagExporter
from streams.broker.oldest import OldestUnread
from streams.cli.common import EXIT_FAILED, notes, out, print_json, reporting
from streams.logs import configure_logs
from streams.settings import Settings, load_settings

# kafka_exporter's port.
DEFAULT_PORT = 9308
DEFAULT_INTERVAL_SECONDS = 15.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("lag")(run)


def run(  # noqa: PLR0917 - typer's options
    group: Annotated[
        list[str] | None,
        typer.Option(help="Consumer groups; the worker's and the replay's by default."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object a partition.")] = False,
    over: Annotated[
        float | None,
        typer.Option(min=1, help="Read twice, so many seconds apart, and tell the time to drain."),
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve it to Prometheus until SIGTERM.")
    ] = False,
    host: Annotated[str, typer.Option(help="With --serve: the address to listen on.")] = (
        "127.0.0.1"
    ),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="With --serve: the port; 0: any.")
    ] = DEFAULT_PORT,
    interval: Annotated[
        float, typer.Option(min=1, help="With --serve: seconds between readings.")
    ] = DEFAULT_INTERVAL_SECONDS,
) -> None:
    """Show how far the consumer groups are behind, in records and in seconds.

    Example: [bold]crisiswire lag --json[/bold]
    """
    settings = load_settings()
    groups = dict.fromkeys(group, frozenset()) if group else groups_and_topics(settings)
    if serve:
        exporter = LagExporter(settings, groups=groups, interval_seconds=interval)
        raise typer.Exit(_serve(exporter, settings, host=host, port=port))
    with (
        reporting(),
        closing(connect_admin(settings)) as admin,
        closing(OldestUnread(settings)) as oldest,
    ):
        reading = read_lag(admin, oldest, groups=groups, topics=all_topics(settings))
        flows: Mapping[GroupTopic, Flow] | None = None
        if over is not None:
            time.sleep(over)
            before = reading
            reading = read_lag(admin, oldest, groups=groups, topics=all_topics(settings))
            flows = compare(before, reading)
    _show(reading, flows, groups=list(groups), as_json=as_json)


def _serve(exporter: LagExporter, settings: Settings, *, host: str, port: int) -> int:
    configure_logs(settings.log_level.value)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        exporter.serve(stop, host=host, port=port)
    except OSError as error:
        print(f"crisiswire: cannot listen on {host} port {port}: {error}", file=sys.stderr)
        return EXIT_FAILED
    return 0


def _show(
    reading: Reading,
    flows: Mapping[GroupTopic, Flow] | None,
    *,
    groups: list[str],
    as_json: bool,
) -> None:
    if as_json:
        for each in reading.lags:
            print_json(each if flows is None else _with_drain(each, flows))
    elif reading.lags:
        out().print(_table(reading.lags, flows))
    else:
        notes().print(f"no group {' or '.join(groups)} has committed anything yet")


def _with_drain(each: PartitionLag, flows: Mapping[GroupTopic, Flow]) -> dict[str, object]:
    """Return the partition's fields and its topic's time to drain.

    Null where the lag does not fall, and where it is too early to tell.
    """
    seconds = _drain_seconds(each, flows)
    finite = seconds is not None and math.isfinite(seconds)
    return {**vars(each), "topic_drains_in_seconds": seconds if finite else None}


def _table(lags: tuple[PartitionLag, ...], flows: Mapping[GroupTopic, Flow] | None) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("group", "topic"):
        table.add_column(name)
    for name in ("partition", "committed", "end", "lag", "oldest unread"):
        table.add_column(name, justify="right")
    if flows is not None:
        table.add_column("topic drains in", justify="right")
    for each in lags:
        table.add_row(
            each.group,
            each.topic,
            str(each.partition),
            "-" if each.committed is None else str(each.committed),
            str(each.end),
            f"[bold yellow]{each.lag}[/]" if each.lag else "0",
            _age(each.age_seconds) if each.lag else "",
            *(() if flows is None or not each.lag else (_age(_drain_seconds(each, flows)),)),
        )
    return table


def _drain_seconds(each: PartitionLag, flows: Mapping[GroupTopic, Flow]) -> float | None:
    flow = flows.get((each.group, each.topic))
    return None if flow is None else flow.drain_seconds


def _age(seconds: float | None) -> str:
    if seconds is None:
        return "?"
    if math.isinf(seconds):
        return "does not fall"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.1f} s"
