"""Official files, recognised by what is in them, and read list by list."""

import csv
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from streams.lists import eu, ofac, uk, un
from streams.lists.entry import Entry
from streams.lists.errors import ListsError
from streams.stages.listed.lists import first_day

OFAC_PARTS = {
    ofac.PRIMARY: "names",
    ofac.ALIASES: "aliases",
    ofac.ADDRESSES: "addresses",
    ofac.COMMENTS: "comments",
}
# The columns do not tell OFAC's two lists apart; their publisher's file names do.
CONSOLIDATED = "cons"
OFAC_LISTS = ("OFAC-SDN", "OFAC-NONSDN")
XML_LISTS = {un.ROOT: "UN", uk.ROOT: "UK", eu.ROOT: "EU"}
PUBLIC_DOMAIN = "US government work, public domain (17 USC 105)"
ABOUT = {
    "OFAC-SDN": ("OFAC Specially Designated Nationals", PUBLIC_DOMAIN),
    "OFAC-NONSDN": ("OFAC consolidated non-SDN", PUBLIC_DOMAIN),
    "UN": ("UN Security Council Consolidated List", "published by the UN for use"),
    "UK": ("UK Sanctions List (FCDO)", "Open Government Licence v3.0"),
    "EU": (
        "EU consolidated financial sanctions list",
        "reuse under Commission Decision 2011/833/EU",
    ),
}
SUFFIXES = (".csv", ".xml")
DATE_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}(?:-\d{2})?(?!\d)")
SNIFFED_ROWS = 3
MOST_NAMELESS = 0.01  # the UK's list of August 2025 has 2 such entries of 5,302


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file that was recognised: its list, and which part of that it is ("names" alone: all)."""

    path: Path
    listing: str
    part: str = "names"


@dataclass(frozen=True, slots=True)
class OfficialList:
    """One list as its files have it; `dated` is ISO, a day or a month."""

    listing: str
    dated: str
    entries: tuple[Entry, ...]

    @property
    def about(self) -> dict[str, str]:
        """What a snapshot says of the list."""
        source, licence = ABOUT[self.listing]
        return {"date": self.dated, "source": source, "licence": licence}


def official_files(paths: Iterable[Path]) -> list[OfficialFile]:
    """Return the files, recognised; of a folder those that end in .csv and .xml.

    Raises:
        ListsError: one is missing, empty, or none of those that we read.
    """
    found: list[OfficialFile] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in SUFFIXES)
            if not inside:
                raise ListsError(f"{path} has no file that ends in {' or '.join(SUFFIXES)}")
            found.extend(recognised(item) for item in inside if not _nothing(item))
        else:
            found.append(recognised(path))
    return found


def _nothing(path: Path) -> bool:
    """Say whether OFAC has nothing to say in a file: Ctrl-Z alone."""
    return path.stat().st_size < 8 and path.read_bytes().strip() == ofac.CTRL_Z.encode()


def recognised(path: Path) -> OfficialFile:
    """Return what a file is, by its content.

    Raises:
        ListsError: it is missing, empty, or none of those that we read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(65_536)
    except OSError as error:
        raise ListsError(f"{path} cannot be read: {error.strerror}") from error
    if not start.strip():
        raise ListsError(f"{path.name} is empty")
    if start[:2] in (b"PK", b"\x1f\x8b"):
        raise ListsError(f"{path.name} is compressed: unpack it first")
    if _is_xml(start):
        return OfficialFile(path, _xml_list(path))
    rows = list(csv.reader(start.decode("utf-8-sig", "replace").splitlines()[:SNIFFED_ROWS]))
    if any(uk.ID in row for row in rows):
        return OfficialFile(path, "UK")
    numbered = next((row for row in rows if row and row[0].strip().isdigit()), [])
    part = OFAC_PARTS.get(len(numbered))
    if part is None:
        raise ListsError(
            f"{path.name} is none of the files that are read: see docs/listed-parties.md"
        )
    return OfficialFile(path, OFAC_LISTS[CONSOLIDATED in path.name.lower()], part)


def _xml_list(path: Path) -> str:
    root = ""
    try:
        for _, node in ET.iterparse(path, events=("start",)):  # noqa: S314 - see xml_files
            root = node.tag.rpartition("}")[2]
            break
    except ET.ParseError as error:
        raise ListsError(f"{path.name} is no XML: {error}") from error
    if root not in XML_LISTS:
        more = (
            ": of OFAC's lists the csv files are read" if root in ("sdnList", "Sanctions") else ""
        )
        raise ListsError(f"{path.name} is no list that is read, but <{root}>{more}")
    return XML_LISTS[root]


def read_lists(files: Iterable[OfficialFile], dated: date | None = None) -> list[OfficialList]:
    """Read the lists that the files make up.

    Args:
        files: As `official_files` gives them.
        dated: The day of the lists whose files do not say theirs, in them or in their name.

    Raises:
        ListsError: a file is damaged, given twice, without its companion, or undated.
    """
    parts: dict[str, dict[str, Path]] = {}
    for file in files:
        known = parts.setdefault(file.listing, {})
        if file.part in known:
            both = f"{known[file.part].name} and {file.path.name}"
            raise ListsError(f"{both} are both {file.listing}'s {file.part}: give one")
        known[file.part] = file.path
    return [_read(listing, known, dated) for listing, known in sorted(parts.items())]


def _read(listing: str, parts: Mapping[str, Path], dated: date | None) -> OfficialList:
    if "names" not in parts:
        there = ", ".join(path.name for path in parts.values())
        raise ListsError(f"{there} without {listing}'s primary names: give them together")
    path = parts["names"]
    said: date | None = None
    if listing in OFAC_LISTS:
        if "aliases" not in parts:
            raise ListsError(f"{path.name} without {listing}'s alternate names: give them together")
        entries = ofac.read_ofac(
            path, parts["aliases"], parts.get("addresses"), parts.get("comments")
        )
    else:
        with path.open("rb") as file:
            reader = _READERS[listing, _is_xml(file.read(100))]
        said, entries = reader(path)
    named_entries = _checked(listing, path, entries)
    named = DATE_IN_NAME.search(path.stem)
    day = said or dated
    stamp = named[0] if named and not said else day and day.isoformat()
    if not stamp:
        raise ListsError(
            f"{path.name} does not say its date: put it into the name"
            f" ({path.stem}_2026-01-31{path.suffix}) or give --dated"
        )
    try:
        first_day(stamp)
    except ValueError as error:
        raise ListsError(f"{path.name}: {error}") from None
    return OfficialList(listing, stamp, named_entries)


_READERS = {
    ("UN", True): un.read_un,
    ("UK", True): uk.read_uk_xml,
    ("UK", False): uk.read_uk_csv,
    ("EU", True): eu.read_eu,
}


def _is_xml(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _checked(listing: str, path: Path, entries: list[Entry]) -> tuple[Entry, ...]:
    """Return the entries that have a name; no text can hold the others."""
    if not entries:
        raise ListsError(f"{path.name} has no entries")
    seen: set[str] = set()
    for entry in entries:
        if not entry.entry_id:
            raise ListsError(f"{path.name}: {entry.name!r} has no id")
        if entry.entry_id in seen:
            raise ListsError(f"{path.name}: {listing} {entry.entry_id} stands there twice")
        seen.add(entry.entry_id)
    named = tuple(entry for entry in entries if entry.name)
    if len(named) < len(entries) * (1 - MOST_NAMELESS):
        raise ListsError(f"{path.name}: {len(entries) - len(named)} entries have no name")
    return named
