"""AsyncAPI by its own parser; the types for consumers, by the compilers that judge them."""

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from schemas.asyncapi import ASYNCAPI_PATH
from tests.support import node
from tests.support.node import run_node
from tests.support.typescript import TYPES, typescript

pytestmark = [
    pytest.mark.ops,
    pytest.mark.skipif(not node.installed(), reason="deploy/setup ops .venv was not run"),
]
ROOT = Path(__file__).parents[2]
TSC = (
    *("node_modules/typescript/bin/tsc", "--strict", "--noEmit", "--types", "node"),
    *("--target", "es2022", "--module", "nodenext", "--allowImportingTsExtensions"),
)
IMPORT = "../../../schemas/typescript/crisiswire.d.ts"


def test_asyncapis_own_parser_has_nothing_against_the_document() -> None:
    done = run_node("asyncapi.mjs", str(ASYNCAPI_PATH))
    assert done.returncode == 0, done.stdout + done.stderr
    faults = [line for line in done.stdout.splitlines() if line.startswith(("error", "warning"))]
    assert faults == []
    assert done.stdout.endswith("10 channels, 14 operations\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"action": "receive"', '"action": "subscribe"', "error operations"),
        ('"#/components/schemas/Party"', '"#/components/schemas/Nobody"', "error components"),
        ('"#/channels/series.dyads"', '"#/channels/series.triads"', "error operations"),
        ('"asyncapi": "3.0.0"', '"asyncapi": "7.0.0"', "error"),
    ],
)
def test_its_parser_refuses_a_broken_document(
    old: str, new: str, told: str, tmp_path: Path
) -> None:
    text = ASYNCAPI_PATH.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "broken.json").write_text(text.replace(old, new), encoding="utf-8")
    done = run_node("asyncapi.mjs", str(tmp_path / "broken.json"))
    assert done.returncode == 1
    assert any(line.startswith(told) for line in done.stdout.splitlines()), done.stdout


def test_the_committed_typescript_types_are_what_the_schemas_say() -> None:
    assert TYPES.read_text(encoding="utf-8") == typescript()


def test_a_consumer_in_typescript_compiles_and_reads_the_examples() -> None:
    """The consumer holds wrong uses, too: the compiler complains where one is no error."""
    done = run_node(*TSC, "consumer.ts")
    assert done.returncode == 0, done.stdout
    told = run_node("consumer.ts", str(ROOT / "schemas" / "examples"))
    assert told.returncode == 0, told.stderr
    article = json.loads((ROOT / "schemas" / "examples" / "EnrichedArticle.1.json").read_text())
    mentions = len(article["sanctions"]) + len(article["escalation"])
    assert told.stdout.splitlines()[:mentions] == ["true"] * mentions


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("  entities: Entity[];", "  things: Entity[];", "TS2339"),  # a field gone: it is missed
        ("  modality_cue: Span | null;", "  modality_cue: Span;", "TS2578"),  # no error any more
    ],
)
def test_the_compiler_sees_when_the_types_change(
    old: str, new: str, error: str, tmp_path: Path
) -> None:
    types = TYPES.read_text(encoding="utf-8")
    assert old in types
    changed = tmp_path / "changed.d.ts"
    changed.write_text(types.replace(old, new), encoding="utf-8")
    source = (node.FOLDER / "consumer.ts").read_text(encoding="utf-8")
    consumer = tmp_path / "consumer.ts"
    consumer.write_text(
        source.replace(IMPORT, "./changed.d.ts") + "\nexport const all = article.entities;\n"
    )
    roots = str(node.FOLDER / "node_modules" / "@types")
    done = run_node(*TSC, "--typeRoots", roots, str(consumer))
    assert done.returncode != 0
    assert error in done.stdout


def test_an_installed_package_has_its_types(tmp_path: Path) -> None:
    """mypy passes over a package without `py.typed`: all that is imported from it is Any."""
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    (site,) = (home / "lib").glob("python*/site-packages")
    shutil.copytree(
        ROOT / "schemas", site / "schemas", ignore=shutil.ignore_patterns("__pycache__")
    )
    (site / "pydantic.pth").write_text(sysconfig.get_path("purelib") + "\n")
    (tmp_path / "consumer.py").write_text(
        "import json\n"
        "from schemas import EnrichedArticle\n"
        "from schemas.typed import EscalationEvent\n"
        "def read(value: bytes) -> tuple[EnrichedArticle, EscalationEvent]:\n"
        "    event: EscalationEvent = json.loads(value)\n"
        "    return EnrichedArticle.model_validate_json(value), event\n"
        "reveal_type(read(b'')[0].summary.escalation_score)\n"
        "reveal_type(read(b'')[1]['actors'])\n"
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--config-file=", "consumer.py"),
            f"--python-executable={home / 'bin' / 'python'}",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert 'Revealed type is "float"' in done.stdout.replace("builtins.", "")
    assert "TypedDict(schemas.typed.Party" in done.stdout.replace("'", "")
