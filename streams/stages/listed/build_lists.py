"""Build the lean snapshot of the official lists from the files as they are published.

    python -m streams.stages.listed.build_lists FOLDER [--out streams/stages/data/lists.json.gz]

FOLDER holds OFAC's sdn/alt/add and consolidated non-SDN csv files, the UN Security
Council's consolidated XML and the UK Sanctions List as csv; the date of a snapshot is
read from its file name (..._YYYY-MM[-DD].ext). The same files give the same bytes.
"""

import argparse
import csv
import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from streams.stages.listed.names import name_words

OUT = Path(__file__).parent.parent / "data" / "lists.json.gz"
TERRITORIES = Path(__file__).parents[2] / "language" / "data" / "territories.json"
EMPTY = "-0-"
KINDS = {"individual": "P", "vessel": "V", "aircraft": "A", "ship": "V", "entity": "E"}
LISTING_DATE = re.compile(r"Listing Date \([^)]*\):? (\d{2} \w{3} \d{4})")
NATIONALITY = re.compile(r"(?:nationality|citizen|Flag) ([A-Z][A-Za-z ]+?)(?=[;.(]|$)")
WEAK_ALIAS = re.compile(r"a\.k\.a\. '([^']+)'")
IMO = re.compile(r"IMO (\d{7})")
UN_REGIMES = {
    "DRC": "CD", "DPRK": "KP", "Iraq": "IQ", "Libya": "LY", "Somalia": "SO", "Sudan": "SD",
    "CAR": "CF", "Yemen": "YE", "SouthSudan": "SS", "South Sudan": "SS", "Mali": "ML", "GB": "GW",
    "Haiti": "HT", "Taliban": "AF", "Iran": "IR", "1737": "IR",
}  # fmt: skip
PROGRAMMES = {
    "RUSSIA": "RU", "UKRAINE": "RU", "BELARUS": "BY", "SYRIA": "SY", "IRAN": "IR", "IRGC": "IR",
    "IFSR": "IR", "BURMA": "MM", "DPRK": "KP", "CUBA": "CU", "VENEZUELA": "VE", "NICARAGUA": "NI",
    "ZIMBABWE": "ZW", "HK": "CN", "CMIC": "CN", "DARFUR": "SD", "DRCONGO": "CD", "SOMALIA": "SO",
    "YEMEN": "YE", "LIBYA2": "LY", "LIBYA3": "LY", "CAR": "CF", "ETHIOPIA": "ET", "MALI": "ML",
    "NS": "PS", "IRAQ2": "IQ", "IRAQ3": "IQ",
}  # fmt: skip

# Day on which the national emergency was declared that a programme rests on, by the executive
# order that declared it: no entry of an undated list is older. Only days that the President's
# notices, the orders' texts or a published list of emergencies state were taken over (to be
# checked one by one against the Federal Register); a programme whose
# order could not be looked up has no such day. Programme to order: US-* rows of the programme
# table (title, aliases) of OFAC's public programme pages.
DECLARED = {
    "12957": "1995-03-15", "13219": "2001-06-26", "13224": "2001-09-23", "13405": "2006-06-16",
    "13413": "2006-10-27", "13441": "2007-08-01", "13466": "2008-06-26", "13536": "2010-04-12",
    "13566": "2011-02-25", "13581": "2011-07-24", "13611": "2012-05-16", "13660": "2014-03-06",
    "13664": "2014-04-03", "13667": "2014-05-12", "13692": "2015-03-08", "13694": "2015-04-01",
    "13818": "2017-12-20", "13848": "2018-09-12", "13851": "2018-11-27", "13882": "2019-07-26",
    "13936": "2020-07-14", "14014": "2021-02-10", "14024": "2021-04-15", "14039": "2021-08-20",
}  # fmt: skip
RESTS_ON = {
    "12957": ("IRAN-EO13846", "IRAN-EO13871", "IRAN-EO13876", "IRAN-EO13902", "IRAN-HR"),
    "13219": ("BALKANS", "BALKANS-EO14033"), "13224": ("SDGT",),
    "13405": ("BELARUS", "BELARUS-EO14038"), "13413": ("DRCONGO",), "13441": ("LEBANON",),
    "13466": ("DPRK", "DPRK2", "DPRK3", "DPRK4"), "13536": ("SOMALIA",),
    "13566": ("LIBYA2", "LIBYA3"), "13581": ("TCO",), "13611": ("YEMEN",),
    "13660": ("UKRAINE-EO13660", "UKRAINE-EO13661", "UKRAINE-EO13662", "UKRAINE-EO13685",
              "RUSSIA-EO14065"),
    "13664": ("SOUTH SUDAN",), "13667": ("CAR",),
    "13692": ("VENEZUELA", "VENEZUELA-EO13850", "VENEZUELA-EO13884"), "13694": ("CYBER2",),
    "13818": ("GLOMAG",), "13848": ("ELECTION-EO13848",), "13851": ("NICARAGUA",),
    "13882": ("MALI-EO13882",), "13936": ("HK-EO13936",), "14014": ("BURMA-EO14014",),
    "14024": ("RUSSIA-EO14024",), "14039": ("PEESA-EO14039",),
}  # fmt: skip
STARTED = {item: DECLARED[order] for order, items in RESTS_ON.items() for item in items}

