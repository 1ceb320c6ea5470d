"""What is cut from an article's text, and what must not be."""

from pathlib import Path

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
        "Please support our reporters by clicking on the green button at the end.",
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
        "14:05 GMT",
        "Published: 3 May 2024, 10:00 IST | Updated: 3 May 2024, 12:00 IST",
        "Last updated on Tuesday, 4 June 2024 at 9.15 pm",
        "4 min read",
        "Home > World > Africa",
        "Tags: water, Zambia, trade",
        "FOR IMMEDIATE RELEASE",
        "Media contact: Press Office, +260 211 555 0100, press@example.org",
        "###",
        "REUTERS/Themba Hadebe",
        "Courtesy of the Ministry of Water",
        "By Chanda Mwape in Lusaka",
        "Story continues below advertisement",
        "We and our partners use cookies to improve your visit.",
        "By continuing you accept our terms of service and privacy policy.",
        "Terms of use | Privacy policy",
        "Copyright 2024 The Lusaka Courier",
        "Already a subscriber? Log in",
        "This story was updated at 10:15 GMT.",
        "Opinion | Who owns the river",
        "Sent from my phone",
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
        "LIVE: Talks on the river in Lusaka",
        "Watch: the army has put the border on watch.",
        "The terms of use of the dam were signed by Namibia.",
        "The privacy policy of the firm is under investigation in Botswana, a regulator said.",
        "All rights reserved for the fishermen will lapse, the treaty said.",
        "Copyright law divides the four states.",
        "13:50 - Minister Chanda told reporters that she was hopeful.",
        "Published reports of a quarrel in May 2023 were denied.",
        "Updated maps of the river show 40 dams.",
        "By Sunday the delegates had left.",
        "Donors met in Geneva to donate $1bn to the river states today.",
        "PRESIDENT MBEWE: We have agreed.",
        "• a ban on nets in Zambia",
        "IRELAND TO FUND DAM INSPECTION",
        "Contact between the ministers was rare: three calls in two years.",
        "More: that is what the farmers ask for, the minister said.",
        "The war ends.",
        "To continue the talks, the ministers flew to Gaborone.",
        "SOURCES: TWO OFFICIALS IN LUSAKA",
    ],
)
def test_the_story_stays(sentence: str) -> None:
    assert clean(story(sentence), None) == story(sentence)


def lines_of(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", lines_of("furniture.txt"))
def test_furniture_of_many_houses_is_cut(line: str) -> None:
    assert clean(story(line), None) == story()


@pytest.mark.parametrize("line", lines_of("story_lines.txt"))
def test_short_lines_of_the_story_stay(line: str) -> None:
    assert clean(story(line), None) == story(line)


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


def test_lines_of_a_list_stay_apart() -> None:
    items = [
        "The four states agreed on these points",
        "- an inspection of the dam before the rains",
        "- a hotline between the four ministries",
        "- a ban on fishing nets below the falls",
        "- a court of arbitration in Gaborone",
    ]
    assert clean("\n".join(items), None).split("\n\n") == items


def test_scripts_and_picture_links_go() -> None:
    raw = (
        "<p>Zambia agreed.</p><script>var a = 1;</script><p>So did Angola. pic.twitter.com/aB1</p>"
    )
    assert clean(raw, None) == "Zambia agreed.\n\nSo did Angola."


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
