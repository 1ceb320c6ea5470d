"""Canonical names, ids and states: what the lists know and what the article itself tells."""

import pytest

from schemas.entity import EntityLabel
from streams.language.knowledge import Knowledge, load_knowledge
from streams.stages.entities.article import read_article
from streams.stages.entities.candidate import Candidate, Source
from streams.stages.entities.countries import Anchor, Countries
from streams.stages.entities.linking import link_all


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def marked(text: str) -> tuple[str, list[Candidate]]:
    """Return the text without its marks, and the names that stood in [..|LABEL]."""
    plain, spans = "", []
    for piece in text.split("["):
        name, bar, rest = piece.partition("|")
        if not bar:
            plain += piece
            continue
        label, _, after = rest.partition("]")
        start = len(plain)
        plain += name + after
        spans.append(Candidate(start, start + len(name), EntityLabel(label), Source.MODEL))
    return plain, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the fullest name in the article, without title
        ("[Antony J. Blinken|PERSON] spoke. [Blinken|PERSON] left.",
         [("Antony J. Blinken", "Q7821917", "US"), ("Antony J. Blinken", "Q7821917", "US")]),
        # a famous surname alone
        ("[Macron|PERSON] called.", [("Emmanuel Macron", "Q3052772", "FR")]),
        # a namesake in the article
        ("[Hunter Biden|PERSON] paid. [Biden|PERSON] wept.",
         [("Hunter Biden", None, None), ("Hunter Biden", None, None)]),
        # family name first; capitals of a transcript
        ("[Deng Yaling|PERSON] ran. [Deng|PERSON] fell. [DENG|PERSON] won.",
         [("Deng Yaling", None, None)] * 3),
        # acronyms, with brackets and without, and against the lists
        ("The [Indian Oil Corporation|ORG] ([IOC|ORG]) paid; [IOC|ORG] shares rose.",
         [("Indian Oil Corporation", None, "IN")] * 3),
        ("The [Bougainville Revolutionary Army|ORG] fired. The [BRA|ORG] denied it.",
         [("Bougainville Revolutionary Army", None, None)] * 2),
        ("The [Shanghai Cooperation Organisation|ORG] ([SCO|ORG]) met.",
         [("Shanghai Cooperation Organisation", "Q485207", None)] * 2),
        # short forms of bodies
        ("[Carlsfeld AG|ORG] bid; [Carlsfeld|ORG] lost.", [("Carlsfeld AG", None, None)] * 2),
        ("The [European Commission|ORG] sued. The [Commission|ORG] won.",
         [("European Commission", "Q8880", None)] * 2),
        # whose Congress
        ("[Washington|GPE] waits: [Congress|ORG] votes.",
         [("Washington, D.C.", None, "US"), ("US Congress", None, "US")]),
        ("[Lima|GPE] waits: [Congress|ORG] votes.",
         [("Lima", None, "PE"), ("Congress", None, None)]),
        # states of bodies and people, from the words beside them
        ("The [Swedish|NORP] bearing maker [Kullager|ORG] sold up.",
         [("Sweden", "Q34", "SE"), ("Kullager", None, "SE")]),
        ("[Mali|GPE]'s foreign minister, [Adama Traoreba|PERSON], left.",
         [("Mali", "Q912", "ML"), ("Adama Traoreba", None, "ML")]),
        ("[Adama Traoreba|PERSON], foreign minister of [Mali|GPE], left.",
         [("Adama Traoreba", None, "ML"), ("Mali", "Q912", "ML")]),
        ("Bishops met in [Natanz|GPE].", [("Natanz", None, "IR")]),
    ],
)  # fmt: skip
def test_links(
    knowledge: Knowledge, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    plain, spans = marked(text)
    linked = link_all(plain, spans, knowledge)
    told = [(known.canonical, known.kb_id, known.country) for known in linked]
    # The capital's canonical name is the lists'.
    assert [t[1:] if t[0].startswith("Washington") else t for t in told] == [
        e[1:] if e[0].startswith("Washington") else e for e in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[Iran|GPE] fears that [Adama Traoreba|PERSON] will win.",
        "[Iran|GPE] met. [Adama Traoreba|PERSON] came late.",
        "[Iran|GPE] and the judge [Adama Traoreba|PERSON] disagree.",
        "[Peru|GPE] sold gold to [Kullager|ORG].",
    ],
)
def test_a_state_nearby_is_not_yet_theirs(knowledge: Knowledge, text: str) -> None:
    plain, spans = marked(text)
    assert link_all(plain, spans, knowledge)[1].country is None


def test_a_town_is_where_the_article_is(knowledge: Knowledge) -> None:
    text = "Odessa"
    for country in ("UA", "US"):
        anchors = [Anchor(10, 12, EntityLabel.GPE, country)]
        found = Countries(text, anchors, knowledge).of("Odessa", 0, 6, EntityLabel.GPE)
        assert found == country


def test_first_names_stand_for_people_only_where_they_are_no_surnames(knowledge: Knowledge) -> None:
    text, spans = marked("[Halyna Sydor|PERSON] baked, [Petro Halyna|PERSON] ate.")
    assert read_article(text, spans, knowledge).full["Halyna"] == "Petro Halyna"
