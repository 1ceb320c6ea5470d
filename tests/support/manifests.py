"""Kubernetes manifests as documents: rendered by kustomize, held against their schemas."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml
from jsonschema import Draft202012Validator

TOP = Path(__file__).resolve().parents[2]
KUBERNETES = TOP / "deploy" / "kubernetes"
OVERLAYS = ("dev", "production")
CRDS = TOP / "tests" / "deploy" / "crds"
# The oldest that the manifests are for, and the newest whose schemas the package has.
VERSIONS = ("1.30", kubernetes_validate.latest_version())

Document = dict[str, Any]


def kustomize() -> list[str] | None:
    """Return the command that builds a kustomization, None where there is none."""
    beside = Path(sys.executable).parent  # `deploy/setup ops` puts it there
    own = shutil.which("kustomize", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if own is not None:
        return [own, "build"]
    kubectl = shutil.which("kubectl")
    return None if kubectl is None else [kubectl, "kustomize"]


def render(overlay: str) -> list[Document]:
    """Return the documents of an overlay of ours."""
    return build(KUBERNETES / "overlays" / overlay)


def build(folder: Path) -> list[Document]:
    """Return the documents of a kustomization."""
    command = kustomize()
    assert command is not None
    done = subprocess.run(
        [*command, str(folder)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def named(document: Document) -> str:
    """Return kind and name, for messages."""
    return f"{document['kind']}/{document['metadata']['name']}"


def problems(document: Document, version: str) -> list[str]:
    """Return what the document's schema finds wrong; a field that it does not know is wrong."""
    group, _, api = document["apiVersion"].rpartition("/")
    path = CRDS / f"{document['kind']}.{group}.{api}.json".lower()
    if path.is_file():
        schema = closed(json.loads(path.read_text(encoding="utf-8")))
        errors = Draft202012Validator(schema).iter_errors(document)
        return [f"{error.json_path}: {error.message}" for error in errors]
    try:
        kubernetes_validate.validate(document, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return [str(error)]
    return []


def closed(schema: Any, *, top: bool = True) -> Any:
    """Return a custom resource's schema that refuses unknown fields, as the API server does.

    `metadata` stays open: its fields are every object's.
    """
    if isinstance(schema, list):
        return [closed(each, top=False) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(value, top=False) for name, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
    properties = schema.get("properties")
    if (
        isinstance(properties, dict)
        and "type" in schema
        and not schema.get("x-kubernetes-preserve-unknown-fields")
        and "additionalProperties" not in schema
    ):
        made["additionalProperties"] = False
    if top:
        made["properties"]["metadata"] = {"type": "object"}
    return made


def pods(documents: Iterable[Document]) -> Iterator[tuple[str, Document, Document]]:
    """Yield what makes pods: its name, its document, and the pod's template."""
    for document in documents:
        spec = document.get("spec", {})
        template = spec.get("jobTemplate", {}).get("spec", spec).get("template")
        if isinstance(template, dict) and "spec" in template:
            yield named(document), document, template


def of_kind(documents: Iterable[Document], kind: str) -> dict[str, Document]:
    """Return the documents of a kind by their names."""
    return {
        document["metadata"]["name"]: document for document in documents if document["kind"] == kind
    }


def selects(selector: Document, labels: Document) -> bool:
    """Whether labels match a selector that has `matchLabels` alone, or is itself such a map."""
    wanted: Document = selector.get("matchLabels", selector)
    return bool(wanted) and wanted.items() <= labels.items()
