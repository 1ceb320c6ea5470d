"""Write the bill of materials of the image, CycloneDX 1.6: `python deploy/build_sbom.py FILE`.

What Python packages the image holds is read from this environment (`uv.lock` as installed),
without those that only developers need; models, weights and lists, which no package manager
knows, are listed here. Made at a release and kept beside the image, not committed: it is of one
platform's wheels. The group `ops` has what it needs; `make sbom` installs that.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parents[1]
# As deploy/Dockerfile installs it.
EXTRAS = frozenset({"worker", "tracing"})
# Packages that state their licence in words that the tool does not take for one; read there.
STATED_ELSEWHERE = {
    "protobuf": "BSD-3-Clause",
    "pyahocorasick": "BSD-3-Clause AND LicenseRef-public-domain",
}

Json = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """Something that was made of data and comes with the package.

    `files` are patterns below the top of the checkout. `licence` is an SPDX expression; what SPDX
    has no name for is a LicenseRef, explained in `source`.
    """

    name: str
    kind: str  # CycloneDX's type of component
    version: str
    licence: str
    source: str
    files: tuple[str, ...]


def data() -> tuple[Data, ...]:
    """Return every model and list that is shipped; more of each stands in the READMEs named."""
    model = json.loads((TOP / "streams/language/model/meta.json").read_text(encoding="utf-8"))
    # What has no version of its own has the package's, with which it changes.
    package = distribution("crisiswire").version
    return (
        Data(
            model["name"],
            "machine-learning-model",
            model["version"],
            "CC-BY-SA-4.0",
            "trained for crisiswire: docs/model.md, streams/language/model/LICENSE",
            ("streams/language/model/**/*",),
        ),
        Data(
            "crisiswire-encoder",
            "machine-learning-model",
            package,
            "CC-BY-SA-4.0 AND Apache-2.0",
            "all-MiniLM-L6-v2 (Apache-2.0), fine-tuned for crisiswire:"
            " streams/language/encoder/weights/LICENSE",
            ("streams/language/encoder/weights/*",),
        ),
        Data(
            "crisiswire-names",
            "data",
            package,
            "CC-BY-4.0 AND CC0-1.0 AND MIT AND OGL-UK-3.0",
            "GeoNames, Wikidata, rigour, word lists: streams/language/data/README.md",
            ("streams/language/data/*",),
        ),
        Data(
            "crisiswire-sanctions-lists",
            "data",
            package,
            "OGL-UK-3.0 AND LicenseRef-public-domain AND LicenseRef-UN-Consolidated-List",
            "OFAC (public domain), UK Sanctions List, UN: streams/stages/data/README-lists.md",
            ("streams/stages/data/lists.json.gz", "streams/stages/data/README-lists.md"),
        ),
        Data(
            "crisiswire-weights",
            "data",
            package,
            "CC-BY-SA-4.0",
            "lexicons and learnt weights of the stages: docs/model.md,"
            " streams/stages/escalation/data/README.md",
            (
                "streams/stages/data/*.json",
                "streams/stages/data/*.toml",
                "streams/stages/data/*.npz",
                "streams/stages/escalation/data/*",
            ),
        ),
    )


def packages() -> frozenset[str]:
    """Return the names of all packages that the image's extras need, on this platform."""
    found: set[str] = set()
    waiting = [("crisiswire", EXTRAS)]
    seen = set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            if needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in (*extras, "")
            ):
                waiting.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    return frozenset(found - {"crisiswire"})


def build() -> Json:
    """Return the bill of materials.

    Raises:
        ValueError: it does not follow CycloneDX's schema.
    """
    made = subprocess.run(
        [
            sys.executable,
            *("-m", "cyclonedx_py", "environment", sys.prefix),
            *("--pyproject", str(TOP / "pyproject.toml"), "--of", "JSON", "--output-reproducible"),
        ],
        capture_output=True,
        check=True,
        timeout=300,
    )
    bom: Json = json.loads(made.stdout)
    wanted = packages()
    kept = [each for each in bom["components"] if canonicalize_name(each["name"]) in wanted]
    for component in kept:
        stated = STATED_ELSEWHERE.get(component["name"])
        if stated is not None and "licenses" not in component:
            component["licenses"] = [{"expression": stated}]
    bom["components"] = [*kept, *(_component(each) for each in data())]
    known = {each["bom-ref"] for each in bom["components"]} | {"root-component"}
    bom["dependencies"] = [
        {**each, "dependsOn": [one for one in each.get("dependsOn", ()) if one in known]}
        for each in bom["dependencies"]
        if each["ref"] in known
    ]
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bom))
    if wrong is not None:
        raise ValueError(str(wrong))
    return bom


def _component(each: Data) -> Json:
    return {
        "bom-ref": each.name,
        "type": each.kind,
        "name": each.name,
        "version": each.version,
        "description": each.source,
        "licenses": [{"expression": each.licence}],
        "components": [
            {
                "type": "file",
                "name": str(path.relative_to(TOP)),
                "hashes": [{"alg": "SHA-256", "content": _sha256(path)}],
            }
            for path in files_of(each)
        ],
    }


def files_of(each: Data) -> Iterator[Path]:
    """Yield the files, each once, in order."""
    found = {path for pattern in each.files for path in TOP.glob(pattern) if path.is_file()}
    yield from sorted(path for path in found if "__pycache__" not in path.parts)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(build(), indent=2) + "\n", encoding="utf-8")
