"""OFAC's csv files: the SDN list and the consolidated non-SDN list, of the same four shapes.

Primary names (sdn.csv, cons_prim.csv: 12 columns), alternate names (alt.csv, cons_alt.csv: 5),
addresses (add.csv, cons_add.csv: 6), and what did not fit into the remarks (sdn_comments.csv,
cons_comments.csv: 2). No header, "-0-" for nothing, Ctrl-Z at the end. Source: OFAC's
"SDN Data Specification" (dat_spec.txt).
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from streams.lists.countries import country_codes
from streams.lists.entry import AIRCRAFT, ORGANISATION, PERSON, VESSEL, Entry, years_in
from streams.lists.errors import ListsError

PRIMARY, ALIASES, ADDRESSES, COMMENTS = 12, 5, 6, 2  # columns
EMPTY = "-0-"
CTRL_Z = "\x1a"
KINDS = {"": ORGANISATION, "individual": PERSON, "vessel": VESSEL, "aircraft": AIRCRAFT}
LISTING_DATE = re.compile(r"Listing Date \([^)]*\):? (\d{2} \w{3} \d{4})")
NATIONALITY = re.compile(r"(?:nationality|citizen|Flag) ([A-Z][A-Za-z ]+?)(?=[;.(]|$)")
WEAK_ALIAS = re.compile(r"a\.k\.a\. '([^']+)'")
IMO = re.compile(r"IMO (\d{7})")
BORN = re.compile(r"DOB ([^;]+)")
# ISO code of the country that a programme is about, by the programme's first word.
PROGRAMMES = {
    "RUSSIA": "RU", "UKRAINE": "RU", "BELARUS": "BY", "SYRIA": "SY", "IRAN": "IR", "IRGC": "IR",
    "IFSR": "IR", "BURMA": "MM", "DPRK": "KP", "CUBA": "CU", "VENEZUELA": "VE", "NICARAGUA": "NI",
    "ZIMBABWE": "ZW", "HK": "CN", "CMIC": "CN", "DARFUR": "SD", "DRCONGO": "CD", "SOMALIA": "SO",
    "YEMEN": "YE", "LIBYA2": "LY", "LIBYA3": "LY", "CAR": "CF", "ETHIOPIA": "ET", "MALI": "ML",
    "NS": "PS", "IRAQ2": "IQ", "IRAQ3": "IQ",
}  # fmt: skip


def read_ofac(
    primary: Path, aliases: Path | None, addresses: Path | None, comments: Path | None
) -> list[Entry]:
    """Return the entries of one of the two lists.

    Raises:
        ListsError: a file is cut off or not of its shape.
    """
    names = _by_id(aliases, ALIASES, 3)
    countries = _by_id(addresses, ADDRESSES, 4)
    more = _by_id(comments, COMMENTS, 1)
    return [
        _entry(row, names[row[0]], countries[row[0]], " ".join((row[11], *more[row[0]])))
        for row in rows_of(primary, PRIMARY)
    ]


def _entry(row: list[str], aliases: list[str], countries: list[str], remarks: str) -> Entry:
    programmes = tuple(item for item in row[3].split("] [") if item)
    if row[2] not in KINDS:
        raise ListsError(f"OFAC's entry {row[0]} is of the unknown kind {row[2]!r}")
    dates = [_day(text) for text in LISTING_DATE.findall(remarks)]
    imo = IMO.search(remarks)
    about = (PROGRAMMES.get(re.split(r"[-\s]", item)[0]) for item in programmes)
    return Entry(
        entry_id=row[0],
        name=row[1],
        kind=KINDS[row[2]],
        programmes=programmes,
        listed_on=min(dates) if dates else None,
        aliases=tuple(aliases),
        weak_aliases=tuple(WEAK_ALIAS.findall(remarks)),
        countries=country_codes(*countries, *NATIONALITY.findall(remarks))
        | {code for code in about if code},
        imo=imo[1] if imo else None,
        born=years_in(BORN.findall(remarks)),
    )


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%d %b %Y").replace(tzinfo=UTC).date()
    except ValueError:
        raise ListsError(f"OFAC's listing date {text!r} is no date") from None


def _by_id(path: Path | None, columns: int, column: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(path, columns) if path is not None else ():
        if row[column]:
            found[row[0]].append(row[column])
    return found


def rows_of(path: Path, columns: int) -> Iterator[list[str]]:
    """Yield the rows with "" for nothing; a header that someone has added is left out.

    Raises:
        ListsError: a row has another number of columns or no number in front, or the file
            ends inside a row.
    """
    # Windows-1252, for the few letters that are no ASCII; newer files are UTF-8.
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    last: list[str] = []
    try:
        for row in rows:
            cells = [cell.strip().strip(CTRL_Z) for cell in row]
            if not any(cells):
                last = []
                continue
            last = cells
            if len(cells) != columns:
                raise ListsError(
                    f"{path.name}, line {rows.line_num}: {len(cells)} columns and not {columns}:"
                    " cut off, or another file"
                )
            if not cells[0].isdigit():
                if rows.line_num == 1:
                    continue
                raise ListsError(f"{path.name}, line {rows.line_num}: no number in front")
            yield ["" if cell == EMPTY else cell for cell in cells]
    except csv.Error as error:
        raise ListsError(f"{path.name}, line {rows.line_num}: {error}: cut off?") from error
    if last and not text.endswith(("\n", CTRL_Z)):
        raise ListsError(f"{path.name} ends inside a line: cut off?")
