"""docs/settings.md is what streams/settings.py says."""

from pathlib import Path

import pytest

from streams.settings import PREFIX, Settings
from streams.settings_page import PAGE, main, render_page


def test_the_committed_page_is_up_to_date() -> None:
    assert main(["--check"]) == 0


def test_a_stale_or_missing_page_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "settings.md"
    assert main(["--check", str(page)]) == 1
    assert main([str(page)]) == 0
    assert main(["--check", str(page)]) == 0
    page.write_text(PAGE.read_text(encoding="utf-8") + "one more line\n", encoding="utf-8")
    assert main(["--check", str(page)]) == 1
    assert "streams.settings_page" in capsys.readouterr().err


def test_every_setting_has_its_line() -> None:
    lines = render_page().splitlines()
    for name in Settings.model_fields:
        rows = [line for line in lines if line.startswith(f"| `{PREFIX}{name.upper()}` |")]
        assert len(rows) == 1, name
        assert rows[0].count(" | ") == 3, rows[0]


def test_the_machine_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_page()
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    monkeypatch.setenv(PREFIX + "POOL_SIZE", "5")
    assert render_page() == before


def test_bounds_choices_and_defaults_are_told() -> None:
    page = render_page()
    assert f"| `{PREFIX}BATCH_RECORDS` | `8` | whole number, ≥ 1, ≤ 256 |" in page
    assert f"| `{PREFIX}METRICS_PORT` | unset | whole number, ≥ 0, ≤ 65535 |" in page
    assert "`PLAINTEXT`, `SSL`, `SASL_SSL`, `SASL_PLAINTEXT`" in page
    assert f"| `{PREFIX}KAFKA_SSL_CAFILE` | unset | path |" in page
    assert f"| `{PREFIX}ARTICLE_TIMEOUT_SECONDS` | `30.0` | number, > 0, ≤ 600 |" in page
