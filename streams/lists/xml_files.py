"""What the readers of XML lists share."""

import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

from streams.lists.errors import ListsError


def root_of(path: Path) -> ET.Element:
    """Return the document's root, its names without namespaces.

    Raises:
        ListsError: no whole XML document.
    """
    try:
        # An operator's own file; expat itself bounds what entities may grow to.
        root = ET.parse(path).getroot()  # noqa: S314
    except ET.ParseError as error:
        raise ListsError(f"{path.name} is no whole XML: {error}: cut off?") from error
    for node in root.iter():
        node.tag = node.tag.rpartition("}")[2]
    return root


def text_of(node: ET.Element, path: str) -> str:
    """Return the text at the path, trimmed; "" where there is none."""
    return (node.findtext(path) or "").strip()


def texts_of(node: ET.Element, tag: str) -> list[str]:
    """Return the texts of all elements of that name below, those that are empty left out."""
    return [text for item in node.iter(tag) if (text := (item.text or "").strip())]


def day_of(text: str | None, path: Path) -> date | None:
    """Return the day at the start of an ISO date or time; None for nothing.

    Raises:
        ListsError: no date.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise ListsError(f"{path.name}: {text!r} is no date") from None
