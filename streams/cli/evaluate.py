"""`crisiswire evaluate`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from streams.cli.common import EXIT_FAILED
from streams.settings import load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate")(run)


def run(
    data: Annotated[
        Path | None, typer.Option(help="Folder with more labelled data: ner, events, sanctions.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Sets whose name begins so; may be repeated.")
    ] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what went wrong.")] = False,
    json_to: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    compare: Annotated[
        Path | None, typer.Option(help="Figures written before; exit 1 where one has fallen.")
    ] = None,
) -> None:
    """Measure the pipeline on labelled texts: names, sanctions, escalation, false alarms, speed.

    Runs in a checkout, where our own labelled texts lie. Shares are percentages.

    Example: [bold]crisiswire evaluate --only entities --errors[/bold]
    """
    # The language libraries take seconds to import: not for --help and the broker tools.
    from streams.evaluation.corpus import ARTICLES  # noqa: PLC0415
    from streams.evaluation.evaluate import evaluate, gold_ids  # noqa: PLC0415
    from streams.evaluation.reader import load_reader  # noqa: PLC0415
    from streams.evaluation.report import as_json, fallen, show  # noqa: PLC0415
    from streams.language.model import ModelMissingError  # noqa: PLC0415

    if not ARTICLES.is_dir():
        print(f"crisiswire: no labelled texts in {ARTICLES}: run in a checkout", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED)
    if data is not None and not data.is_dir():
        print(f"crisiswire: --data: no folder {data}", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED)
    try:
        settings = load_settings()
        reader = load_reader(settings.model, gold_ids(), settings.profile)
    except ModelMissingError as error:
        print(f"crisiswire: {error}", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED) from None
    console = Console()
    results = []
    for result in evaluate(reader, data, only or ()):
        show(result, console, errors=errors)
        results.append(result)
    if not results:
        print(f"crisiswire: no set begins with {' or '.join(only or ())}", file=sys.stderr)
        raise typer.Exit(EXIT_FAILED)
    if json_to is not None:
        json_to.write_text(as_json(results) + "\n", encoding="utf-8")
    worse = fallen(results, compare) if compare is not None else []
    for line in worse:
        print(f"fallen: {line}", file=sys.stderr)
    raise typer.Exit(1 if worse else 0)
