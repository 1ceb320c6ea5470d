"""Take the schemas out of CustomResourceDefinitions: `python extract.py CRD.yaml...`.

One file a version that is served, `kind.group.version.json`, without the descriptions.
"""

import json
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent


def without_descriptions(schema: Any) -> Any:
    """Return the schema without its prose; a property may be called `description`."""
    if isinstance(schema, list):
        return [without_descriptions(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: without_descriptions(value)
        for name, value in schema.items()
        if not (name == "description" and isinstance(value, str))
    }


def extract(path: Path) -> None:
    """Write the schemas of one definition."""
    spec = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
    for version in spec["versions"]:
        name = f"{spec['names']['kind']}.{spec['group']}.{version['name']}.json".lower()
        schema = without_descriptions(version["schema"]["openAPIV3Schema"])
        (HERE / name).write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        extract(Path(argument))
