"""Results for people (a table), for machines (JSON), and beside those that were recorded."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from streams.evaluation.evaluate import Result, misses

# Figures of which less is better; all others are shares of what is right.
LESS_IS_BETTER = ("false alarms", "that fire", "not their words", "traps taken")
# Of this machine and moment: shown, never compared.
OF_THE_MACHINE = ("speed",)
# Arithmetic differs a little from processor to processor, and may turn a close decision.
TOLERANCE = 1.0
SHOWN_MISSES = 200


def as_json(results: Iterable[Result]) -> str:
    """Return the results without their errors, as one JSON object by set."""
    return json.dumps({one.name: _plain(one) for one in results}, indent=1, ensure_ascii=False)


def _plain(result: Result) -> dict[str, Any]:
    return {"figures": result.figures.values, "sizes": result.figures.sizes}


def fallen(results: Iterable[Result], recorded: Path) -> list[str]:
    """Return a line for each figure that is worse than the recorded one by more than TOLERANCE.

    A figure that is recorded for a measured set and is missing is told, too.
    """
    before: dict[str, dict[str, dict[str, float]]] = json.loads(recorded.read_text("utf-8"))
    lines = []
    for result in results:
        if result.name in OF_THE_MACHINE:
            continue
        for name, was in before.get(result.name, {"figures": {}})["figures"].items():
            now = result.figures.values.get(name)
            sign = -1 if name.endswith(LESS_IS_BETTER) else 1
            if now is None or sign * (now - was) < -TOLERANCE:
                lines.append(f"{result.name}: {name} was {was}, is {now}")
    return lines


def show(result: Result, console: Console, *, errors: bool) -> None:
    """Print one set as a table, and its errors where they may be read."""
    sizes = ", ".join(f"{number:,} {what}" for what, number in result.figures.sizes.items())
    console.print(f"[bold]{result.name}[/bold]  ({sizes}; {result.seconds} s)", soft_wrap=True)
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column()
    table.add_column(justify="right")
    for name, value in result.figures.values.items():
        table.add_row(name, f"{value:,.1f}")
    console.print(table, "")
    if errors:
        for miss in misses(result)[:SHOWN_MISSES]:
            console.print(
                f"  {asdict(miss)['where']}  {miss.what}: {miss.words}",
                markup=False,
                soft_wrap=True,
            )
