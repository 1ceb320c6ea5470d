"""Names by form: sums, dates, laws, weapons, bodies, people; and look-alikes that are none."""

import pytest

from streams.stages.entities.dates import find_dates
from streams.stages.entities.defined import find_defined
from streams.stages.entities.laws import find_laws
from streams.stages.entities.money import find_money
from streams.stages.entities.people import find_people
from streams.stages.entities.runs import find_by_last_word
from streams.stages.entities.weapons import find_weapons
from streams.stages.entities.wording import read_wording


def longest(text: str, spans) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the texts of the spans that lie in no longer one, in reading order."""
    found = {(span.start, span.end) for span in spans}
    return [
        text[start:end]
        for start, end in sorted(found)
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in found)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Envoys left Accra on Thursday, Dec. 15, 2022.", ["Thursday, Dec. 15, 2022"]),
        ("It closed on Wednesday night and reopened this morning.", ["Wednesday", "this morning"]),
        ("The road has been shut since late July.", ["late July"]),
        ("Between 2017 and 2023 the fleet doubled.", ["2017", "2023"]),
        ("In the 1990s the mid-1980s seemed far away.", ["1990s", "mid-1980s"]),
        ("Two weeks ago nobody in Suva knew.", ["Two weeks ago"]),
        ("The duty fell earlier this month.", ["earlier this month"]),
        ("Done at Lomé on the 3rd of May 1981.", ["3rd of May 1981"]),
        ("Markets shut for Eid al-Fitr and Christmas.", ["Eid al-Fitr", "Christmas"]),
        ("The 2015 accord lapses next year.", ["2015", "next year"]),
        ("A census of 2011-12 was lost.", ["2011-12"]),
        ("They met in May, and again in March.", ["May", "March"]),
        ("Signed 2019-04-30 in Oslo.", ["2019-04-30"]),
        ("A treaty of the 19th century.", ["19th century"]),
    ],
)
def test_dates(text: str, expected: list[str]) -> None:
    assert longest(text, find_dates(read_wording(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He may march to the harbour.",
        "April Moyo and June Larsen sang.",
        "The 2000 soldiers were paid.",
        "It took three years and nine days.",
        "Flight 1987 left gate 2024.",
        "She is 34 years old.",
        "A crowd of 1800 people waited.",
    ],
)
def test_no_dates(text: str) -> None:
    assert longest(text, find_dates(read_wording(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crude fetched $60 a barrel, up from $58.40.", ["$60 a barrel", "$58.40"]),
        ("A loan of 1.2bn euros and NT$4.2 million.", ["1.2bn euros", "NT$4.2 million"]),
        ("Bamako owes 12 million CFA francs.", ["12 million CFA francs"]),
        ("Bern froze 300 million Swiss francs.", ["300 million Swiss francs"]),
        ("The dam cost a billion dollars.", ["a billion dollars"]),
        ("It is worth hundreds of millions of pounds.", ["hundreds of millions of pounds"]),
        ("Delhi paid Rs 500 crore.", ["Rs 500 crore"]),
        ("A 500-million-euro credit.", ["500-million-euro"]),
        ("Fined three hundred and seventy-five million pesos.",
         ["three hundred and seventy-five million pesos"]),
        ("Bread is 30 cents, tea 1,650 riels.", ["30 cents", "1,650 riels"]),
        ("USD 20 million and CHF3m were moved.", ["USD 20 million", "CHF3m"]),
    ],
)  # fmt: skip
def test_sums(text: str, expected: list[str]) -> None:
    assert longest(text, find_money(read_wording(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They won 5 seats and lost 2,000 votes.",
        "It carried 5,000 pounds of flour.",
        "The euro and the rouble fell.",
        "Real Madrid scored 3 goals.",
        "A dollar sign stood on the door.",
    ],
)
def test_no_sums(text: str) -> None:
    assert longest(text, find_money(read_wording(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It breaks Resolution 1559 (2004).", ["Resolution 1559 (2004)"]),
        ("Under Executive Order 13694 and E.O. 14071.",
         ["Executive Order 13694", "E.O. 14071"]),
        ("Council Regulation (EU) No 833/2014 was widened.",
         ["Council Regulation (EU) No 833/2014"]),
        ("Article 42 and Chapter VII were invoked.", ["Article 42", "Chapter VII"]),
        ("Presidential Decree No. 66 frees them.", ["Presidential Decree No. 66"]),
        ("They joined the Treaty on the Prohibition of Nuclear Weapons.",
         ["Treaty on the Prohibition of Nuclear Weapons"]),
        ("A Comprehensive Agreement on the Bangsamoro was signed.",
         ["Comprehensive Agreement on the Bangsamoro"]),
        ("General License 44 ran out.", ["General License 44"]),
    ],
)  # fmt: skip
def test_laws(text: str, expected: list[str]) -> None:
    assert longest(text, find_laws(read_wording(text))) == expected


@pytest.mark.parametrize(
    "text", ["The article ran to 5 pages.", "By order of 3 judges.", "An act of war, 40 dead."]
)
def test_no_laws(text: str) -> None:
    assert longest(text, find_laws(read_wording(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two MiG-29s and a Shahed-136 drone fell.", ["MiG-29s", "Shahed-136"]),
        ("Crews fired Harpoon anti-ship missiles.", ["Harpoon"]),
        ("They hid Tien Kung III missile batteries.", ["Tien Kung III"]),
        ("The destroyer USS Halvorsen turned north.", ["USS Halvorsen"]),
        ("Iranian Phantom jets crossed the Gulf.", ["Phantom"]),
        ("An F/A-18 and three J-16 fighters.", ["F/A-18", "J-16"]),
        ("Sappers lifted a PMN-2 and T-72 hulks.", ["PMN-2", "T-72"]),
    ],
)
def test_weapons(text: str, expected: list[str]) -> None:
    assert longest(text, find_weapons(read_wording(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ballistic missiles flew over the strait.",
        "The road M-25 and the G-20 file were closed.",
        "COVID-19 tests and P5-1 talks.",
        "Russian tanks and Sudanese rockets.",
    ],
)
def test_no_weapons(text: str) -> None:
    assert longest(text, find_weapons(read_wording(text))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He is Ibrahim Wad Elfaki of the Gum Arabic Board.", ["Gum Arabic Board"]),
        ("Rugs went to Dubai. The Iranian Carpet Company was glad.", ["Iranian Carpet Company"]),
        ("The Group for the Support of Islam and Muslims claimed it.",
         ["Group for the Support of Islam and Muslims"]),
        ("The National Council for the Safeguard of the Homeland met.",
         ["National Council for the Safeguard of the Homeland"]),
        ("The Estonian Tax and Customs Board seized it.", ["Estonian Tax and Customs Board"]),
        ("The Security Council on Monday met.", ["Security Council"]),
        ("Marwah Sea Lines of Sharjah sued.", ["Marwah Sea Lines"]),
        ("Gunners shelled Kherson Regional Hospital.", ["Kherson Regional Hospital"]),
        ("The Battle of Kursk and the Suez Crisis.", ["Battle of Kursk", "Suez Crisis"]),
        ("The Oslo accords died with the Tet offensive.", ["Oslo accords", "Tet offensive"]),
        ("Under the Sudan (Sanctions) (EU Exit) Regulations 2020 it is an offence.",
         ["Sudan (Sanctions) (EU Exit) Regulations 2020"]),
        ("On Armed Forces Day 2021 they fired.", ["Armed Forces Day 2021"]),
        ("A song of the “Easter Week massacre” and more.", ["Easter Week massacre"]),
        ("The Republic of Kiribati Government paid.", ["Republic of Kiribati Government"]),
    ],
)  # fmt: skip
def test_names_by_their_last_or_first_word(text: str, expected: list[str]) -> None:
    assert longest(text, find_by_last_word(read_wording(text))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A Russian agreement was near.",
        "The French war on waste.",
        "Then The Office closed.",
        "He left. Bank holidays are short.",
    ],
)
def test_no_names_by_their_last_word(text: str) -> None:
    assert longest(text, find_by_last_word(read_wording(text))) == []


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The United Kingdom Maritime Trade Operations (UKMTO) was told.",
         "United Kingdom Maritime Trade Operations", "ORG"),
        ("The African Growth and Opportunity Act (AGOA) lapsed.",
         "African Growth and Opportunity Act", "LAW"),
        ("The Terminal High Altitude Area Defense (THAAD) system came.",
         "Terminal High Altitude Area Defense", "WEAPON"),
        ("The Caisse des Dépôts et Consignations (CDC) lent.",
         "Caisse des Dépôts et Consignations", "ORG"),
    ],
)  # fmt: skip
def test_what_the_article_abbreviates(text: str, name: str, label: str) -> None:
    spans = list(find_defined(text))
    assert (name, label) in [(text[s.start : s.end], s.label.value) for s in spans]
    assert len(spans) == 2


def test_a_bracket_that_abbreviates_nothing() -> None:
    assert list(find_defined("Exports of copper (LME prices) rose at the port (RTR).")) == []


GIVEN = frozenset({"Colette", "Ihar"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lord Soames drove past Patriarch Kirill.", ["Soames", "Kirill"]),
        ("A warning by Colette Kress of Nvidia.", ["Colette Kress"]),
        ("“Enough,” said Wangari Mutua.", ["Wangari Mutua"]),
        ("Esperance Nabintu, 34, waited.", ["Esperance Nabintu"]),
        ("Reporting by Oumar Cisse and Lina Berg", ["Oumar Cisse", "Lina Berg"]),
        ("Spokesperson Peter Stano came.\nSTANO: Welcome.\nFERRANTE: Why?\nSTANO: Because.",
         ["Peter Stano", "STANO", "FERRANTE", "STANO"]),
    ],
)  # fmt: skip
def test_people(text: str, expected: list[str]) -> None:
    assert longest(text, find_people(read_wording(text), GIVEN)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The General Assembly and Lord Chancellor Department met.",
        "NOTE: See page 4.\nMODERATOR: Next.\nMODERATOR: Last.",
        "The King said the Queen agreed.",
    ],
)
def test_no_people(text: str) -> None:
    assert longest(text, find_people(read_wording(text), GIVEN)) == []
