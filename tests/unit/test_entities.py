"""Entities of sentences of our own, by the shipped pipeline, lists and rules together."""

from itertools import pairwise

import pytest

from schemas.entity import Entity, EntityLabel
from streams.resources import Resources
from streams.stages.entities import find_entities
from streams.stages.entities.patterns import find_patterns
from streams.stages.entities.wording import read_wording


@pytest.fixture(scope="module")
def find(resources: Resources):  # type: ignore[no-untyped-def]
    def found(text: str) -> tuple[Entity, ...]:
        return find_entities(resources.nlp(text), knowledge=resources.knowledge)

    return found


def labels(entities: tuple[Entity, ...]) -> list[tuple[str, str]]:
    return [(entity.text, entity.label.value) for entity in entities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nigeria and Niger reopened their border.", [("Nigeria", "GPE"), ("Niger", "GPE")]),
        ("The EU-US accord was signed in Bern.", [("EU", "ORG"), ("US", "GPE"), ("Bern", "GPE")]),
        ("Sino-Indian talks failed; Indo-Pacific trade grew.",
         [("Sino", "NORP"), ("Indian", "NORP"), ("Indo-Pacific", "LOC")]),
        ("North Korea fired at South Korea, and the South answered the North.",
         [("North Korea", "GPE"), ("South Korea", "GPE"), ("South", "GPE"), ("North", "GPE")]),
        ("Bank of England staff met Bishop Kato in Kampala.",
         [("Bank of England", "ORG"), ("Kato", "PERSON"), ("Kampala", "GPE")]),
        ("Peruvian troops crossed into Ecuador.", [("Peruvian", "NORP"), ("Ecuador", "GPE")]),
        (
            "President Ramaphosa met Prime Minister Modi in Pretoria.",
            [("Ramaphosa", "PERSON"), ("Modi", "PERSON"), ("Pretoria", "GPE")],
        ),
        ("The frigate left the Black Sea.", [("Black Sea", "LOC")]),
        ("Rockets hit Aden airport.", [("Aden airport", "FAC")]),
        ("The Houthis fired at a tanker.", [("Houthis", "ORG")]),
        ("It breaches UN Security Council Resolution 2231.",
         [("UN Security Council Resolution 2231", "LAW")]),
        ("It was made under Executive Order 13694.", [("Executive Order 13694", "LAW")]),
        ("Two MiG-29s and an S-300 were lost.", [("MiG-29s", "WEAPON"), ("S-300", "WEAPON")]),
        ("Chile lent Haiti $40 million on 3 May 1998.",
         [("Chile", "GPE"), ("Haiti", "GPE"), ("$40 million", "MONEY"), ("3 May 1998", "DATE")]),
        ("The Second World War reached Greece.",
         [("Second World War", "EVENT"), ("Greece", "GPE")]),
        ("The Srebrenica massacre was named.", [("Srebrenica massacre", "EVENT")]),
        ("NORTH KOREA FIRES MISSILE OVER JAPAN", [("NORTH KOREA", "GPE"), ("JAPAN", "GPE")]),
    ],
)  # fmt: skip
def test_names_and_labels(find, text: str, expected: list[tuple[str, str]]) -> None:  # type: ignore[no-untyped-def]
    assert labels(find(text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "canonical", "kb_id", "country"),
    [
        ("Russia withdrew.", "Russia", "Russia", "Q159", "RU"),
        ("Russian troops withdrew.", "Russian", "Russia", "Q159", "RU"),
        ("Talks in Moscow ended.", "Moscow", "Moscow", "Q649", "RU"),
        ("The Kremlin said nothing.", "Kremlin", "Kremlin", None, "RU"),
        ("Burma expelled the envoy.", "Burma", "Myanmar", "Q836", "MM"),
        ("The U.K. banned the group.", "U.K.", "United Kingdom", "Q145", "GB"),
        ("Nato met on Monday.", "Nato", "NATO", "Q7184", None),
        ("The USSR left Afghanistan.", "USSR", "Soviet Union", "Q15180", "SU"),
        ("Trade with Taiwan grew.", "Taiwan", "Taiwan", "Q865", "TW"),
        ("The Central Bank of Kenya sold dollars.", "Central Bank of Kenya",
         "Central Bank of Kenya", None, "KE"),
    ],
)  # fmt: skip
def test_links(  # type: ignore[no-untyped-def]
    find, text: str, name: str, canonical: str, kb_id: str | None, country: str | None
) -> None:
    (entity,) = [entity for entity in find(text) if entity.text == name]
    assert (entity.canonical, entity.kb_id, entity.country) == (canonical, kb_id, country)


def test_a_surname_stands_for_the_full_name(find) -> None:  # type: ignore[no-untyped-def]
    entities = find(
        "Defence minister Ruslan Okafor-Mbeki spoke first. Later Okafor-Mbeki left the hall."
    )
    people = [entity for entity in entities if entity.label is EntityLabel.PERSON]
    assert len(people) == 2
    assert {person.canonical for person in people} == {"Ruslan Okafor-Mbeki"}


def test_an_acronym_that_the_article_defines(find) -> None:  # type: ignore[no-untyped-def]
    entities = find(
        "The Lake Chad Basin Commission (LCBC) met on Monday. Troops of the LCBC followed."
    )
    assert {e.canonical for e in entities if e.label is EntityLabel.ORG} == {
        "Lake Chad Basin Commission"
    }


def test_names_in_a_row_are_people(find) -> None:  # type: ignore[no-untyped-def]
    entities = find(
        "The order names the officials Thein Zaw Oo, Htay Min Naing, Sit Wai Lwin and Ko Nyunt Pe."
    )
    people = [entity.text for entity in entities if entity.label is EntityLabel.PERSON]
    assert people == ["Thein Zaw Oo", "Htay Min Naing", "Sit Wai Lwin", "Ko Nyunt Pe"]


