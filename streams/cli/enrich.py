"""`crisiswire enrich`."""

import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, TextIO

import typer

from streams.cli.common import EXIT_FAILED, reporting
from streams.inputs import read_drafts
from streams.record import Refusal
from streams.settings import load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("enrich")(run)


def run(
    files: Annotated[
        list[str], typer.Argument(help="txt, html, json, jsonl, a directory, or - for stdin.")
    ],
    rejects: Annotated[
        Path | None, typer.Option(help="Write refusals here, not to standard error.")
    ] = None,
) -> None:
    """Enrich files without a broker: one enriched article a line, as on articles.escalation.

    Exit code 0, unless everything was refused.

    Example: [bold]crisiswire enrich story.txt feed.jsonl > enriched.jsonl[/bold]
    """
    # The language libraries take seconds to import: not for --help and the broker tools.
    from streams.language.model import ModelMissingError  # noqa: PLC0415
    from streams.lists.errors import ListsError  # noqa: PLC0415
    from streams.lists.follow import load_lists  # noqa: PLC0415
    from streams.offline import enrich  # noqa: PLC0415
    from streams.resources import Limits, load_resources  # noqa: PLC0415
    from streams.stages.duplicates import Register  # noqa: PLC0415
    from streams.stages.listed import SnapshotError  # noqa: PLC0415
    from streams.stages.modality_weights import parse_weights  # noqa: PLC0415

    settings = load_settings()
    limits = Limits(
        settings.article_max_bytes,
        settings.article_max_characters,
        parse_weights(settings.modality_weights),
        settings.sanctions_threshold,
    )
    try:
        resources = load_resources(
            model=settings.model,
            limits=limits,
            profile=settings.profile,
            lists=load_lists(settings.lists),
        )
    except (ModelMissingError, ListsError, SnapshotError) as error:
        print(f"crisiswire: {error}", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED) from None
    register = Register(settings.duplicate_window_articles, settings.duplicate_window_hours)
    taken = refused = 0
    with (
        reporting(),
        rejects.open("w", encoding="utf-8") if rejects else nullcontext(sys.stderr) as sink,
    ):
        for result in enrich(read_drafts(files), resources, register):
            if result.value is None:
                refused += 1
                _write_reject(result.origin, result.stage, result.refusal, sink)
            else:
                taken += 1
                sys.stdout.buffer.write(result.value + b"\n")
                sys.stdout.buffer.flush()
    raise typer.Exit(1 if refused and not taken else 0)


def _write_reject(origin: str, stage: str, refusal: Refusal | None, sink: TextIO) -> None:
    if refusal is None:
        return
    line = {
        "origin": origin,
        "stage": stage,
        "reason": refusal.reason.value,
        "error_class": refusal.error_class,
        "message": refusal.message,
    }
    sink.write(json.dumps(line, ensure_ascii=False) + "\n")
    sink.flush()
