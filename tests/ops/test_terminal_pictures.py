"""The pictures of the terminal are what the commands print today, on a real broker."""

import re
from pathlib import Path

import pytest

from tests.support.terminal_pictures import FIRST, IMAGES, PICTURES, draw_all, words

pytestmark = [pytest.mark.ops, pytest.mark.kafka, pytest.mark.timeout(900)]


def test_drawn_anew_they_say_the_same(tmp_path: Path) -> None:
    draw_all(tmp_path)
    names = {f"terminal-{name}.svg" for name in (*FIRST, *PICTURES)}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert {path.name for path in IMAGES.glob("terminal-*.svg")} == names
    for name in sorted(names):
        assert words(tmp_path / name) == words(IMAGES / name), name
        fetched = re.findall(r"(?:url\(|href=)\W?http", (IMAGES / name).read_text("utf-8"))
        assert fetched == [], name
