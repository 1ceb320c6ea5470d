"""What MkDocs does not do by itself: pages by the folder, and links that leave docs/.

The pages are written for a code host, where a link such as `../deploy/README.md` or
`../schemas/json/RawArticle.json` leads somewhere. On the site what is linked so comes along, under
`repository/`: a page as it is, a file as a page that shows it, a folder as a list. So every link
works without a server of ours, and none claims an address.
"""

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
DOCS = PurePosixPath("docs")
ALONG = PurePosixPath("repository")
# A link in a block or a line of code is only shown.
_CODE_OR_LINK = re.compile(r"^```.*?^```|`[^`\n]+`|\]\((?P<target>[^)\s]+)\)", re.M | re.S)
_LANGUAGES = {".py": "python", ".json": "json", ".yml": "yaml", ".yaml": "yaml", ".toml": "toml"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of a folder in the place of `folder/*.md`, those named elsewhere left out."""
    nav: list[Any] = config.nav or []
    config.nav = _expanded(nav, set(_named(nav)))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what the pages link to outside docs/, and what that links to.

    Raises:
        PluginError: a page links to what is not there.
    """
    waiting = [DOCS / file.src_uri for file in files.documentation_pages()]
    seen = set(waiting)
    while waiting:
        source = waiting.pop()
        if source.suffix != ".md" or not (ROOT / source).is_file():
            continue
        for target in _links((ROOT / source).read_text(encoding="utf-8"), source):
            path = _page_of(target)
            if path in seen or _is_in_docs(path):
                continue
            if not (ROOT / path).exists():
                raise PluginError(f"{source} links to {target}, which is not there")
            seen.add(path)
            waiting.append(path)
            files.append(File.generated(config, str(_on_site(path)), content=_shown(path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links lead to where their targets are on the site."""
    here = PurePosixPath(page.file.src_uri)
    source = here.relative_to(ALONG) if here.is_relative_to(ALONG) else DOCS / here

    def moved(match: re.Match[str]) -> str:
        link = match["target"]
        if link is None or not _leads_to_a_file(link):
            return match[0]
        name, hash_, anchor = link.partition("#")
        target = _page_of(_resolved(source, name))
        if _is_in_docs(source) and _is_in_docs(target) and name.endswith(target.name):
            return match[0]
        return f"]({relpath(_on_site(target), here.parent)}{hash_}{anchor})"

    return _CODE_OR_LINK.sub(moved, markdown)


def _expanded(items: list[Any], named: set[str]) -> list[Any]:
    result: list[Any] = []
    for item in items:
        if isinstance(item, dict):
            result.append(
                {
                    title: _expanded(value, named) if isinstance(value, list) else value
                    for title, value in item.items()
                }
            )
        elif item.endswith("*.md"):
            pages = sorted(path.relative_to(ROOT / DOCS) for path in (ROOT / DOCS).glob(item))
            result.extend(str(page) for page in pages if str(page) not in named)
        else:
            result.append(item)
    return result


def _named(items: list[Any]) -> list[str]:
    names: list[str] = []
    for item in items:
        for value in item.values() if isinstance(item, dict) else (item,):
            names.extend(_named(value) if isinstance(value, list) else [value])
    return names


def _links(markdown: str, source: PurePosixPath) -> list[PurePosixPath]:
    """Return the files that a page links to, as paths in the repository."""
    links = [match["target"] for match in _CODE_OR_LINK.finditer(markdown) if match["target"]]
    return [_resolved(source, link.partition("#")[0]) for link in links if _leads_to_a_file(link)]


def _leads_to_a_file(link: str) -> bool:
    return "://" not in link and not link.startswith(("#", "mailto:"))


def _resolved(source: PurePosixPath, name: str) -> PurePosixPath:
    return PurePosixPath(normpath(source.parent / name))


def _page_of(path: PurePosixPath) -> PurePosixPath:
    """Return a folder's README where it has one."""
    readme = path / "README.md"
    return readme if (ROOT / readme).is_file() else path


def _is_in_docs(path: PurePosixPath) -> bool:
    return path.is_relative_to(DOCS) and not (ROOT / path).is_dir()


def _on_site(path: PurePosixPath) -> PurePosixPath:
    """Return the place of a file of the repository among the site's sources."""
    if _is_in_docs(path):
        return path.relative_to(DOCS)
    return ALONG / (path if path.suffix == ".md" else f"{path}.md")


def _shown(path: PurePosixPath) -> str:
    """Return the page of a file or a folder outside docs/."""
    real = ROOT / path
    if real.is_dir():
        names = sorted(
            each.name + "/" * each.is_dir()
            for each in real.iterdir()
            if not each.name.startswith((".", "__"))
        )
        return f"# {path}/\n\n" + "".join(f"- `{name}`\n" for name in names)
    text = real.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return text
    return f"# {path}\n\n````{_LANGUAGES.get(path.suffix, 'text')}\n{text.rstrip()}\n````\n"
