"""`crisiswire screen`: who on the sanctions lists might bear a name."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from streams.cli.common import out, print_json
from streams.cli.lists import telling
from streams.cli.plain import one_line
from streams.settings import load_settings

if TYPE_CHECKING:
    from streams.stages.listed.screening import Candidate

STDIN = "-"
NAME_CHARACTERS = 1_000  # of a line of standard input; a longer one is no name
INDENT = " " * 17
KINDS = ("person", "organisation", "vessel")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("screen")(run)


def run(
    names: Annotated[list[str], typer.Argument(help="Names; - reads one a line.")],
    *,
    kind: Annotated[
        str | None, typer.Option(help="person, organisation or vessel; without it all.")
    ] = None,
    born: Annotated[int | None, typer.Option(help="Year of birth.", min=1800, max=2100)] = None,
    country: Annotated[str | None, typer.Option(help="ISO code: RU, IR.")] = None,
    top: Annotated[int, typer.Option(help="So many entries a name.", min=1)] = 5,
    min_score: Annotated[float, typer.Option(help="Least score.", min=0.0, max=1.0)] = 0.5,
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON a name.")] = False,
) -> None:
    """Look names up in the sanctions lists: spellings, orders, short forms, other scripts.

    Candidates come with their score, its features, list, entry, programmes and day of listing.
    A strong likeness is a reason to look, no finding; and the lists are as old as they say.

    Example: [bold]crisiswire screen "Alyaksandr Lukashenka" --born 1954[/bold]
    """
    from streams.lists.store import in_force, snapshot_in  # noqa: PLC0415 - slow to import
    from streams.stages.listed.lists import read_snapshot  # noqa: PLC0415
    from streams.stages.listed.name_parts import NameKind  # noqa: PLC0415
    from streams.stages.listed.screening import Question, index_names, screen  # noqa: PLC0415

    if kind is not None and kind not in KINDS:
        raise typer.BadParameter(f"{one_line(kind)!r} is none of {', '.join(KINDS)}")
    kinds = frozenset(NameKind) if kind is None else frozenset({NameKind(kind)})
    with telling():
        where = load_settings().lists
        snapshot = read_snapshot(snapshot_in(where, in_force(where)))
        lists = index_names(snapshot.rows)
        for name in _names(names):
            question = Question(name, kinds, born, country.upper() if country else None)
            found = screen(question, lists, least=min_score)
            if as_json:
                shown = [_as_json(item) for item in found[:top]]
                print_json({"name": name, "lists_version": snapshot.version, "found": shown})
            else:
                _show(name, found, top)


def _names(given: list[str]) -> Iterator[str]:
    for name in given:
        if name != STDIN:
            yield name
            continue
        for line in sys.stdin:
            text = line.strip()[:NAME_CHARACTERS]
            if text:
                yield text


def _as_json(item: "Candidate") -> dict[str, object]:
    row = item.row
    return {
        "score": item.score,
        "grade": item.grade,
        "name": row["n"],
        "matched": item.matched,
        "list": row["l"],
        "entry_id": row["i"],
        "programmes": row.get("p", []),
        "listed_on": row.get("d"),
        "countries": row.get("c", []),
        "born": row.get("y", []),
        "features": dict(item.features),
        "words": list(item.words),
    }


def _show(name: str, found: "tuple[Candidate, ...]", top: int) -> None:
    console = out()
    console.print(f"[bold]{_safe(name)}[/bold]", soft_wrap=True)
    if not found:
        console.print("  nobody on the lists\n")
        return
    for item in found[:top]:
        row = item.row
        console.print(
            f"  {item.score:.2f} {item.grade:8}  [bold]{_safe(row['n'])}[/bold]", soft_wrap=True
        )
        listed = f"listed {row['d']}" if "d" in row else "undated"
        born = f"born {', '.join(map(str, row['y']))}" if "y" in row else ""
        facts = (f"{row['l']} {row['i']}", listed, born, ", ".join(row.get("p", ())))
        console.print(INDENT + _safe(" · ".join(fact for fact in facts if fact)), soft_wrap=True)
        alias = "" if item.matched == row["n"] else f"as {item.matched}: "
        features = "  ".join(f"{key} {value:+.1f}" for key, value in item.features.items())
        told = f"{INDENT}{_safe(alias + ', '.join(item.words))}  [dim]{_safe(features)}[/dim]"
        console.print(told, soft_wrap=True)
    if len(found) > top:
        console.print(f"  and {len(found) - top} more")
    console.print()


def _safe(text: str) -> str:
    return one_line(str(text)).replace("[", r"\[")
