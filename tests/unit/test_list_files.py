"""The official files: read alike whatever their shape, and refused where they are damaged."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from schemas import ListedParty
from streams.language.knowledge import load_knowledge
from streams.language.model import load_model
from streams.lists.errors import ListsError
from streams.lists.files import OfficialList, official_files, read_lists, recognised
from streams.lists.snapshot import packed
from streams.stages.entities import find_entities
from streams.stages.listed import find_listed_parties, load_sanctions_lists
from tests.support.official_lists import (
    Party,
    write_eu,
    write_ofac,
    write_uk_csv,
    write_uk_xml,
    write_un,
)

NORWAY = ("NO", "Norway")
WOMAN = Party(
    11,
    "VARNHOLT",
    "Ilseke Maren",
    strong=("Ilseke Farnholdt",),
    weak=("Ilseke the Grey",),
    country=NORWAY,
)
BODY = Party(12, "Quorvex Maritime Holding Ltd", kind="body", listed_on=date(2021, 2, 3))
SHIP = Party(13, "BLUE QUENDAL", kind="ship", imo="9187629", listed_on=date(2022, 8, 9))
UNDATED = Party(14, "OSTREBØ", "Håkon Jarle", listed_on=None)
PARTIES = (WOMAN, BODY, SHIP, UNDATED)


def ofac_sdn(folder: Path) -> Path:
    return write_ofac(folder, PARTIES, dated="_2026-02-28")


def ofac_nonsdn(folder: Path) -> Path:
    return write_ofac(folder, PARTIES, "cons_prim", dated="_2026-02-28")


def un(folder: Path) -> Path:
    return write_un(folder / "consolidated.xml", PARTIES)


def uk_csv(folder: Path) -> Path:
    return write_uk_csv(folder / "UK-Sanctions-List.csv", PARTIES)


def uk_xml(folder: Path) -> Path:
    return write_uk_xml(folder / "UK-Sanctions-List.xml", PARTIES)


def eu(folder: Path) -> Path:
    return write_eu(folder / "xmlFullSanctionsList_1_1.xml", PARTIES)


FORMATS = {
    "OFAC-SDN": (ofac_sdn, "2026-02-28", "TEST", "{}"),
    "OFAC-NONSDN": (ofac_nonsdn, "2026-02-28", "TEST", "{}"),
    "UN": (un, "2026-03-01", "UN-TEST", "TSi.{}"),
    "UK": (uk_csv, "2026-03-02", "UK-TEST", "TST00{}"),
    "UK in XML": (uk_xml, "2026-03-02", "UK-TEST", "TST00{}"),
    "EU": (eu, "2026-03-03", "EU-TEST", "EU.{}.7"),
}
everywhere = pytest.mark.parametrize("form", FORMATS)


def read(path: Path, dated: date | None = None) -> OfficialList:
    (only,) = read_lists(official_files([path]), dated)
    return only


@everywhere
def test_each_form_gives_the_same_parties(form: str, tmp_path: Path) -> None:
    write, dated, programme, ids = FORMATS[form]
    found = read(write(tmp_path))
    assert found.listing == form.partition(" ")[0]
    assert found.dated == dated
    by_id = {entry.entry_id: entry for entry in found.entries}
    woman, body, ship, undated = (by_id[ids.format(party.number)] for party in PARTIES)
    assert [entry.kind for entry in (woman, body, ship, undated)] == ["P", "E", "V", "P"]
    assert set(woman.name.replace(",", "").split()) == {"VARNHOLT", "Ilseke", "Maren"}
    assert woman.aliases == ("Ilseke Farnholdt",)
    assert woman.weak_aliases == ("Ilseke the Grey",)
    assert woman.programmes == (programme,)
    assert woman.countries >= {"NO"}
    assert [entry.listed_on for entry in (woman, body, ship)] == [
        date(2020, 5, 17),
        date(2021, 2, 3),
        date(2022, 8, 9),
    ]
    assert undated.listed_on == (date(2025, 11, 30) if form == "EU" else None)
    assert ship.imo == "9187629"
    assert body.imo is None


@pytest.fixture(scope="module")
def parties_of() -> Callable[..., list[ListedParty]]:
    nlp, knowledge = load_model(), load_knowledge()

    def run(snapshot: Path, text: str, published_on: date | None = None) -> list[ListedParty]:
        doc = nlp(text)
        entities = find_entities(doc, knowledge=knowledge)
        lists = load_sanctions_lists(snapshot)
        return list(find_listed_parties(doc, entities, published_on=published_on, lists=lists))

    return run


@everywhere
def test_each_form_is_found_in_articles(
    form: str, tmp_path: Path, parties_of: Callable[..., list[ListedParty]]
) -> None:
    """Dates, undated entries, aliases, programmes, ships: the same of every list."""
    write, _, programme, ids = FORMATS[form]
    snapshot = tmp_path / "lists.json.gz"
    snapshot.write_bytes(packed([read(write(tmp_path / "in" if "OFAC" in form else tmp_path))]))
    listing = form.partition(" ")[0]

    text = "Norway's police questioned Ilseke Maren Varnholt on Monday in Bergen."
    (woman,) = parties_of(snapshot, text, date(2020, 5, 17))
    assert (woman.list, woman.entry_id, woman.text) == (
        listing,
        ids.format(11),
        "Ilseke Maren Varnholt",
    )
    assert woman.programmes == (programme,)
    assert woman.listed_on == date(2020, 5, 17)
    assert parties_of(snapshot, text, date(2020, 5, 16)) == []

    text = "Norway's police questioned Ilseke Farnholdt and later Ilseke the Grey in Bergen."
    graded = {item.text: item for item in parties_of(snapshot, text)}
    assert "weak_alias" not in graded["Ilseke Farnholdt"].features
    weak = graded.get("Ilseke the Grey")
    assert weak is None or weak.features["weak_alias"] < 0

    (body,) = parties_of(snapshot, "Norway fined Quorvex Maritime Holding for its accounts.")
    assert body.listed_on == date(2021, 2, 3)

    text = "The tanker Blue Quendal (IMO 9187629) left Narvik, Norway, at dawn."
    ship = parties_of(snapshot, text, date(2022, 8, 9))
    assert [item.text for item in ship] == ["Blue Quendal", "IMO 9187629"]
    assert parties_of(snapshot, text, date(2022, 8, 8)) == []

    text = "Norway's voters know Hakon Jarle Ostrebo well."
    if form != "EU":  # which has the day of an act at least
        (undated,) = parties_of(snapshot, text, date(1999, 1, 1))
        assert undated.listed_on is None


def test_aircraft_by_registration(
    tmp_path: Path, parties_of: Callable[..., list[ListedParty]]
) -> None:
    plane = Party(15, "ZZ-QFA", kind="plane", strong=("ZZ-QFB",), country=NORWAY)
    snapshot = tmp_path / "lists.json.gz"
    snapshot.write_bytes(packed([read(write_ofac(tmp_path / "in", [plane], dated="_2026-02-28"))]))
    (found,) = parties_of(snapshot, "A jet with the registration ZZ-QFA landed in Tromso.")
    assert (found.text, found.entry_id, found.programmes) == ("ZZ-QFA", "15", ("TEST",))
    assert parties_of(snapshot, "The shelf ZZ-QFA in Tromso was empty.") == []


@everywhere
def test_the_same_files_give_the_same_bytes(form: str, tmp_path: Path) -> None:
    write, *_ = FORMATS[form]
    path = write(tmp_path)
    assert packed([read(path)]) == packed([read(path)])


@everywhere
def test_a_file_that_is_cut_off_is_refused(form: str, tmp_path: Path) -> None:
    write, *_ = FORMATS[form]
    written = write(tmp_path)
    for path in [written] if written.is_file() else list(written.iterdir()):
        whole = path.read_bytes()
        for share in (0.3, 0.6, 0.9):
            cut = whole[: int(len(whole) * share)]
            while cut.endswith((b"\n", b"\r", b"\x1a")):  # at a line's end it is a smaller list
                cut = cut[:-1]
            path.write_bytes(cut)
            with pytest.raises(ListsError, match=path.name):
                read(written)
        path.write_bytes(whole)
    assert len(read(written).entries) == len(PARTIES)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("blank.xml", b" \n\n", "blank.xml is empty"),
        ("list.zip", b"PK\x03\x04...", "compressed"),
        ("page.xml", b"<html><body>Not found</body></html>", "<html>"),
        ("sdn.xml", b"<sdnList><sdnEntry/></sdnList>", "OFAC's lists the csv files"),
        ("bad.xml", b"<", "no XML"),
        ("prices.csv", b"day,price\n2026-01-01,3\n", "none of the files"),
        ("notes.csv", b"Not found", "none of the files"),
    ],
)
def test_wrong_files_are_told_by_what_they_are(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ListsError, match=why):
        recognised(path)


def test_files_that_need_each_other(tmp_path: Path) -> None:
    folder = write_ofac(tmp_path, [WOMAN])
    with pytest.raises(ListsError, match="without OFAC-SDN's alternate names"):
        read_lists(official_files([folder / "sdn.csv"]))
    with pytest.raises(ListsError, match="without OFAC-SDN's primary names"):
        read_lists(official_files([folder / "alt.csv"]))
    with pytest.raises(ListsError, match=r"does not say its date.*--dated"):
        read(folder)
    assert read(folder, date(2026, 4, 1)).dated == "2026-04-01"
    (folder / "sdn.csv").rename(folder / "sdn_2026-31.csv")
    with pytest.raises(ListsError, match="date is '2026-31'"):
        read(folder)
    (folder / "sdn_2026-31.csv").rename(folder / "sdn.csv")
    (folder / "sdn_of_old.csv").write_bytes((folder / "sdn.csv").read_bytes())
    with pytest.raises(ListsError, match=r"sdn.csv and sdn_of_old.csv are both"):
        read(folder)


def test_remarks_that_overflow_are_read(tmp_path: Path) -> None:
    folder = write_ofac(tmp_path, [WOMAN], dated="_2026-02-28")
    (folder / "nothing.csv").write_text("\x1a")
    (folder / "sdn_comments.csv").write_text("11,\"a.k.a. 'Grey Ilseke'; nationality Togo.\"\r\n")
    (entry,) = read(folder).entries
    assert entry.weak_aliases == ("Ilseke the Grey", "Grey Ilseke")
    assert entry.countries == {"NO", "TG"}


def test_what_cannot_be_one_list_is_refused(tmp_path: Path) -> None:
    path = write_eu(tmp_path / "eu.xml", [WOMAN, WOMAN])
    with pytest.raises(ListsError, match=r"EU.11.7 stands there twice"):
        read(path)
    with pytest.raises(ListsError, match="has no entries"):
        read(write_un(tmp_path / "un.xml", []))
    path.write_text(write_eu(path, [WOMAN]).read_text().replace("'person'", "'ghost'"))
    with pytest.raises(ListsError, match="unknown kind 'ghost'"):
        read(path)
    path.write_text(write_eu(path, [WOMAN]).read_text().replace("2025-11-30", "yesterday"))
    with pytest.raises(ListsError, match="'yesterday' is no date"):
        read(path)


def test_names_in_other_scripts_are_left_out_of_the_eus(tmp_path: Path) -> None:
    party = Party(16, "Varnholt", "Ilse", strong=("Ильзе Варнхольт", "Ilze Varnholte"))
    (entry,) = read(write_eu(tmp_path / "eu.xml", [party])).entries
    assert (entry.name, entry.aliases) == ("Ilse Varnholt", ("Ilze Varnholte",))
