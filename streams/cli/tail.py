"""`crisiswire tail`."""

import json
from contextlib import closing
from typing import Annotated

import typer
from kafka.consumer.fetcher import ConsumerRecord
from pydantic import ValidationError
from rich.console import Console, Group
from rich.text import Text

from schemas import DyadSeries, EnrichedArticle, EscalationAlert, EscalationEvent, SanctionsEvent
from schemas.topics import (
    ALERTS,
    DEAD_LETTERS,
    DYAD_SERIES,
    ESCALATION,
    ESCALATION_EVENTS,
    SANCTIONS_EVENTS,
    TOPICS,
    topic_name,
)
from streams.broker.client import connect_consumer
from streams.broker.deadletters import parse_letter
from streams.broker.tail import tail
from streams.cli.common import out, print_json, reporting
from streams.cli.plain import one_line
from streams.cli.render import escalation_rows, render_article, render_letter, sanctions_rows
from streams.cli.render_series import render_alert, series_row
from streams.settings import load_settings
from streams.wire import FOR_CONSUMERS, unwrap

_FOR_CONSUMERS = frozenset(topic.name for topic in FOR_CONSUMERS)
_NAMES = ", ".join(topic.name for topic in TOPICS)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("tail")(run)


def run(
    topic: Annotated[
        list[str] | None,
        typer.Option(help=f"May be repeated. Enriched articles by default. One of: {_NAMES}."),
    ] = None,
    *,
    alerts: Annotated[
        bool, typer.Option("--alerts", help=f"The same as --topic {ALERTS.name}.")
    ] = False,
    series: Annotated[
        bool, typer.Option("--series", help=f"The same as --topic {DYAD_SERIES.name}.")
    ] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="All that is there, then what comes.")
    ] = False,
    last: Annotated[
        int, typer.Option(min=0, help="So many records of each partition, then what comes.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=0, help="Stop after so many; 0: never.")] = 0,
    idle: Annotated[
        float, typer.Option(min=0, help="Stop when nothing came for so many seconds; 0: never.")
    ] = 0.0,
    as_json: Annotated[
        bool, typer.Option("--json", help="One object a line: topic, partition, offset, value.")
    ] = False,
) -> None:
    """Follow a topic and show what arrives, until Ctrl-C.

    Example: [bold]crisiswire tail --from-beginning --topic events.sanctions[/bold]
    """
    settings = load_settings()
    known = {each.name: each for each in TOPICS}
    names = [
        *(topic or ()),
        *([ALERTS.name] if alerts else ()),
        *([DYAD_SERIES.name] if series else ()),
    ] or [ESCALATION.name]
    for name in names:
        if name not in known:
            raise typer.BadParameter(f"no topic {name!r}; one of {_NAMES}")
    console = out()
    with reporting(), closing(connect_consumer(settings)) as consumer:
        records = tail(
            consumer,
            [topic_name(known[name], settings.topic_prefix) for name in names],
            from_beginning=from_beginning,
            last=last,
            idle_seconds=idle or None,
        )
        for number, record in enumerate(records, start=1):
            name = record.topic.removeprefix(settings.topic_prefix)
            if as_json:
                print_json(_as_object(record, name))
            else:
                _show(record, name, console)
            if number == limit:
                break


def _show(record: ConsumerRecord, topic: str, console: Console) -> None:
    value = _unwrapped(record, topic) or b""
    try:
        if topic == DEAD_LETTERS.name:
            console.print(render_letter(parse_letter(record)))
        elif topic == ESCALATION.name:
            console.print(render_article(EnrichedArticle.model_validate_json(value)))
        elif topic == SANCTIONS_EVENTS.name:
            mention = SanctionsEvent.model_validate_json(value)
            console.print(Group(*sanctions_rows(mention), _where(mention)))
        elif topic == ESCALATION_EVENTS.name:
            indicator = EscalationEvent.model_validate_json(value)
            console.print(Group(*escalation_rows(indicator), _where(indicator)))
        elif topic == ALERTS.name:
            console.print(render_alert(EscalationAlert.model_validate_json(value)))
        elif topic == DYAD_SERIES.name:
            console.print(series_row(DyadSeries.model_validate_json(value)))
        else:
            text = value.decode("utf-8", "backslashreplace")
            console.print(Text(one_line(text, 500)))
    except ValidationError as error:
        console.print(
            Text(
                f"{topic}/{record.partition} at offset {record.offset} is no {topic} record"
                f" of this version: {error.error_count()} problems",
                style="red",
            )
        )


def _where(event: SanctionsEvent | EscalationEvent) -> Text:
    known = [
        event.source,
        None if event.published_at is None else f"{event.published_at:%Y-%m-%d}",
        event.title,
    ]
    line = " · ".join(one_line(part, 80) for part in known if part) or one_line(event.article_id)
    return Text(f"   {line}\n", style="dim")


def _as_object(record: ConsumerRecord, topic: str) -> dict[str, object]:
    return {
        "topic": topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp_ms": record.timestamp,
        "key": record.key,
        "headers": {
            name: value
            for name, value in record.headers
            if len(value or b"") < 4096  # the parse, which is for the next stage alone, is not
        },
        "value": _value(_unwrapped(record, topic)),
    }


def _unwrapped(record: ConsumerRecord, topic: str) -> bytes | None:
    """Return the record itself, whatever form it was written in."""
    value: bytes | None = record.value
    return value if value is None or topic not in _FOR_CONSUMERS else unwrap(value)


def _value(value: bytes | None) -> object:
    if value is None:
        return None
    try:
        parsed: object = json.loads(value)
        return parsed
    except (ValueError, RecursionError):
        return value
