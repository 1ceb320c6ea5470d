"""Whatever an article or a dead letter holds, what the commands print cannot steer a terminal."""

import contextlib
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kafka.consumer.fetcher import ConsumerRecord
from rich.console import Console

from schemas.topics import TOPICS, Topic, topic_name
from streams.broker.deadletters import parse_letter
from streams.cli import dlq, tail
from streams.cli.common import print_json
from streams.cli.plain import STEERING, one_line
from streams.cli.render import render_letter

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
# Where a model takes any words; evidence, numbers, vocabularies and dates are left alone.
WORDS = {"title", "source", "url", "name", "canonical", "article_id", "actor", "recipient", "mode"}
LINK = "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\"
STEERS = st.sampled_from(
    [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066", "\u200f", LINK,
     "\x1b[2J", "\x1b]0;t\x07", "\x9b31m", "\x90q\x9c", "[red]", "[/]", "\\"]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(STEERS, st.text(max_size=5)), min_size=1, max_size=12).map("".join)


def _steers(shown: str) -> set[str]:
    """Return what is left that could steer; our own line ends are no harm."""
    controls = {each for each in shown if unicodedata.category(each) == "Cc"} - {"\n", "\t"}
    return controls | set(STEERING.findall(shown))


def _printed(*renderables: Any) -> str:
    file = io.StringIO()
    console = Console(file=file, color_system=None, width=100)
    for each in renderables:
        console.print(each)
    return file.getvalue()


def _poisoned(value: Any, hostile: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _poisoned(one, hostile, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_poisoned(one, hostile, name) for one in value]
    return value + hostile if isinstance(value, str) and name in WORDS else value


def _record(topic: Topic, value: bytes, hostile: str) -> ConsumerRecord:
    spoilt = hostile.encode("utf-8", "surrogatepass")
    headers = [("dlq_message", spoilt), (one_line(hostile) or "h", spoilt)]
    fields = dict.fromkeys(ConsumerRecord._fields)
    return ConsumerRecord(
        **{
            **fields,
            "topic": topic.name,
            "partition": 0,
            "offset": 1,
            "timestamp": 0,
            "key": spoilt,
            "value": value,
            "headers": headers,
        }
    )


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
@settings(max_examples=30, deadline=None)
@given(hostile=HOSTILE)
def test_tail_shows_no_record_that_steers(topic: Topic, hostile: str) -> None:
    example = json.loads((EXAMPLES / f"{topic.record.__name__}.1.json").read_text())
    value = json.dumps(_poisoned(example, hostile)).encode()
    file = io.StringIO()
    console = Console(file=file, color_system=None, width=100)
    for content in (value, hostile.encode("utf-8", "surrogatepass")):
        tail._show(_record(topic, content, hostile), topic_name(topic), console)
    assert file.getvalue()
    assert not _steers(file.getvalue())


@settings(max_examples=60, deadline=None)
@given(hostile=HOSTILE)
def test_dlq_shows_no_letter_that_steers(hostile: str) -> None:
    dead = TOPICS[-1]
    value = hostile.encode("utf-8", "surrogatepass")
    stored = parse_letter(_record(dead, value, hostile))
    shown = _printed(render_letter(stored), render_letter(stored, whole=True), *dlq._cells(stored))
    assert not _steers(shown)


@settings(deadline=None)
@given(hostile=HOSTILE)
def test_json_is_the_same_data_and_steers_nothing(hostile: str) -> None:
    file = io.StringIO()
    with contextlib.redirect_stdout(file):
        print_json({"value": hostile, hostile: b"\x1b\x9b" + hostile.encode("utf-8", "replace")})
    assert not _steers(file.getvalue())
    file.getvalue().encode("utf-8")
    assert json.loads(file.getvalue())["value"] == hostile
