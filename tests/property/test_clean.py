"""Cleaning what is clean changes nothing, and no odd character comes through."""

import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.stages.clean import clean

PIECES = st.sampled_from(
    [
        *("Nato", "said.The", "dam", "ukraineNATO", "2019Kenya", "Read more:", "Become a Patron!"),
        *("© AFP", "sideways", "Photo:", "<p>", "</p>", "<b>", "&amp;nbsp;", "&amp;", "&lt;p&gt;"),
        *("\u00a0", "\u202f", "\n", "\n\n", "\r\n", ".“We", "”", "â€™", "Ã©", "e\u0301", "\x00"),
        *("\ufeff", "\u2028", ",", "(AP Photo/Ann Lee)", "Reporting by Ann Lee"),
        "Ministers of the four river states signed the accord in Lusaka on Monday.",
    ]
)
LINES = [
    line
    for name in ("furniture.txt", "story_lines.txt", "near_languages.txt")
    for line in (Path(__file__).parents[1] / "unit" / name).read_text("utf-8").splitlines()
]
JOINTS = st.sampled_from(
    ["\n\n", "\n", " ", "", "<br>", "</p><p>", "\u2028", "\u00a0", ".", "\r\n"]
)
FEEDS = st.lists(st.sampled_from(LINES) | PIECES | JOINTS, max_size=40).map("".join)
ARTICLES = st.lists(PIECES | st.text(max_size=12), max_size=40).map(" ".join) | FEEDS | st.text()


@settings(max_examples=400, deadline=None)
@given(ARTICLES)
def test_cleaning_is_idempotent(raw: str) -> None:
    once = clean(raw, None)
    assert clean(once, None) == once


@settings(max_examples=200, deadline=None)
@given(FEEDS, st.sampled_from(LINES))
def test_a_title_changes_nothing_the_second_time(raw: str, title: str) -> None:
    once = clean(title + raw, None, title)
    assert clean(once, None, title) == once


@settings(max_examples=200, deadline=None)
@given(ARTICLES)
def test_what_is_clean_is_plain(raw: str) -> None:
    cleaned = clean(raw, None)
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in cleaned if char != "\n")
    assert "  " not in cleaned
    assert "\n\n\n" not in cleaned


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_pages_too(text: str, more: str) -> None:
    page = f"<html><body><article><p>{text}</p><p>{more}</p></article></body></html>"
    once = clean(None, page)
    assert clean(once, None) == once
