"""Articles in files and on standard input -> the bytes that go on `articles.raw`.

    *.txt           the whole file is one article's text
    *.html *.htm    the whole file is one article's page
    *.json          one article, or an array of them
    *.jsonl *.ndjson  one article a line
    a directory     every such file in it and below, by name
    -               standard input: lines of JSON, one JSON value, a page or a text

What is no valid JSON is passed on as it stands: the worker refuses it with a reason,
and a reader of files refuses nothing.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from streams.record import Record

STDIN = "-"
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.I)
_HEAD_BYTES = 4096  # a charset declared later than this does not count


class Form(StrEnum):
    """What a file holds."""

    TXT = "txt"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"


FORMS = {
    ".txt": Form.TXT,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".json": Form.JSON,
    ".jsonl": Form.JSONL,
    ".ndjson": Form.JSONL,
}


class InputError(Exception):
    """A file cannot be read, or nothing tells what it holds; the message names it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One article to be: its record, and where it was read (`news.jsonl:17`)."""

    record: Record
    origin: str


def find_files(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the files behind the paths, in order; directories are walked by name.

    Raises:
        InputError: a path does not exist, a directory holds no article, or a file
            that was named has an ending that we do not know.
    """
    found: list[str] = []
    for name in paths:
        path = Path(name)
        if name == STDIN:
            found.append(name)
        elif path.is_dir():
            inside = sorted(
                str(file)
                for file in path.rglob("*")
                if file.suffix.lower() in FORMS and file.is_file()
            )
            if not inside:
                raise InputError(f"{name}: no {' '.join(FORMS)} in this directory")
            found.extend(inside)
        elif not path.exists():
            raise InputError(f"{name}: no such file")
        elif path.suffix.lower() not in FORMS:
            raise InputError(f"{name}: not one of {' '.join(FORMS)}")
        else:
            found.append(name)
    return tuple(found)


def read_drafts(paths: Iterable[str], *, stdin: BinaryIO | None = None) -> Iterator[Draft]:
    """Yield one draft an article, file by file; standard input is read as it comes.

    Args:
        paths: Files, directories, `-`.
        stdin: Standing in for the process's standard input.

    Raises:
        InputError: as `find_files`, and when a file cannot be read.
    """
    for name in find_files(paths):
        if name == STDIN:
            yield from _read_stdin(stdin or sys.stdin.buffer)
            continue
        form = FORMS[Path(name).suffix.lower()]
        try:
            with Path(name).open("rb") as file:
                yield from (
                    _read_lines(file, name)
                    if form is Form.JSONL
                    else _whole(file.read(), form, name)
                )
        except OSError as error:
            raise InputError(f"{name}: {error.strerror or error}") from error


def _read_stdin(stdin: BinaryIO) -> Iterator[Draft]:
    """Tell by the first line: a JSON value that ends on it starts lines of JSON."""
    first = stdin.readline()
    while first and not first.strip():
        first = stdin.readline()
    if not first:
        return
    if first.lstrip().startswith(b"{") and _parse(first) is not None:
        yield from _read_lines(_chain(first, stdin), STDIN)
        return
    content = first + stdin.read()
    start = content.lstrip()[:1]
    if start in {b"{", b"["}:
        if start == b"{" and _parse(content) is None:  # a broken line among others
            yield from _read_lines(content.splitlines(), STDIN)
        else:
            yield from _whole(content, Form.JSON, STDIN)
    else:
        yield from _whole(content, Form.HTML if start == b"<" else Form.TXT, STDIN)


def _chain(first: bytes, rest: Iterable[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _read_lines(lines: Iterable[bytes], name: str) -> Iterator[Draft]:
    for number, line in enumerate(lines, start=1):
        value = line.strip()
        if value:
            yield _draft(value, _parse(value), f"{name}:{number}")


def _whole(content: bytes, form: Form, name: str) -> Iterator[Draft]:
    if form is Form.JSON:
        parsed = _parse(content)
        if isinstance(parsed, list):
            for number, item in enumerate(parsed, start=1):
                yield _draft(_dump(item), item, f"{name}[{number}]")
        else:
            yield _draft(content.strip(), parsed, name)
    else:
        field = "html" if form is Form.HTML else "text"
        article = {field: _decode(content, form)}
        yield _draft(_dump(article), article, name)


def _draft(value: bytes, parsed: object, origin: str) -> Draft:
    return Draft(Record(value=value, key=key_of(parsed)), origin)


def key_of(parsed: object) -> bytes | None:
    """Return the Kafka key of an article: its id, else its url, else none.

    Records of one key stay in order, so that an article and its later versions do.
    """
    if isinstance(parsed, dict) and isinstance(parsed.get("specversion"), str):
        parsed = parsed.get("data")  # a structured CloudEvent: the article is inside
    if not isinstance(parsed, dict):
        return None
    for name in ("id", "url"):
        value = parsed.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip().encode("utf-8", "replace")
    return None


def _parse(value: bytes) -> Any | None:
    """Return the JSON value, or None where it is broken (or is null)."""
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _dump(value: object) -> bytes:
    # "surrogatepass" would write bytes that are no UTF-8: an escaped surrogate stays escaped.
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _decode(content: bytes, form: Form) -> str:
    """Decode a text or page: its byte order mark, its declared charset, UTF-8, Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    declared = _META_CHARSET.search(content[:_HEAD_BYTES]) if form is Form.HTML else None
    for encoding in (declared[1].decode("ascii") if declared else None, "utf-8-sig"):
        if encoding is not None:
            try:
                return content.decode(encoding)
            except (LookupError, UnicodeDecodeError):
                continue
    return content.decode("windows-1252", "replace")  # as browsers do
