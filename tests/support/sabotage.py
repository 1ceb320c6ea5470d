"""A model folder: the shipped pipeline and, before it, a component that misbehaves."""

import json
from pathlib import Path

from spacy.util import load_config

from streams.language.model import SHIPPED

SABOTEUR = Path(__file__).parent / "saboteur"
NAME = "crisiswire_saboteur"


def sabotaged_model(folder: Path) -> Path:
    """Make the model in an empty folder; its weights are links to the shipped ones."""
    folder.mkdir()
    for part in SHIPPED.iterdir():
        if part.name not in {"config.cfg", "meta.json"}:
            (folder / part.name).symlink_to(part)
    config = load_config(SHIPPED / "config.cfg")
    config["nlp"]["pipeline"] = [NAME, *config["nlp"]["pipeline"]]
    config["components"][NAME] = {"factory": NAME}
    config.to_disk(folder / "config.cfg")
    meta = json.loads((SHIPPED / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder


def environment(model: Path) -> dict[str, str]:
    """Return the variables with which a worker runs on the model."""
    return {"CRISISWIRE_MODEL": str(model), "PYTHONPATH": str(SABOTEUR)}
