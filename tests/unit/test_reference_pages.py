"""docs/reference is what the commands and the models say."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import TOPICS
from streams import cli_page, records_page
from streams.cli.app import COMMANDS
from streams.field_meanings import MEANINGS

PAGES = (cli_page, records_page)


@pytest.mark.parametrize("module", PAGES, ids=lambda module: str(module.__name__))
def test_a_stale_or_missing_page_is_found(module: object, tmp_path: Path) -> None:
    main: Callable[[list[str]], int] = module.main  # type: ignore[attr-defined]
    page = tmp_path / "page.md"
    assert main(["--check"]) == 0
    assert main(["--check", str(page)]) == 1
    assert main([str(page)]) == 0
    assert main(["--check", str(page)]) == 0
    page.write_text(page.read_text("utf-8").replace("|", "!", 1), encoding="utf-8")
    assert main(["--check", str(page)]) == 1


def test_every_command_has_its_section_with_an_example() -> None:
    sections = re.split(r"^## ", cli_page.render_page(), flags=re.M)[1:]
    names = [section.partition("\n")[0] for section in sections]
    assert len(names) >= len(COMMANDS)
    for name, section in zip(names, sections, strict=True):
        shown = re.findall(r"```sh\n(.*?)\n```", section, re.S)
        assert shown, name
        assert all(name in line for line in shown), name


def test_every_topic_and_every_field_is_there_with_its_meaning() -> None:
    page = records_page.render_page()
    for topic in TOPICS:
        assert page.count(f"| `{topic.name}` |") == 1
        section = page.partition(f"### {topic.record.__name__}\n")[2].partition("\n### ")[0]
        rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", section, re.M)
        assert [row[0] for row in rows] == list(topic.record.model_fields)


def test_no_meaning_is_of_a_field_that_is_gone() -> None:
    told = "".join(path.read_text("utf-8") for path in records_page.SCHEMAS.glob("*.json"))
    for name in MEANINGS:
        assert f'"{name.rpartition(".")[2]}": {{' in told, name


def test_a_field_without_meaning_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in records_page.SCHEMAS.glob("*.json"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
    raw = json.loads((tmp_path / "RawArticle.json").read_text("utf-8"))
    raw["properties"]["byline"] = {"type": "string"}
    (tmp_path / "RawArticle.json").write_text(json.dumps(raw), encoding="utf-8")
    monkeypatch.setattr(records_page, "SCHEMAS", tmp_path)
    with pytest.raises(KeyError, match="byline"):
        records_page.render_page()
