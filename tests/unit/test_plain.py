"""What is shown on a terminal cannot steer it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.cli.plain import one_line, plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("\x1bcreset\x1b(B", "reset"),
        ("\x1b]0;never ends, and hides nothing", "0;never ends, and hides nothing"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("tab\tand\nline stay", "tab\tand\nline stay"),
        ("bell\x07 null\x00 delete\x7f", "bell null delete"),
        ("Kyïv, 東京, «Ð»", "Kyïv, 東京, «Ð»"),
        ("lone \ud800", "lone ?"),
    ],
)
def test_escapes_and_controls_go_and_the_words_stay(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(st.characters(exclude_categories=[])))
def test_nothing_that_controls_is_left(text: str) -> None:
    shown = plain(text)
    controls = {char for char in shown if unicodedata.category(char) == "Cc"}
    assert controls <= {"\n", "\t"}
    shown.encode("utf-8")  # raises on a lone surrogate
    assert plain(shown) == shown


def test_a_line_is_one_line_and_cut() -> None:
    assert one_line(" a\nb\t c ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"
