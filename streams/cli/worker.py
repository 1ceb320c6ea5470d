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
        str | None,
        typer.Option(help="Run this stage alone: entities, sanctions, escalation, series."),
    ] = None,
    pool_size: Annotated[
        int | None, typer.Option(min=1, help="Processes for the language work.")
    ] = None,
    metrics_port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port of /metrics and /health; 0: any.")
    ] = None,
) -> None:
    """Enrich articles from Kafka until SIGTERM, which drains and exits with 0.

    Example: [bold]crisiswire worker --stage entities[/bold]
    """
    # The language libraries take seconds to import: not for --help and the broker tools.
    from streams.pipeline import STEPS  # noqa: PLC0415
    from streams.worker import run_worker  # noqa: PLC0415

    settings = load_settings(pool_size=pool_size, metrics_port=metrics_port)
    configure_logs(settings.log_level.value)
    steps = [step for step in STEPS if stage in (None, step.name)]
    if not steps:
        known = ", ".join(step.name for step in STEPS)
        raise typer.BadParameter(f"no stage {stage!r}; there are {known}")
    raise typer.Exit(run_worker(settings, steps))
