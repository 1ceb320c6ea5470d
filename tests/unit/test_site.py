"""The documentation site: it builds strictly, needs nobody's server, and leads to every page."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from markdown import Markdown
from markdown_it import MarkdownIt

# Before mkdocs is imported: it prints an advertisement for another tool otherwise.
os.environ["NO_MKDOCS_2_WARNING"] = "1"

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "SECURITY.md", "CHANGELOG.md", "deploy/README.md")
PAGES = [*(ROOT / name for name in TOP), *sorted((ROOT / "docs").rglob("*.md"))]
# What a reader's browser would fetch by itself.
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
STRUCTURE = {"h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "tr", "pre", "img", "blockquote"}


class Html(HTMLParser):
    """The links, ids, fetched addresses and elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.fetched: list[str] = []
        self.elements: Counter[str] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements[tag] += 1
        self.ids.update(value for name in ("id", "name") if (value := found.get(name)))
        if tag == "a" and (link := found.get("href")):
            self.links.append(link)
        if address := found.get(FETCHED.get(tag, "")):
            self.fetched.append(address)


def build_site(site: Path, **options: str) -> None:
    """Build into a folder.

    Raises:
        mkdocs.exceptions.Abort: a link, an anchor or a page's place is wrong.
    """
    config = load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(site), **options)
    build(config)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Html]:
    """Every page of the built site."""
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return {path: Html(path.read_text(encoding="utf-8")) for path in folder.rglob("*.html")}


def inner_links(path: Path, page: Html) -> Iterator[tuple[str, Path, str]]:
    for link in page.links:
        if not urlsplit(link).scheme:
            name, anchor = urldefrag(link)
            target = (path.parent / unquote(name)).resolve() if name else path
            yield link, target / "index.html" if target.is_dir() else target, unquote(anchor)


def test_every_link_and_anchor_leads_somewhere(site: dict[Path, Html]) -> None:
    for path, page in site.items():
        if path.name == "404.html":
            continue  # its links begin at the root of the server
        for link, target, anchor in inner_links(path, page):
            assert target.is_file(), f"{path.name}: {link}"
            if anchor and target in site:
                assert anchor in site[target].ids, f"{path.name}: {link}"


def test_every_page_is_reached_from_the_first(site: dict[Path, Html]) -> None:
    first = min(
        (path for path in site if path.name == "index.html"), key=lambda path: len(path.parts)
    )
    reached, waiting = {first}, [first]
    while waiting:
        path = waiting.pop()
        for _, target, _ in inner_links(path, site[path]):
            if target in site and target not in reached:
                reached.add(target)
                waiting.append(target)
    assert [path for path in site.keys() - reached if path.name != "404.html"] == []


def test_a_browser_fetches_nothing_from_elsewhere(site: dict[Path, Html]) -> None:
    addresses = [address for page in site.values() for address in page.fetched]
    assert addresses
    assert [each for each in addresses if urlsplit(each).scheme or each.startswith("//")] == []


def test_external_links_are_well_formed(site: dict[Path, Html]) -> None:
    """Whether anybody answers there is not looked at: the tests do without the internet."""
    links = {link for page in site.values() for link in page.links if urlsplit(link).scheme}
    assert links
    for link in links:
        parts = urlsplit(link)
        assert parts.scheme in {"http", "https"}, link
        assert re.fullmatch(r"[\w.-]+(:\d+)?", parts.netloc), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_is_the_same_on_a_code_host(page: Path) -> None:
    """Code hosts read CommonMark with tables, the site reads Python-Markdown: lists differ most."""
    text = page.read_text(encoding="utf-8")
    names = ["tables", "pymdownx.superfences", "pymdownx.highlight", "attr_list", "md_in_html"]
    ours = Html(Markdown(extensions=names).convert(text)).elements
    theirs = Html(MarkdownIt("commonmark").enable("table").render(text)).elements
    assert {tag: ours[tag] for tag in STRUCTURE} == {tag: theirs[tag] for tag in STRUCTURE}


@pytest.mark.parametrize(
    "mistake",
    ["[gone](gone.md)", "[nowhere](settings.md#nowhere)", "[file](../schemas/gone.json)"],
)
def test_a_wrong_link_fails_the_build(mistake: str, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(f"# Home\n\n[settings](settings.md), {mistake}\n")
    (docs / "settings.md").write_text("# Settings\n")
    (tmp_path / "mkdocs.yml").write_text(
        (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[0]
        + "\nnav: [index.md, settings.md]\n"
    )
    (docs / "mkdocs_hooks.py").write_text((ROOT / "docs" / "mkdocs_hooks.py").read_text())
    (docs / "site.css").touch()
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    with pytest.raises((Abort, PluginError)):
        build(config)
