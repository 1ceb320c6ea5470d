"""The report of an evaluation, the record that it is compared with, and annotators' agreement."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from streams.cli.app import app
from streams.evaluation.agreement import SECOND, agreement
from streams.evaluation.corpus import ARTICLES, Article, read_article
from streams.evaluation.evaluate import Result
from streams.evaluation.figures import Figures, Miss
from streams.evaluation.report import as_json, fallen, show

FIGURES = Figures(
    {"recall": 81.0, "articles without that fire": 10.0},
    {"articles": 20},
    [Miss("ferry-01", "missed GPE", "the port of >>Kalangala<<")],
)
RESULT = Result("entities, corpus dev", FIGURES, 1.5)


def changed(**values: float) -> Result:
    renamed = {name.replace("_", " "): value for name, value in values.items()}
    return Result(RESULT.name, Figures({**FIGURES.values, **renamed}), 0.0)


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "recorded.json"
    path.write_text(as_json([RESULT]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("now", "lines"),
    [
        (RESULT, 0),
        (changed(recall=80.2), 0),
        (changed(recall=79.0), 1),
        (changed(recall=90.0), 0),
        (changed(articles_without_that_fire=15.0), 1),
        (changed(articles_without_that_fire=0.0), 0),
        (Result(RESULT.name, Figures({"recall": 81.0}), 0.0), 1),
        (Result("a new set", Figures({"recall": 1.0}), 0.0), 0),
    ],
)
def test_a_fallen_figure_is_told(recorded: Path, now: Result, lines: int) -> None:
    assert len(fallen([now], recorded)) == lines


@pytest.mark.parametrize(
    ("name", "errors", "shown"),
    [
        ("entities, corpus dev", True, True),
        ("entities, corpus dev", False, False),
        ("entities, corpus test", True, False),
        ("sanctions, own sentences held back", True, False),
    ],
)
def test_errors_of_what_is_only_scored_are_not_shown(name: str, errors: bool, shown: bool) -> None:
    sink = io.StringIO()
    show(Result(name, FIGURES, 0.1), Console(file=sink, width=100), errors=errors)
    assert "recall" in sink.getvalue()
    assert ("Kalangala" in sink.getvalue()) is shown


def test_the_command_measures_writes_and_compares(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    only = ["--only", "offsets, corpus dev"]
    done = CliRunner().invoke(app, ["evaluate", *only, "--json", str(target)])
    assert done.exit_code == 0, done.output
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert figures["offsets, corpus dev"]["figures"] == {"spans that are not their words": 0}
    record = {"offsets, corpus dev": {"figures": {"spans that are not their words": -5}}}
    target.write_text(json.dumps(record), encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", *only, "--compare", str(target)])
    assert done.exit_code == 1
    assert "fallen: offsets, corpus dev" in done.output


@pytest.mark.parametrize("arguments", [["--only", "weather"], ["--data", "/no/such/folder"]])
def test_what_cannot_be_measured_is_refused(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["evaluate", *arguments]).exit_code != 0


LABELLED_TWICE = 86  # of the first 440 articles a fifth


@pytest.fixture(scope="module")
def pair() -> tuple[Article, Article]:
    """Return an article with reports, as its two annotators labelled it."""
    for path in sorted(SECOND.glob("*.txt")):
        first, second = read_article(ARTICLES / path.name), read_article(path)
        if first.events and first.sanctions and second.sanctions:
            return first, second
    raise AssertionError("no such article")


def test_an_annotator_agrees_with_himself(pair: tuple[Article, Article]) -> None:
    figures = agreement([(pair[0], pair[0])])
    assert {value for name, value in figures.items() if name != "articles"} == {100.0}


def test_two_annotators_of_one_text_are_compared(pair: tuple[Article, Article]) -> None:
    first, second = pair
    assert first.text == second.text
    assert 0 < agreement([pair])["entities F1"] <= 100


def test_every_article_labelled_twice_is_of_the_same_text() -> None:
    paths = sorted(SECOND.glob("*.txt"))
    assert len(paths) >= LABELLED_TWICE
    differing = [
        path.name
        for path in paths
        if read_article(path).text != read_article(ARTICLES / path.name).text
    ]
    assert differing == []
