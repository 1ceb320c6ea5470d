"""Files in, records out."""

import io
import json
from pathlib import Path

import pytest

from streams.inputs import Draft, InputError, find_files, key_of, read_drafts


def _read(path: Path) -> list[Draft]:
    return list(read_drafts(find_files([str(path)]), stdin=io.BytesIO()))


def _stdin(content: bytes) -> list[bytes | None]:
    return [draft.record.value for draft in read_drafts(["-"], stdin=io.BytesIO(content))]


def test_a_text_file_is_one_article(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("\ufeffKenya’s navy sailed.\nIt returned.".encode())
    (draft,) = _read(file)
    assert draft.record.value is not None
    assert json.loads(draft.record.value) == {"text": "Kenya’s navy sailed.\nIt returned."}
    assert draft.record.key is None


@pytest.mark.parametrize(
    ("head", "encoding"),
    [('<meta charset="iso-8859-2">', "iso-8859-2"), ("", "utf-8"), ("", "windows-1252")],
)
def test_a_page_is_decoded_as_it_says(tmp_path: Path, head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body>Ambasadör Đukić</body>".replace(
        "Đukić", "Đukić" if encoding != "windows-1252" else "Müller"
    ).replace("ö", "o" if encoding == "iso-8859-2" else "ö")
    file = tmp_path / "page.html"
    file.write_bytes(page.encode(encoding))
    (draft,) = _read(file)
    assert draft.record.value is not None
    assert json.loads(draft.record.value) == {"html": page}


def test_every_line_is_a_record_and_a_broken_one_stands_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(b'{"id": 7, "text": "a"}\n\n{"text": broken\n{"url": "u", "text": "b"}\r\n')
    drafts = _read(file)
    assert [draft.record.value for draft in drafts] == [
        b'{"id": 7, "text": "a"}',
        b'{"text": broken',
        b'{"url": "u", "text": "b"}',
    ]
    assert [draft.record.key for draft in drafts] == [b"7", None, b"u"]
    assert drafts[1].origin == f"{file}:3"


def test_a_json_array_is_many_articles_and_an_object_one(tmp_path: Path) -> None:
    many, one = tmp_path / "many.json", tmp_path / "one.json"
    many.write_text('[{"text": "a"}, "not an article", {"text": "\\ud800"}]')
    one.write_text('{\n "text": "a"\n}\n')
    values = [draft.record.value for draft in _read(many)]
    assert values == [b'{"text": "a"}', b'"not an article"', b'{"text": "\\ud800"}']
    assert [draft.record.value for draft in _read(one)] == [b'{\n "text": "a"\n}']


def test_a_directory_is_walked_by_name(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    for name in ("b.txt", "a.json", "picture.png", "below/c.html"):
        (tmp_path / name).write_text("{}")
    assert find_files([str(tmp_path)]) == tuple(
        str(tmp_path / name) for name in ("a.json", "b.txt", "below/c.html")
    )


def test_what_cannot_be_read_names_itself(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "empty").mkdir()
    for name in ("a.png", "empty", "missing.txt"):
        with pytest.raises(InputError, match=name):
            find_files([str(tmp_path / name)])


@pytest.mark.parametrize(
    ("content", "values"),
    [
        (b"", []),
        (b"\n\n", []),
        (b'{"text":"a"}\n{"text":"b"}\nbroken\n', [b'{"text":"a"}', b'{"text":"b"}', b"broken"]),
        (b'{"text":\nbroken\n{"text":"b"}', [b'{"text":', b"broken", b'{"text":"b"}']),
        (b'{\n"text": "a"\n}', [b'{\n"text": "a"\n}']),
        (b'[{"text": "a"}]', [b'{"text": "a"}']),
        (b"<p>Peru</p>", [b'{"html": "<p>Peru</p>"}']),
        (b"Peru\nand Chile", [b'{"text": "Peru\\nand Chile"}']),
    ],
)
def test_standard_input_is_told_by_its_beginning(content: bytes, values: list[bytes]) -> None:
    assert _stdin(content) == values


def test_lines_from_standard_input_are_not_held_back() -> None:
    class Endless(io.BytesIO):
        lines = 0

        def readline(self, size: int | None = -1) -> bytes:
            return self.__next__()

        def __next__(self) -> bytes:
            self.lines += 1
            return b'{"text": "again"}\n'

    source = Endless()
    drafts = read_drafts(["-"], stdin=source)
    assert [next(drafts).origin for _ in range(3)] == ["-:1", "-:2", "-:3"]
    assert source.lines <= 4


@pytest.mark.parametrize(
    ("article", "key"),
    [
        ({"id": " x ", "url": "u"}, b"x"),
        ({"id": "", "url": "u"}, b"u"),
        ({"id": True}, None),
        ({"id": None, "url": 3.5}, None),
        ({"specversion": "1.0", "id": "event", "data": {"id": "article"}}, b"article"),
        ([], None),
        (None, None),
    ],
)
def test_the_key_is_the_id_else_the_url(article: object, key: bytes | None) -> None:
    assert key_of(article) == key


def test_deep_json_is_passed_on() -> None:
    deep = b'{"a":' * 20_000
    assert _stdin(deep + b"\n") == [deep]
