"""Released versions of the contract, and whether the models keep what they promise.

`schemas/released/<version>/` holds the JSON Schemas as they were released. They are not changed
again. A release of a new version adds a folder: `cp -r schemas/json schemas/released/1.1`.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from schemas.base import SCHEMA_VERSION
from schemas.compatibility import changes
from schemas.jsonschemas import is_input, records, schema_of

RELEASED = Path(__file__).parent / "released"


def problems(directory: Path = RELEASED) -> list[str]:
    """Return what contradicts the released versions, a line each; empty when all is well.

    A released version is what its schemas say: anything that is added needs a higher minor
    version (`schemas.base.SCHEMA_VERSION`), and what breaks someone a higher major one.
    """
    major = SCHEMA_VERSION.partition(".")[0]
    versions = [path for path in directory.iterdir() if path.name.partition(".")[0] == major]
    return [line for folder in sorted(versions) for line in _problems_with(folder)]


def _problems_with(folder: Path) -> Iterator[str]:
    models = records()
    released = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    same = folder.name == SCHEMA_VERSION
    for name, schema in sorted(released.items()):
        if name not in models:
            yield f"{name}: the record is gone since {folder.name}: that needs a new major version"
            continue
        current = schema_of(models[name])
        for change in changes(schema, current, written_by_producers=is_input(models[name])):
            if change.breaking:
                yield f"{name}: {change}: that breaks {folder.name} and needs a new major version"
            elif same:
                yield f"{name}: {change}: {folder.name} is released, raise SCHEMA_VERSION"
    if same:
        for name in sorted(models.keys() - released.keys()):
            yield f"{name}: the record is new: {folder.name} is released, raise SCHEMA_VERSION"
