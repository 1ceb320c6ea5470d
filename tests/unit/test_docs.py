"""The pages that people write say what the code says: links, tests, reasons, settings, headers."""

import re
from pathlib import Path

import pytest

from schemas import TOPICS, DeadLetter, Reason
from schemas.deadletter import HEADER_PREFIX
from streams.settings import CONFIG_FILE_VARIABLE, PREFIX, Settings

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "SECURITY.md", "CHANGELOG.md", "deploy/README.md")
PAGES = sorted(
    [
        *(ROOT / name for name in TOP),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tests").glob("*/README.md"),
        *(ROOT / "tests" / "deploy" / "crds").glob("*.md"),
    ]
)
# A link that is only shown, in a line or a block of code, is none.
_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.M | re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
_MODULE = re.compile(r"`((?:streams|schemas|tests|deploy)/[\w/.\-]+)`")


def anchor(heading: str) -> str:
    """Return a heading's anchor, as forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {anchor(h) for h in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for link in _LINK.findall(_CODE.sub("", text)):
        if "://" in link:
            continue
        name, _, fragment = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if fragment:
            assert fragment in anchors(target), link
    for name in _MODULE.findall(text):
        assert (ROOT / name).exists(), name
    for name, test in _TEST.findall(text):
        assert (ROOT / name).is_file(), name
        assert not test or f"def {test}(" in (ROOT / name).read_text(encoding="utf-8"), test


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_and_topics_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_FILE_VARIABLE}
    named = set(re.findall(PREFIX + r"[A-Z_]*[A-Z]", text))
    assert named <= known
    topics = set(re.findall(r"`((?:articles|events|series|alerts)\.[a-z]+)`", text))
    assert topics <= {topic.name for topic in TOPICS}


def test_every_reason_is_explained_once() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z_]+)` \|", page, re.M) == [reason.value for reason in Reason]


def test_every_header_of_a_dead_letter_is_explained() -> None:
    page = (ROOT / "docs" / "dead-letters.md").read_text(encoding="utf-8")
    table = set(re.findall(rf"`{HEADER_PREFIX}(\w+)`", page))
    assert table == set(DeadLetter.model_fields)


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()) == pages
    for number, name in enumerate(pages, start=1):
        text = (folder / name).read_text(encoding="utf-8")
        assert text.startswith(f"# {number:04}: ")
        assert re.findall(r"^## (\w+)$", text, re.M) == [
            "Context",
            "Decision",
            "Alternatives",
            "Consequences",
        ]
