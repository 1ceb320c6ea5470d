"""The UN Security Council's consolidated list, as XML: CONSOLIDATED_LIST, INDIVIDUAL, ENTITY."""

import re
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

from streams.lists.countries import country_codes
from streams.lists.entry import ORGANISATION, PERSON, VESSEL, Entry, years_in
from streams.lists.errors import ListsError
from streams.lists.xml_files import day_of, root_of, text_of

ROOT = "CONSOLIDATED_LIST"
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
# A ship stands among the entities; its remark begins with its number.
IMO = re.compile(r"^\s*IMO(?: number)?:? ?(\d{7})")
# ISO code of the country that a regime is about.
REGIMES = {
    "DRC": "CD", "DPRK": "KP", "Iraq": "IQ", "Libya": "LY", "Somalia": "SO", "Sudan": "SD",
    "CAR": "CF", "Yemen": "YE", "SouthSudan": "SS", "South Sudan": "SS", "Mali": "ML", "GB": "GW",
    "Haiti": "HT", "Taliban": "AF", "Iran": "IR", "1737": "IR",
}  # fmt: skip


def read_un(path: Path) -> tuple[date | None, list[Entry]]:
    """Return the day on which the file was made, and its entries.

    Raises:
        ListsError: the file is cut off or of another shape.
    """
    root = root_of(path)
    if root.tag != ROOT:
        raise ListsError(f"{path.name}: {root.tag} and not {ROOT}")
    entries = [_entry(node, path) for node in (*root.iter("INDIVIDUAL"), *root.iter("ENTITY"))]
    return day_of(root.get("dateGenerated"), path), entries


def _entry(node: ET.Element, path: Path) -> Entry:
    person = node.tag == "INDIVIDUAL"
    strong: list[str] = []
    weak: list[str] = []
    for alias in node.iter("INDIVIDUAL_ALIAS" if person else "ENTITY_ALIAS"):
        grade = weak if text_of(alias, "QUALITY") == "Low" else strong
        grade.extend(
            part for name in text_of(alias, "ALIAS_NAME").split(";") if (part := name.strip())
        )
    regime = text_of(node, "UN_LIST_TYPE")
    places = [*node.iterfind("NATIONALITY/VALUE"), *node.iter("COUNTRY")]
    imo = None if person else IMO.match(text_of(node, "COMMENTS1"))
    return Entry(
        entry_id=text_of(node, "REFERENCE_NUMBER"),
        name=" ".join(part for tag in NAME_PARTS if (part := text_of(node, tag))),
        kind=PERSON if person else VESSEL if imo else ORGANISATION,
        programmes=(f"UN-{regime}",),
        listed_on=day_of(text_of(node, "LISTED_ON"), path),
        aliases=tuple(strong),
        weak_aliases=tuple(weak),
        countries=country_codes(*(place.text for place in places))
        | ({REGIMES[regime]} if regime in REGIMES else frozenset()),
        imo=imo[1] if imo else None,
        born=years_in(
            part.text for date_of in node.iter("INDIVIDUAL_DATE_OF_BIRTH") for part in date_of
        ),
    )
