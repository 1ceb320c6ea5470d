"""Packing lists into a snapshot; the same lists give the same bytes.

    python -m streams.lists.snapshot FOLDER [--out streams/stages/data/lists.json.gz]

builds what the package ships, from a folder of official files.
"""

import argparse
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path

from streams.lists.entry import Row, row_of
from streams.lists.files import OfficialList, official_files, read_lists
from streams.stages.listed.lists import FORMAT, SHIPPED, Snapshot


def packed(lists: Iterable[OfficialList], present: Snapshot | None = None) -> bytes:
    """Return a snapshot's bytes: the lists, and what else the present one has."""
    new = {item.listing: item for item in lists}
    about = {name: dict(value) for name, value in (present.lists if present else {}).items()}
    rows: dict[str, list[Row]] = {name: [] for name in (*about, *new)}
    for row in present.rows if present else ():
        rows[row["l"]].append(row)
    for name, item in new.items():
        about[name] = item.about
        rows[name] = [row_of(entry, name) for entry in item.entries]
    entries = [row for name in sorted(rows) for row in rows[name]]
    document = {"format": FORMAT, "lists": about, "entries": entries}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    raw = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.encode())
    return raw.getvalue()


def main() -> None:
    """Read the folder's files and write the snapshot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    options.out.write_bytes(packed(read_lists(official_files([options.folder]))))


if __name__ == "__main__":
    main()
