"""`crisiswire doctor`."""

import platform
import shutil
import sys
import time
from typing import Annotated

import typer
from rich.table import Table

from streams.broker.doctor import Finding, Grade, check_broker, check_codecs, check_secrets
from streams.cli.common import EXIT_FAILED, out, print_json, reporting
from streams.cli.plain import one_line
from streams.roles import Role
from streams.settings import Settings, load_settings

PYTHON_FROM, PYTHON_BELOW = (3, 11), (3, 13)
_STYLES = {Grade.OK: "green", Grade.WARNING: "yellow", Grade.FAILED: "bold red"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(run)


def run(
    offline: Annotated[bool, typer.Option("--offline", help="Leave the broker out.")] = False,
    role: Annotated[
        Role | None, typer.Option(help="Fail unless this user has the role's rights.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a check.")] = False,
) -> None:
    """Check everything that a worker needs; say what is wrong and how to mend it.

    Exit code 1 when something has failed; a warning is none.

    Example: [bold]crisiswire doctor[/bold]
    """
    settings = load_settings()
    with reporting():
        findings = [_check_python(), _check_java(), check_codecs(), *check_secrets(settings)]
        findings += _check_language(settings)
        if not offline:
            findings += check_broker(settings, role)
    if as_json:
        for finding in findings:
            print_json(finding)
    else:
        out().print(_table(findings))
    if any(finding.grade is Grade.FAILED for finding in findings):
        raise typer.Exit(EXIT_FAILED)


def _check_python() -> Finding:
    version = platform.python_version()
    if PYTHON_FROM <= sys.version_info[:2] < PYTHON_BELOW:
        return Finding("python", Grade.OK, version)
    return Finding("python", Grade.FAILED, version, "use Python 3.11 or 3.12")


def _check_java() -> Finding:
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if not missing:
        return Finding("java, maven", Grade.OK, "there, for `demo` and the tests")
    return Finding(
        "java, maven",
        Grade.WARNING,
        f"no {' and no '.join(missing)}: no local broker for `demo` and the tests",
        "Debian: apt-get install openjdk-17-jre-headless maven",
    )


def _check_language(settings: Settings) -> tuple[Finding, ...]:
    # slow to import, and `--help` and the other commands do without
    from streams.language.model import (  # noqa: PLC0415
        ModelMissingError,
        load_model,
        model_version,
    )
    from streams.lists.errors import ListsError  # noqa: PLC0415
    from streams.lists.follow import load_lists  # noqa: PLC0415
    from streams.resources import Limits, load_resources  # noqa: PLC0415
    from streams.stages.listed import SnapshotError  # noqa: PLC0415

    begun = time.monotonic()
    try:
        model = model_version(load_model(settings.model))
        seconds = time.monotonic() - begun
    except ModelMissingError as error:
        return (
            Finding(
                "model", Grade.FAILED, str(error), "unset CRISISWIRE_MODEL for the shipped one"
            ),
        )
    found = Finding("model", Grade.OK, f"{model}, loaded in {seconds:.1f} s")
    try:
        resources = load_resources(
            model=settings.model,
            limits=Limits(settings.article_max_bytes, settings.article_max_characters),
            lists=load_lists(settings.lists),
            profile=settings.profile,
        )
    except ModelMissingError as error:
        return (found, Finding("encoder", Grade.FAILED, str(error), "install crisiswire again"))
    except (ListsError, SnapshotError) as error:
        mend = "install crisiswire again" if settings.lists is None else "crisiswire lists rollback"
        return (found, Finding("lists", Grade.FAILED, str(error), mend))
    return (found, Finding("lists", Grade.OK, f"version {resources.provenance.lists_version}"))


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("check", "", "found", "what to do"):
        table.add_column(name, overflow="fold")
    for finding in findings:
        table.add_row(
            finding.check,
            f"[{_STYLES[finding.grade]}]{finding.grade}[/]",
            one_line(finding.found).replace("[", r"\["),
            one_line(finding.fix).replace("[", r"\["),
        )
    return table
