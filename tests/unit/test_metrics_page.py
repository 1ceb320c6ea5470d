"""docs/metrics.md is what streams/metrics.py says."""

from pathlib import Path

import pytest

from streams.metrics import Metrics
from streams.metrics_page import PAGE, main, render_page


def test_the_committed_page_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_a_stale_or_missing_page_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "metrics.md"
    assert main(["--check", str(page)]) == 1
    assert main([str(page)]) == 0
    assert main(["--check", str(page)]) == 0
    page.write_text(PAGE.read_text(encoding="utf-8") + "one more line\n", encoding="utf-8")
    assert main(["--check", str(page)]) == 1
    assert "streams.metrics_page" in capsys.readouterr().err


def test_every_metric_of_the_registry_has_its_line() -> None:
    lines = render_page().splitlines()
    for family in Metrics(("entities",), {"version": "1"}).registry.collect():
        if family.name.startswith("crisiswire_"):
            name = family.name + ("_total" if family.type == "counter" else "")
            name += "_info" if family.type == "info" else ""
            assert sum(line.startswith(f"| `{name}` | {family.type} |") for line in lines) == 1, (
                name
            )
