"""Listed parties: names in texts of our own against the shipped snapshot."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from schemas import ListedParty
from streams.language.knowledge import load_knowledge
from streams.language.model import load_model
from streams.stages.entities import find_entities
from streams.stages.listed import (
    SanctionsLists,
    SnapshotError,
    find_listed_parties,
    load_sanctions_lists,
)
from streams.stages.listed.lists import SHIPPED
from streams.stages.listed.names import name_words, without_legal_form

Reader = Callable[..., tuple[ListedParty, ...]]


@pytest.fixture(scope="module")
def lists() -> SanctionsLists:
    return load_sanctions_lists()


@pytest.fixture(scope="module")
def read(lists: SanctionsLists) -> Reader:
    nlp, knowledge = load_model(), load_knowledge()

    def run(text: str, published_on: date | None = None) -> tuple[ListedParty, ...]:
        doc = nlp(text)
        entities = find_entities(doc, knowledge=knowledge)
        return find_listed_parties(doc, entities, published_on=published_on, lists=lists)

    return run


@pytest.mark.parametrize(
    ("text", "surface", "listing", "entry_id"),
    [
        ("Sergei Lavrov flew to Belgrade on Tuesday.", "Sergei Lavrov", "UK", "RUS0252"),
        (
            "Roman Abramovich was seen at the airport of Istanbul, Russia's press wrote.",
            "Roman Abramovich",
            "UK",
            "RUS0270",
        ),
        (
            "The order hits Huawei Technologies and other Chinese firms.",
            "Huawei Technologies",
            "OFAC-NONSDN",
            "30947",
        ),
        (
            "The president of Syria, Bashar al-Assad, left the palace.",
            "Bashar al-Assad",
            "OFAC-SDN",
            "12735",
        ),
        (
            "Alexander Lukashenko of Belarus praised the harvest.",
            "Alexander Lukashenko",
            "OFAC-SDN",
            "9760",
        ),
        (
            "Russia's central bank left its key rate where it was.",
            "Russia's central bank",
            "OFAC-NONSDN",
            "31695",
        ),
    ],
)
def test_parties_are_found(
    read: Reader, text: str, surface: str, listing: str, entry_id: str
) -> None:
    found = [item for item in read(text) if item.entry_id == entry_id and item.list == listing]
    assert [item.text for item in found] == [surface]
    assert text[found[0].start : found[0].end] == surface
    assert found[0].score == pytest.approx(min(1.0, sum(found[0].features.values())), abs=0.002)


@pytest.mark.parametrize(
    "text",
    [
        "The youth of the town met at the base of the hill under a green light.",
        "The Eagles played an old song in Denver.",
        "Jose Lopez sells oranges in Valencia.",
        "Mohammed Ali was the greatest boxer of all, said Khan.",
        "The Ministry of Defence in Nairobi bought new boots.",
        "The National Bank of Canada opened a branch in Halifax.",
        "Japan's central bank raised rates for the second time.",
        "The People's Liberation Army of China launched a carrier.",
    ],
)
def test_look_alikes_are_silent(read: Reader, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Buyers in Asia paid less for Iranian oil last month.",
        "Syrian gas and Cuban tobacco were on sale at the fair in Damascus.",
        "A Korean trading company opened a shop in Busan.",
        "Libyan airlines and Sudanese shipping lines raised their fares.",
    ],
)
def test_a_description_names_nobody(read: Reader, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Port officials in Colon detained the tanker Ebano (IMO 7406784) on Friday.",
            [("Ebano", "4243"), ("IMO 7406784", "4243")],
        ),
        ("A ship with IMO number 7206512 was seen off Havana.", [("IMO number 7206512", "4249")]),
        (
            "A freighter under a new name, IMO: 7406784, left Walvis Bay.",
            [("IMO: 7406784", "4243")],
        ),
        # Another hull, whatever its name.
        ("The cargo ship Ebano (IMO 9999999) sailed from Lagos.", []),
        ("A carpenter in Lome sold a chest of ebano.", []),
        ("The clinic kept 7406784 doses in Quito.", []),
    ],
)
def test_ships_by_name_and_by_number(read: Reader, text: str, found: list[tuple[str, str]]) -> None:
    assert [(item.text, item.entry_id) for item in read(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("An Ilyushin jet registered EP-GOM landed in Damascus at dawn.", ["EP-GOM"]),
        ("The helicopter, YV1009, was parked in Maracaibo.", ["YV1009"]),
        ("The code EP-GOM stood on a box of screws in Uppsala.", []),
        ("Platform YV1009 of the depot in Quito was closed.", []),
    ],
)
def test_aircraft_by_registration(read: Reader, text: str, found: list[str]) -> None:
    assert [item.text for item in read(text)] == found


def test_a_company_with_a_descriptive_name_counts_in_full(lists: SanctionsLists) -> None:
    assert ("iranian", "oil", "company", "u", "k", "limited") in lists.names
    assert ("iranian", "oil") not in lists.names


def test_nobody_is_listed_before_his_time(read: Reader) -> None:
    text = "Roman Abramovich of Russia bought a club in London."
    assert [item.list for item in read(text, date(2022, 3, 11))] == ["UK"]
    assert read(text, date(2022, 3, 9)) == ()
    assert read(text)[0].listed_on == date(2022, 3, 10)


def test_undated_lists_say_so_and_follow_their_legal_basis(read: Reader) -> None:
    text = "Vladimir Putin of Russia spoke for an hour."
    young = {item.list: item for item in read(text, date(2022, 3, 1))}
    assert young["OFAC-SDN"].listed_on is None
    assert young["UK"].listed_on == date(2022, 2, 25)
    assert read(text, date(2010, 3, 1)) == ()


def test_a_surname_counts_after_the_full_name(read: Reader) -> None:
    text = "Vladimir Putin of Russia met farmers. Putin then spoke of wheat."
    spans = sorted({(item.start, item.text) for item in read(text)})
    assert [words for _, words in spans] == ["Vladimir Putin", "Putin"]
    assert {item.score < 0.8 for item in read(text) if item.text == "Putin"} == {True}


def test_the_snapshot_says_what_it_is(lists: SanctionsLists) -> None:
    assert set(lists.dates) == {"OFAC-SDN", "OFAC-NONSDN", "UN", "UK"}
    days = ";".join(f"{k.lower()}:{v}" for k, v in lists.dates.items())
    content = gzip.decompress(SHIPPED.read_bytes())
    assert lists.version == f"{days};sha256:{hashlib.sha256(content).hexdigest()[:12]}"
    assert SHIPPED.stat().st_size < 3 * 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [
        SHIPPED.read_bytes()[:5000],
        b"",
        b"no gzip",
        gzip.compress(b"no json"),
        gzip.compress(b"[]"),
        gzip.compress(b'{"format": 1, "lists": {}, "entries": []}'),
        gzip.compress(b'{"format": 99, "lists": {}, "entries": [{}]}'),
        gzip.compress(b'{"format": 1, "lists": {}, "entries": [{"l": "UK"}]}'),
    ],
)
def test_what_is_no_snapshot_is_refused(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "lists.json.gz"
    broken.write_bytes(content)
    with pytest.raises(SnapshotError, match=re.escape(str(broken))):
        load_sanctions_lists(broken)


def test_a_missing_snapshot_is_named(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="nowhere"):
        load_sanctions_lists(tmp_path / "nowhere")


def test_a_snapshot_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.json.gz"
    entry = {"l": "UK", "i": "X1", "n": "Zzyzx Shipping LLC", "k": "E", "d": "2020-01-02"}
    about = {"UK": {"date": "2020-02-01", "source": "test", "licence": "none"}}
    with gzip.open(path, "wt", encoding="utf-8") as file:
        json.dump({"format": 1, "lists": about, "entries": [entry]}, file)
    lists = load_sanctions_lists(path)
    assert re.fullmatch(r"uk:2020-02-01;sha256:[0-9a-f]{12}", lists.version)
    assert lists.names["zzyzx", "shipping"][0].entry.listed_on == date(2020, 1, 2)


def test_names_are_compared_plain() -> None:
    assert name_words("Mélanie O’Brien-Łuk") == ("melanie", "obrien", "luk")
    assert without_legal_form(name_words("Huawei Technologies Co., Ltd.")) == (
        "huawei",
        "technologies",
    )
    assert without_legal_form(("public", "joint", "stock", "company")) != ()


@pytest.mark.parametrize(
    "text",
    [
        # the name goes on, and is another's
        "North Korea's Kim Jong-nae runs a noodle shop in Dandong.",
        "The court heard Mohammad Ishaq Varnzai, a baker from Kabul in Afghanistan.",
        # many bear it
        "A driver, Mohammad Gul, saw the flood come down the valley in Afghanistan.",
        "China's minister of health, Gao Qiang, opened a hospital.",
        # letters that stand for something else
        "The firm moves from the ICI system to the IMU system next year.",
        "The interview ran on the television network ABC in Russia.",
    ],
)
def test_look_alikes_give_nobody(read: Reader, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "surface", "entry_id"),
    [
        (
            "Lebanon's Hezbollah leader Hassan Nasrallah spoke on television.",
            "Hassan Nasrallah",
            "2686",
        ),
        ("Iraqi leader Saddam Hussein was found in a cellar.", "Saddam Hussein", "7843"),
        ("Police killed fighters of the PKK, the Kurdistan Workers' Party.", "PKK", "4702"),
    ],
)
def test_other_spellings_and_what_the_context_settles(
    read: Reader, text: str, surface: str, entry_id: str
) -> None:
    assert (surface, entry_id) in {(party.text, party.entry_id) for party in read(text)}


def test_a_name_that_sounds_as_a_listed_one_says_so(read: Reader) -> None:
    found = read("Lebanon's Hezbollah leader Hassan Nasrallah spoke on television.")
    (party,) = (party for party in found if party.entry_id == "2686")
    assert party.features["spelling"] < 0
