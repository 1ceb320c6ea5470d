"""`crisiswire worker`."""

from typing import Annotated

import typer

from streams.logs import configure_logs
from streams.settings import load_settings


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("worker")(worker)


def worker(
    stage: Annotated[
        list[str] | None,
        typer.Option(
            help="Run this stage, of entities, sanctions, escalation, series; may be repeated."
        ),
    ] = None,
    pool_size: Annotated[
        int | None, typer.Option(min=1, help="Processes for the language work.")
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of /metrics and /health; 0: any.")
    ] = None,
) -> None:
    """Enrich articles from Kafka until SIGTERM, which drains and exits with 0.

    Example: [bold]crisiswire worker --stage entities --stage sanctions[/bold]
    """
    # The language libraries take seconds to import: not for --help and the broker tools.
    from streams.pipeline import STEPS  # noqa: PLC0415
    from streams.worker import run_worker  # noqa: PLC0415

    settings = load_settings(pool_size=pool_size, metrics_port=metrics_port)
    configure_logs(settings.log_level.value)
    known = [step.name for step in STEPS]
    if unknown := set(stage or ()) - set(known):
        raise typer.BadParameter(f"no stage {', '.join(unknown)}; there are {', '.join(known)}")
    steps = [step for step in STEPS if not stage or step.name in stage]
    raise typer.Exit(run_worker(settings, steps))
