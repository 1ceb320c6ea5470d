"""The next version of crisiswire: this tree with another version and fields more in its records."""

import shutil
from pathlib import Path

from tests.support.worker import REPOSITORY

VERSION, SCHEMA = "0.2.0", "1.1"
FIELD, ENTITY_FIELD = "text_characters", "novelty"
# What is written anew in the copy: file, text, what stands there instead.
CHANGES = (
    ("streams/__init__.py", 'PIPELINE_VERSION = "0.1.0"', f'PIPELINE_VERSION = "{VERSION}"'),
    ("schemas/base.py", 'SCHEMA_VERSION = "1.0"', f'SCHEMA_VERSION = "{SCHEMA}"'),
    (
        "schemas/article.py",
        "    duplicate_of: str | None = None\n",
        f"    duplicate_of: str | None = None\n    {FIELD}: int | None = 7\n",
    ),
    (
        "schemas/entity.py",
        "    score: float",
        f"    {ENTITY_FIELD}: float = 0.5\n    score: float",
    ),
)


def next_version(folder: Path) -> Path:
    """Make the tree, links to this one but for what was changed; return it.

    Raises:
        ValueError: what is to be changed is not there any more.
    """
    for package in ("streams", "schemas"):
        shutil.copytree(
            REPOSITORY / package,
            folder / package,
            copy_function=lambda source, target: Path(target).symlink_to(source),
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    for name, before, after in CHANGES:
        file = folder / name
        text = file.read_text()
        if before not in text:
            raise ValueError(f"{name}: {before!r} is not in it")
        file.unlink()
        file.write_text(text.replace(before, after, 1))
    return folder
