"""What is cut from an article's text, and what must not be."""

import pytest

from streams.stages.clean import clean

STORY = (
    "Ministers of the four river states signed the water accord in Lusaka on Monday.",
    "The accord had been held up for three years by a quarrel over a dam upstream.",
)


def story(*between: str) -> str:
    return "\n\n".join((STORY[0], *between, STORY[1]))


@pytest.mark.parametrize(
    "furniture",
    [
        "A ferry crosses the river at dusk © AFP",
        "(Photo of the delegates: Zambia Information Services)",
        "Photo: Reuters",
        "Delegates at the signing ceremony. (AP Photo/Themba Hadebe)",
        "Become a Patron!",
        "Sign up to our newsletter for the latest updates in your inbox",
        "Please support independent journalism by clicking on the orange button below.",
        "For the rest of our coverage of the water talks, please click here.",
        "Watch our news videos in the playlist below:",
        "Read more: Who owns the river?",
        "READ ALSO: Drought empties the reservoirs",
        "Advertisement",
        "Share this article",
        "All rights reserved. No part of this may be copied.",
        "Reporting by Chanda Mwape; editing by Ruth Banda",
        "The Lusaka Courier staff",
        "sideways",
        "water wars",
        "Click to share on Twitter (Opens in new window)",
    ],
)
def test_page_furniture_is_cut(furniture: str) -> None:
    assert clean(story(furniture), None) == story()


@pytest.mark.parametrize(
    "sentence",
    [
        "“Read more, talk less,” the president told the delegates.",
        "The agency said it would share this information with the four governments.",
        "Photographers were kept out of the hall while the ministers signed.",
        "Subscribers to the state lottery were among those who protested.",
        "The minister will sign up to the accord only if the dam is inspected.",
        "Related talks on fishing rights begin in May.",
        "Police found 40,000 cookies laced with sedatives at the border post.",
        "Staff at the ministry were sent home.",
        "Tehran denied it.",
        "Reporting by Reuters showed the ships turning back.",
        "From Lusaka the delegates flew home.",
    ],
)
def test_the_story_stays(sentence: str) -> None:
    assert clean(story(sentence), None) == story(sentence)


def test_a_short_text_is_not_taken_for_navigation() -> None:
    assert clean("ceasefire holds", None) == "ceasefire holds"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            "dam talksNAMIBIA walks out of the meeting.",
            "dam talks\n\nNAMIBIA walks out of the meeting.",
        ),
        ("Watch belowZambia signs the accord.", "Watch below\n\nZambia signs the accord."),
        ("The envoy left.Talks go on without him.", "The envoy left. Talks go on without him."),
        ("In 2019Kenya built a wall.", "In 2019\n\nKenya built a wall."),
        ("She used YouTube, an iPhone and eBay.", "She used YouTube, an iPhone and eBay."),
        ("See https://example.org/newsPage?idStory=worldNews now.",) * 2,
        ("McDonald and DeSantis met ElBaradei.",) * 2,
    ],
)
def test_what_runs_together_is_parted(raw: str, expected: str) -> None:
    assert clean(raw, None) == expected


def test_a_title_that_runs_into_the_text_is_parted() -> None:
    assert clean(
        "River states sign accordLUSAKA — It is done.", None, "River states sign accord"
    ) == ("River states sign accord\n\nLUSAKA — It is done.")


def test_odd_characters() -> None:
    raw = (
        "Caf\u0065\u0301\u00a0owners\u202fin Mali\u200b said:\r\n\r\n\x00â€œNoâ€\u009d\ufeff\ud800"
    )
    assert clean(raw, None) == "Café owners in Mali said:\n\n“No”"


def test_a_full_stop_at_the_wrong_end_is_put_back() -> None:
    assert clean("He said: “We signed”\n\n.“We will keep to it,” she said.", None) == (
        "He said: “We signed”.\n\n“We will keep to it,” she said."
    )


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    wrapped = (
        "The delegation of the northern province left the hall before\n"
        "the vote was taken, and the chairman put off the count until\n"
        "Wednesday, when the two sides are to meet again at the palace\n"
        "in the presence of observers from the regional organisation\n"
        "and of the press.\n\n"
        "No date was given."
    )
    assert clean(wrapped, None).count("\n\n") == 1
    assert "before the vote" in clean(wrapped, None)


def test_lines_of_a_live_blog_stay_apart() -> None:
    assert clean("14:20 The gates open.\n14:31 The convoy leaves.", None) == (
        "14:20 The gates open.\n\n14:31 The convoy leaves."
    )


def test_html_gives_the_story_without_the_page() -> None:
    page = f"""<html><head><title>Accord</title><script>var a = 1;</script></head><body>
    <nav><a href="/">Home</a><a href="/world">World</a></nav>
    <article><h1>River states sign accord</h1><p>{STORY[0]}</p><p>{STORY[1]}</p>
    <p>The text of the accord will be published by the secretariat in Windhoek next week.</p>
    </article><footer>© 2024 The Courier. Privacy policy</footer></body></html>"""
    cleaned = clean(None, page)
    assert STORY[0] in cleaned
    assert STORY[1] in cleaned
    assert "Privacy" not in cleaned
    assert "var a" not in cleaned


def test_tags_and_entities_in_plain_text() -> None:
    assert clean("<p>Kofi &amp; Sons left.</p><p>Nobody&nbsp;knew&#39;s why.</p>", None) == (
        "Kofi & Sons left.\n\nNobody knew's why."
    )


@pytest.mark.parametrize(
    ("text", "html"), [(None, None), ("", ""), (" \n ", None), (None, "<p></p>")]
)
def test_nothing_gives_nothing(text: str | None, html: str | None) -> None:
    assert clean(text, html) == ""
