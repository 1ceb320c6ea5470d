"""The EU's consolidated financial sanctions list, as XML (xmlFullSanctionsList_1_1).

    export generationDate
      sanctionEntity euReferenceNumber designationDate
        regulation publicationDate programme
        subjectType code classificationCode
        nameAlias wholeName strong nameLanguage
          regulationSummary publicationDate
        citizenship countryIso2Code    address countryIso2Code
        identification number identificationTypeCode

The loader was written to this published structure and tested on a file of our own that follows
it: no copy of the official file was at hand.
"""

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

from streams.lists.entry import AIRCRAFT, ORGANISATION, PERSON, VESSEL, Entry, years_in
from streams.lists.errors import ListsError
from streams.lists.xml_files import day_of, root_of

ROOT = "export"
KINDS = {
    "person": PERSON,
    "enterprise": ORGANISATION,
    "entity": ORGANISATION,
    "vessel": VESSEL,
    "aircraft": AIRCRAFT,
}
UNKNOWN_COUNTRY = "00"
BIRTH_PARTS = ("birthdate", "year", "yearRangeFrom", "yearRangeTo")
LATIN = re.compile(r"[A-Za-z]")
IMO = re.compile(r"\d{7}")


def read_eu(path: Path) -> tuple[date | None, list[Entry]]:
    """Return the day on which the file was made, and its entries.

    Raises:
        ListsError: the file is cut off or of another shape.
    """
    root = root_of(path)
    if root.tag != ROOT:
        raise ListsError(f"{path.name}: {root.tag} and not {ROOT}")
    entries = [_entry(node, path) for node in root.iterfind("sanctionEntity")]
    return day_of(root.get("generationDate"), path), entries


def _entry(node: ET.Element, path: Path) -> Entry:
    entry_id = node.get("euReferenceNumber") or node.get("logicalId") or ""
    imo = _imo(node)
    strong, weak = _names(node)
    if not strong and not weak:
        raise ListsError(f"{path.name}: {entry_id or 'an entity'} has no nameAlias")
    programmes = [item.get("programme", "") for item in node.iterfind("regulation")]
    places = [*node.iterfind("citizenship"), *node.iterfind("address")]
    name, *others = strong or weak
    return Entry(
        entry_id=entry_id,
        name=name,
        kind=VESSEL if imo else _kind(node, entry_id, path),
        programmes=tuple(dict.fromkeys(f"EU-{item}" for item in programmes if item)),
        listed_on=_listed_on(node, path),
        aliases=tuple(others) if strong else (),
        weak_aliases=tuple(weak if strong else others),
        countries=frozenset(
            code
            for place in places
            if (code := place.get("countryIso2Code", "")) and code != UNKNOWN_COUNTRY
        ),
        imo=imo,
        born=years_in(
            date_of.get(part) for date_of in node.iterfind("birthdate") for part in BIRTH_PARTS
        ),
    )


def _names(node: ET.Element) -> tuple[list[str], list[str]]:
    """Return strong and weak names, English ones first; those without Latin letters left out."""
    aliases = sorted(
        node.iterfind("nameAlias"),
        key=lambda alias: alias.get("nameLanguage") not in ("EN", "", None),
    )
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    for alias in aliases:
        name = (alias.get("wholeName") or "").strip()
        if LATIN.search(name):
            (weak if alias.get("strong") == "false" else strong)[name] = None
    if not strong and not weak:  # nothing else is there to call it by
        strong = {text: None for alias in aliases if (text := alias.get("wholeName"))}
    return list(strong), [name for name in weak if name not in strong]


def _kind(node: ET.Element, entry_id: str, path: Path) -> str:
    kind = node.find("subjectType")
    code = "" if kind is None else (kind.get("code") or "").lower()
    if code not in KINDS:
        raise ListsError(f"{path.name}: {entry_id} is of the unknown kind {code!r}")
    return KINDS[code]


def _listed_on(node: ET.Element, path: Path) -> date | None:
    """Return the day of designation, else that of the oldest act that the entity is named in.

    An act is the last one that touched a part of the entry, so that the party may have been
    listed before, never after.
    """
    told = day_of(node.get("designationDate"), path)
    if told is not None:
        return told
    acts = [*node.iterfind("regulation"), *node.iter("regulationSummary")]
    days = [day for act in acts if (day := day_of(act.get("publicationDate"), path))]
    return min(days, default=None)


def _imo(node: ET.Element) -> str | None:
    for item in node.iterfind("identification"):
        if item.get("identificationTypeCode", "").lower() == "imo":
            found = IMO.search(item.get("number", ""))
            if found:
                return found[0]
    return None
