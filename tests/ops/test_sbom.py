"""The image's bill of materials: whole, valid, and of licences that we know."""

import copy
import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if find_spec("cyclonedx_py") is None:
    pytest.skip("the group `ops` is missing: deploy/setup ops .venv", allow_module_level=True)

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

pytestmark = [pytest.mark.ops, pytest.mark.timeout(560)]

TOP = Path(__file__).resolve().parents[2]
# Whoever ships the image must know these: all allow it, with their notices kept.
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT",
    "PSF-2.0", "Python-2.0", "Zlib",
    "License :: OSI Approved :: Apache Software License", "License :: OSI Approved :: BSD License",
}  # fmt: skip
# Copyleft of files, where it is said by whom; a new one wants a decision.
KNOWN = {
    "certifi": "MPL-2.0",
    "tqdm": "MPL-2.0",
    "tld": "MPL-1.1",  # or GPL, or LGPL, at the user's choice
    "venusian": "License :: Repoze Public License",  # BSD with a clause on trademarks
}


@pytest.fixture(scope="module")
def bom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("sbom") / "crisiswire.cdx.json"
    script = TOP / "deploy" / "build_sbom.py"
    subprocess.run([sys.executable, str(script), str(path)], check=True, timeout=500)
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return made


def stated(component: dict[str, Any]) -> list[str]:
    """Return every licence as it is stated; expressions whole."""
    return [
        each.get("expression") or each["license"].get("id") or each["license"]["name"]
        for each in component.get("licenses", ())
    ]


def test_it_follows_the_schema_which_does_refuse(bom: dict[str, Any]) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bom)) is None
    broken = copy.deepcopy(bom)
    broken["components"][0]["type"] = "librarry"
    assert validator.validate_str(json.dumps(broken)) is not None


def test_it_names_what_the_image_runs_and_nothing_of_the_developers(bom: dict[str, Any]) -> None:
    versions = {each["name"].lower(): each["version"] for each in bom["components"]}
    for line in (TOP / "pyproject.toml").read_text(encoding="utf-8").splitlines():
        pinned = re.match(r'  "(faust-streaming|aiokafka|rensa)==([\d.]+)"', line)
        if pinned:
            assert versions[pinned[1]] == pinned[2]
    assert {"spacy", "onnxruntime", "opentelemetry-sdk", "pydantic"} <= set(versions)
    assert not {"pytest", "mypy", "psycopg", "cyclonedx-bom", "mkdocs"} & set(versions)


def test_every_data_file_that_is_shipped_is_in_it(bom: dict[str, Any]) -> None:
    listed = {file["name"] for each in bom["components"] for file in each.get("components", ())}
    # Beside these the package holds the demonstration's articles, which are ours, and what only
    # builds or trains.
    data = {
        str(path.relative_to(TOP))
        for path in (TOP / "streams").rglob("*")
        if path.is_file()
        and path.suffix not in {".py", ".pyc", ".md"}
        and not {"__pycache__", "demo", "training", "build", "local"} & set(path.parts)
    }
    assert len(data) > 30
    assert data - listed == set()


def test_licences_hold_no_surprise(bom: dict[str, Any]) -> None:
    ours = {each["name"] for each in bom["components"] if each["type"] != "library"}
    assert len(ours) == 5
    surprises = {}
    for component in bom["components"]:
        name, licences = component["name"], stated(component)
        assert licences, f"{name} states no licence"
        if name in ours:
            continue
        parts = {part for each in licences for part in re.split(r" AND | OR ", each)}
        if parts <= PERMISSIVE | {"LicenseRef-public-domain"}:
            continue
        if KNOWN.get(name) not in parts:
            surprises[name] = licences
    assert surprises == {}
