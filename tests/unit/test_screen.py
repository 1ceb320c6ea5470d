"""`crisiswire screen` on the shipped lists: who comes first, how sure, and what is printed."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from streams.cli import screen as command
from streams.stages.listed.lists import SHIPPED, read_snapshot
from streams.stages.listed.screening import LITTLE_SAID, Question, Screen, index_names, screen


@pytest.fixture(scope="module")
def lists() -> Screen:
    return index_names(read_snapshot(SHIPPED).rows)


@pytest.fixture
def run() -> typer.Typer:
    app = typer.Typer()
    command.register(app)
    app.callback()(lambda: None)
    return app


def invoke(app: typer.Typer, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["screen", *arguments], input=stdin)


@pytest.mark.parametrize(
    ("name", "entry_id", "least"),
    [
        ("Alyaksandr Lukashenka", "9760", 0.9),
        ("Aleksandr Lukashenko", "9760", 0.85),
        ("Александр Лукашенко", "9760", 0.85),
        ("Vladimir Potanin", "38241", 0.9),
        ("Sberbank", "17018", 0.9),
        ("VTB Bank PJSC", "17013", 0.9),
        ("Moammar Kadafi", "12606", 0.85),
        ("IRGC", "10391", 0.9),
    ],
)
def test_the_party_comes_first(lists: Screen, name: str, entry_id: str, least: float) -> None:
    first, *_ = screen(Question(name), lists)
    assert first.row["i"] == entry_id
    assert first.score >= least


@pytest.mark.parametrize("name", ["CORP", "National Lottery", "Khan", "Mohammad Gul", "Bank"])
def test_what_says_little_is_possible_at_most(lists: Screen, name: str) -> None:
    found = screen(Question(name), lists)
    assert all(item.score <= LITTLE_SAID for item in found)
    assert not {item.grade for item in found} & {"strong", "probable"}


def test_birth_and_country_speak_for_and_against(lists: Screen) -> None:
    def score(**known: object) -> float:
        found = screen(Question("Vladimir Potanin", **known), lists, least=0.0)  # type: ignore[arg-type]
        return next(item.score for item in found if item.row["i"] == "38241")

    assert score(born=1932) < score() < score(born=1961)
    assert score(country="BR") < score() < score(country="RU")


def test_nobody_is_found(lists: Screen) -> None:
    assert screen(Question("Ilseke Varnholt-Ruud"), lists) == ()
    assert screen(Question("???"), lists) == ()


def test_what_is_printed(run: typer.Typer) -> None:
    told = invoke(run, "Vladimir Potanin", "--top", "1")
    assert told.exit_code == 0
    assert "POTANIN, Vladimir Olegovich" in told.output
    assert "undated" in told.output
    assert "born 1961" in told.output
    assert "more" in told.output


def test_json_and_standard_input(run: typer.Typer) -> None:
    told = invoke(run, "-", "--json", "--kind", "organisation", stdin="Sberbank\n\nNobody Ruud\n")
    sberbank, nobody = map(json.loads, told.output.splitlines())
    assert sberbank["found"][0]["entry_id"] == "17018"
    assert sberbank["lists_version"].startswith("ofac-nonsdn:")
    assert "same_words" in sberbank["found"][0]["features"]
    assert nobody["found"] == []


def test_escape_sequences_are_not_printed(run: typer.Typer) -> None:
    told = invoke(run, "\x1b]0;title\x07Ilseke\x1b[31m [bold]Varnholt")
    assert "\x1b]0" not in told.output
    assert "[bold]Varnholt" in told.output


def test_an_unknown_kind_is_refused(run: typer.Typer) -> None:
    assert invoke(run, "Sberbank", "--kind", "ghost").exit_code == 2


def test_a_folder_of_lists_that_is_not_there_is_told(
    run: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRISISWIRE_LISTS", str(tmp_path / "none"))
    told = invoke(run, "Sberbank")
    assert told.exit_code == 1
    assert "there is no folder" in told.output