Entry = dict[str, object]


def main() -> None:
    """Read the folder's files and write the snapshot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    snapshot = build(options.folder)
    text = json.dumps(snapshot, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    with options.out.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(text.encode())


def build(folder: Path) -> dict[str, object]:
    """Return the snapshot: per list its date, source and licence, and all entries."""
    countries = _countries()
    sdn, nonsdn, un, uk = (
        _only(folder, pattern)
        for pattern in ("ofac_sdn_2*.csv", "ofac_nonsdn_cons_prim_*.csv", "un_*.xml", "uk_*.csv")
    )
    places = _addresses(_only(folder, "ofac_sdn_add_*.csv"), countries)
    entries = [
        *_ofac(sdn, _aliases(_only(folder, "ofac_alt_*.csv")), places, "OFAC-SDN", countries),
        *_ofac(
            nonsdn,
            _aliases(_only(folder, "ofac_nonsdn_cons_alt_*.csv")),
            {},
            "OFAC-NONSDN",
            countries,
        ),
        *_united_nations(un, countries),
        *_united_kingdom(uk, countries),
    ]
    public_domain = "US government work, public domain (17 USC 105)"
    lists = {
        "OFAC-SDN": _about(sdn, "OFAC Specially Designated Nationals", public_domain),
        "OFAC-NONSDN": _about(nonsdn, "OFAC consolidated non-SDN", public_domain),
        "UN": _about(un, "UN Security Council Consolidated List", "published by the UN for use"),
        "UK": _about(uk, "UK Sanctions List (FCDO)", "Open Government Licence v3.0"),
    }
    return {"lists": lists, "entries": entries}


def _about(path: Path, source: str, licence: str) -> dict[str, str]:
    return {"date": path.stem.rsplit("_", 1)[-1], "source": source, "licence": licence}


def _only(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise FileNotFoundError(f"no {pattern} in {folder}")
    return found[-1]


def _countries() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in json.loads(TERRITORIES.read_text(encoding="utf-8")):
        if row["kind"] == "state":
            for name in (row["name"], *row["aliases"]):
                names.setdefault(" ".join(name_words(name)), row["country"])
    names.update({"burma": "MM", "korea north": "KP", "russia": "RU", "hong kong": "HK"})
    names.update({"congo democratic republic of the": "CD", "west bank": "PS", "gaza": "PS"})
    return names


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.reader(file):
            cells = [cell.strip() for cell in row]
            if len(cells) > 3 and cells[0].isdigit():
                yield ["" if cell == EMPTY else cell for cell in cells]


def _aliases(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in _rows(path):
        found[row[0]].append(row[3])
    return found


def _addresses(path: Path, countries: dict[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(path):
        code = countries.get(" ".join(name_words(row[4]))) if len(row) > 4 else None
        if code:
            found[row[0]].add(code)
    return found


def _ofac(
    path: Path,
    aliases: dict[str, list[str]],
    places: dict[str, set[str]],
    listing: str,
    countries: dict[str, str],
) -> Iterator[Entry]:
    for row in _rows(path):
        remarks = row[11]
        programmes = [item for item in row[3].split("] [") if item]
        codes = set(places.get(row[0], ()))
        codes.update(
            code
            for name in NATIONALITY.findall(remarks)
            if (code := countries.get(" ".join(name_words(name))))
        )
        codes.update(
            code for item in programmes if (code := PROGRAMMES.get(re.split(r"[-\s]", item)[0]))
        )
        dates = [
            datetime.strptime(day, "%d %b %Y").replace(tzinfo=UTC).date().isoformat()
            for day in LISTING_DATE.findall(remarks)
        ]
        imo = IMO.search(remarks)
        yield _entry(
            listing,
            row[0],
            row[1],
            KINDS.get(row[2], "E"),
            programmes,
            min(dates) if dates else None,
            aliases.get(row[0], []),
            WEAK_ALIAS.findall(remarks),
            codes,
            imo.group(1) if imo else None,
        )


def _united_nations(path: Path, countries: dict[str, str]) -> Iterator[Entry]:
    root = ET.parse(path).getroot()  # noqa: S314  the file is the builder's own input
    for node in (*root.iter("INDIVIDUAL"), *root.iter("ENTITY")):
        person = node.tag == "INDIVIDUAL"
        name = " ".join(
            part
            for tag in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
            if (part := (node.findtext(tag) or "").strip())
        )
        strong: list[str] = []
        weak: list[str] = []
        for alias in node.iter("INDIVIDUAL_ALIAS" if person else "ENTITY_ALIAS"):
            text = (alias.findtext("ALIAS_NAME") or "").strip()
            if text:
                grade = weak if alias.findtext("QUALITY") == "Low" else strong
                grade.extend(part.strip() for part in text.split(";") if part.strip())
        regime = (node.findtext("UN_LIST_TYPE") or "").strip()
        codes = {
            code
            for value in node.iterfind("NATIONALITY/VALUE")
            if (code := countries.get(" ".join(name_words(value.text or ""))))
        }
        codes.update(
            code
            for place in node.iter("COUNTRY")
            if (code := countries.get(" ".join(name_words(place.text or ""))))
        )
        if regime in UN_REGIMES:
            codes.add(UN_REGIMES[regime])
        yield _entry(
            "UN",
            (node.findtext("REFERENCE_NUMBER") or "").strip(),
            name,
            "P" if person else "E",
            [f"UN-{regime}"],
            (node.findtext("LISTED_ON") or "")[:10] or None,
            strong,
            weak,
            codes,
            None,
        )


def _united_kingdom(path: Path, countries: dict[str, str]) -> Iterator[Entry]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            day, month, year = row["Date Designated"].split("-")
            code = countries.get(" ".join(name_words(row["Regime Name"].split("(")[0])))
            yield _entry(
                "UK",
                row["Unique ID"],
                row["Name"],
                KINDS[row["Type"].lower()],
                [f"UK-{row['Regime Name']}"],
                f"{year}-{month}-{day}",
                [],
                [],
                {code} if code else set(),
                None,
            )


def _entry(  # noqa: PLR0913, PLR0917  one column each
    listing: str,
    entry_id: str,
    name: str,
    kind: str,
    programmes: list[str],
    listed_on: str | None,
    aliases: list[str],
    weak: list[str],
    codes: set[str],
    imo: str | None,
) -> Entry:
    entry: Entry = {"l": listing, "i": entry_id, "n": " ".join(name.split()), "k": kind}
    extra = {
        "p": programmes,
        "d": listed_on,
        "a": list(dict.fromkeys(aliases)),
        "w": list(dict.fromkeys(weak)),
        "c": sorted(codes),
        "m": imo,
        "b": min((STARTED.get(item, "") for item in programmes), default="")
        if not listed_on
        else None,
    }
    entry.update({key: value for key, value in extra.items() if value})
    return entry


if __name__ == "__main__":
    main()
