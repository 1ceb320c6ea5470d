"""The UK Sanctions List (FCDO): the csv and the XML as published, and a csv of primary names.

As published, a row of the csv is one name of a party at one address: `Unique ID` holds them
together; names are in the parts `Name 1` to `Name 5` (given) and `Name 6` (surname, or the whole
name of a body or ship). The XML has the same parts below Designations/Designation.
"""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from streams.lists.countries import country_codes
from streams.lists.entry import ORGANISATION, PERSON, VESSEL, Entry, one_line, years_in
from streams.lists.errors import ListsError
from streams.lists.xml_files import root_of, text_of, texts_of

ROOT = "Designations"
ID = "Unique ID"
KINDS = {"individual": PERSON, "entity": ORGANISATION, "ship": VESSEL}
KIND_COLUMNS = ("Type", "Designation Type", "Individual, Entity, Ship")
GIVEN = tuple(f"Name {number}" for number in range(1, 6))
SURNAME = "Name 6"
COUNTRY_COLUMNS = ("Nationality(/ies)", "Address Country", "Current believed flag of ship")
COUNTRY_TAGS = ("Nationality", "AddressCountry", "CurrentBelievedFlagOfShip")
DATES = ("%d/%m/%Y", "%d-%m-%Y", "%d-%b-%Y", "%Y-%m-%d")
IMO = re.compile(r"\d{7}")
NUMBERING = re.compile(r"\(\d+\)")  # "(1) Russia (2) Cyprus"


def read_uk_csv(path: Path) -> tuple[date | None, list[Entry]]:
    """Return the day of the report, where the file says it, and the entries.

    Raises:
        ListsError: the file is cut off or of another shape.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if not text.endswith("\n"):
        raise ListsError(f"{path.name} ends inside a line: cut off?")
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ListsError(f"{path.name}: {error}: cut off?") from error
    head = next((place for place, row in enumerate(table[:3]) if ID in row), None)
    if head is None:
        raise ListsError(f"{path.name}: no column {ID!r}")
    columns = table[head]
    said = [cell for row in table[:head] for cell in row if cell.startswith("Report Date:")]
    groups: dict[str, list[dict[str, str]]] = {}
    for number, row in enumerate(table[head + 1 :], head + 2):
        if not any(row):
            continue
        if len(row) != len(columns):
            raise ListsError(
                f"{path.name}, row {number}: {len(row)} columns and not {len(columns)}"
            )
        fields = {name: cell.strip() for name, cell in zip(columns, row, strict=True)}
        groups.setdefault(fields[ID], []).append(fields)
    dated = _day(said[0].partition(":")[2], path) if said else None
    return dated, [_entry(entry_id, rows, path) for entry_id, rows in groups.items()]


def _entry(entry_id: str, rows: list[dict[str, str]], path: Path) -> Entry:
    first = rows[0]
    kind = next((first[column] for column in KIND_COLUMNS if first.get(column)), "")
    names = [(_name(row), row.get("Name type", ""), row.get("Alias strength", "")) for row in rows]
    places = [part for row in rows for name in COUNTRY_COLUMNS for part in _parts(row.get(name))]
    entry = _made(
        entry_id,
        kind,
        names,
        regime=first.get("Regime Name", ""),
        listed_on=first.get("Date Designated", ""),
        places=places,
        imo=first.get("IMO number", ""),
        path=path,
    )
    return replace(entry, born=years_in(row.get("D.O.B") for row in rows))


def _name(row: Mapping[str, str]) -> str:
    if "Name" in row:
        return row["Name"]
    return joined(row.get(SURNAME, ""), [row.get(part, "") for part in GIVEN])


def joined(surname: str, given: Iterable[str]) -> str:
    """Return "SURNAME, Given Names", in which no reader can mistake one for the other."""
    names = one_line(" ".join(given))
    return f"{surname}, {names}" if surname and names else surname or names


def read_uk_xml(path: Path) -> tuple[date | None, list[Entry]]:
    """Return the day on which the file was made, and its entries.

    Raises:
        ListsError: the file is cut off or of another shape.
    """
    root = root_of(path)
    if root.tag != ROOT:
        raise ListsError(f"{path.name}: {root.tag} and not {ROOT}")
    made = text_of(root, "DateGenerated")
    entries = [_xml_entry(node, path) for node in root.iterfind("Designation")]
    return _day(made, path) if made else None, entries


def _xml_entry(node: ET.Element, path: Path) -> Entry:
    names = [
        (
            joined(text_of(name, "Name6"), [text_of(name, f"Name{part}") for part in range(1, 6)]),
            text_of(name, "NameType"),
            text_of(name, "AliasStrength"),
        )
        for name in node.iterfind("Names/Name")
    ]
    entry = _made(
        text_of(node, "UniqueID"),
        text_of(node, "IndividualEntityShip"),
        names,
        regime=text_of(node, "RegimeName"),
        listed_on=text_of(node, "DateDesignated"),
        places=[
            part for tag in COUNTRY_TAGS for text in texts_of(node, tag) for part in _parts(text)
        ],
        imo=" ".join(texts_of(node, "IMONumber")),
        path=path,
    )
    return replace(entry, born=years_in(texts_of(node, "DOB")))


def _made(
    entry_id: str,
    kind: str,
    names: list[tuple[str, str, str]],
    *,
    regime: str,
    listed_on: str,
    places: list[str],
    imo: str,
    path: Path,
) -> Entry:
    """Make the entry of its names: (name, type of name, strength of alias)."""
    if kind.lower() not in KINDS:
        raise ListsError(f"{path.name}: {entry_id} is of the unknown kind {kind!r}")
    primary = next((name for name, what, _ in names if what.lower() == "primary name"), "")
    primary = primary or next((name for name, _, _ in names if name), "")
    weak = [name for name, _, strength in names if strength.lower().startswith("low")]
    strong = [name for name, _, strength in names if not strength.lower().startswith("low")]
    number = IMO.search(imo)
    return Entry(
        entry_id=entry_id,
        name=primary,
        kind=KINDS[kind.lower()],
        programmes=(f"UK-{regime}",) if regime else (),
        listed_on=_day(listed_on, path) if listed_on else None,
        # a name stands there once for each address
        aliases=tuple(dict.fromkeys(name for name in strong if name and name != primary)),
        weak_aliases=tuple(dict.fromkeys(name for name in weak if name and name != primary)),
        countries=country_codes(*places, regime.partition("(")[0]),
        imo=number[0] if number else None,
    )


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in NUMBERING.split(text or "") if part.strip()]


def _day(text: str, path: Path) -> date:
    for form in DATES:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ListsError(f"{path.name}: {text!r} is no date")