@pytest.mark.parametrize(
    "line",
    [
        "Ukrainian soldiers at the border © AP",
        "Photo: Reuters",
        "Sign up for the newsletter of the Kremlin Observer",
    ],
)
def test_page_furniture_names_nobody(find, line: str) -> None:  # type: ignore[no-untyped-def]
    text = f"Envoys of Peru and Chile met.\n\n{line}\n\nThey agreed to meet again in Lima."
    assert [entity.text for entity in find(text)] == ["Peru", "Chile", "Lima"]


@pytest.mark.parametrize(
    "text",
    [
        "The drivers may march in may or so they said.",
        "The road M-25 and the G-20 file were closed.",
        "It rose 2.5 points at 11:30 a.m. to 4,800.",
    ],
)
def test_look_alikes_have_no_pattern(text: str) -> None:
    assert find_patterns(read_wording(text)) == []


def test_spans_are_ordered_words_of_the_text_and_the_same_every_time(find) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Vietnam, the Philippines and Malaysia protested to Beijing on Tuesday.\n\n"
        "Hanoi's Ministry of Foreign Affairs called the drill a breach of UNCLOS; Manila agreed."
    )
    entities = find(text)
    assert len(entities) > 6
    assert all(text[e.start : e.end] == e.text for e in entities)
    assert all(a.end <= b.start for a, b in pairwise(entities))
    assert all(0 < e.score < 1 for e in entities)
    assert find(text) == entities


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("SUVA, 12 June - The cabinet met behind closed doors.", "SUVA", "FJ"),
        ("LIMA (Reuters) - Miners ended a strike.", "LIMA", "PE"),
        ("ACCRA, Jan 5 (AFP) — Envoys arrived on time.", "ACCRA", "GH"),
        ("OSLO: The foreign minister called for calm.", "OSLO", "NO"),
        ("KORVASTU (Reuters) - The port was closed.", "KORVASTU", None),
    ],
)
def test_a_dateline_is_a_place(  # type: ignore[no-untyped-def]
    find, text: str, place: str, country: str | None
) -> None:
    first = find(text)[0]
    assert (first.text, first.label, first.country) == (place, EntityLabel.GPE, country)


@pytest.mark.parametrize(
    "text",
    ["WARNING: The road is closed.", "BREAKING - Lawmakers left the hall.", "NOTE: See page 4."],
)
def test_a_cry_is_no_dateline(find, text: str) -> None:  # type: ignore[no-untyped-def]
    assert all(entity.label is not EntityLabel.GPE for entity in find(text))


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The patrol boat sank off Busan.", "Busan", "GPE"),
        ("Two cutters turned toward Jeju on Friday.", "Jeju", "GPE"),
        ("Fighters overran the village of Sarkhet before dawn.", "Sarkhet", "GPE"),
        ("Governor Pablo Ferrer of Zulia met the miners.", "Zulia", "GPE"),
        ("Voters lost faith in Navarro after the strike.", "Navarro", "PERSON"),
        ("The Finnish company Nordvik was fined.", "Nordvik", "ORG"),
        ("Striker Duvan Paz missed the match against Northfield United.", "Northfield United",
         "ORG"),
        ("Manager Elena Ruiz praised both teams.", "Elena Ruiz", "PERSON"),
        ("Water rose at Kanora Barrage on Monday.", "Kanora Barrage", "FAC"),
        ("MS. ADEYEMI: The government of Ghana has agreed.", "ADEYEMI", "PERSON"),
        ("Minister for the Middle East Oliver Stanton left early.", "Oliver Stanton", "PERSON"),
        ("Will Norway sign the text?", "Norway", "GPE"),
        ("Gates wraps up his trip to Kabul.", "Gates", "PERSON"),
        ("Envoys meet on Thursday, Dec. 15, in Lima.", "Thursday, Dec. 15", "DATE"),
        ("They arrived on Saturday night.", "Saturday", "DATE"),
        ("The 12th Border Guard Brigade held the pass.", "12th Border Guard Brigade", "ORG"),
        ("Freight passed through Mumbai, Karachi and Osaka.", "Karachi", "GPE"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_tells_its_kind(  # type: ignore[no-untyped-def]
    find, text: str, name: str, label: str
) -> None:
    assert (name, label) in labels(find(text))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("South Korea's Joint Chiefs of Staff saw two launches.", "KR"),
        ("The Joint Chiefs of Staff in Manila confirmed it.", "PH"),
        ("The Joint Chiefs of Staff confirmed it.", None),
    ],
)
def test_a_body_that_many_states_have(find, text: str, country: str | None) -> None:  # type: ignore[no-untyped-def]
    (chiefs,) = [entity for entity in find(text) if entity.text == "Joint Chiefs of Staff"]
    assert chiefs.country == country


def test_a_name_in_capitals_is_the_same_person(find) -> None:  # type: ignore[no-untyped-def]
    entities = find(
        "President Tamar Beridze arrived in Lusaka.\n\nBERIDZE REJECTS OFFER FROM GREECE\n\n"
        "Later Tamar BERIDZE spoke."
    )
    people = [entity for entity in entities if entity.label is EntityLabel.PERSON]
    assert [person.text for person in people] == ["Tamar Beridze", "BERIDZE", "Tamar BERIDZE"]
    assert {person.canonical for person in people} == {"Tamar Beridze"}


@pytest.mark.parametrize(
    "text",
    [
        "Western companies left, and the Summit ended after a long delay.",
        "The plant makes 84 MW of power and the Conference was told so.",
    ],
)
def test_what_names_nobody(find, text: str) -> None:  # type: ignore[no-untyped-def]
    assert labels(find(text)) == []
