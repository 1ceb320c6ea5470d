"""Our labelled sentences keep their form, and what breaks it is told."""

import json
from pathlib import Path

import pytest

from streams.evaluation.sentences import (
    EVENTS,
    SANCTIONS,
    EventSentence,
    SanctionsText,
    event_sentences,
    problems,
)

EVENT = {
    "type": "ASSAULT",
    "mode": "heavy-weapons",
    "trigger": "shelled",
    "actor": "Gunners",
    "recipient": "the port",
    "speaker": None,
    "modality": "asserted",
    "main": True,
}
ROW = {"id": "x-1", "text": "Gunners shelled the port.", "part": "train", "style": "wire"}


def test_the_files_keep_their_form() -> None:
    assert list(problems(EVENTS, EventSentence)) == []
    assert list(problems(SANCTIONS, SanctionsText)) == []


def test_no_sentence_is_learnt_from_and_scored() -> None:
    trained = {row.text for row in event_sentences("train")}
    assert not trained & {row.text for row in event_sentences("test")}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"trigger": "bombed"}, "must stand there once"),
        ({"actor": "Sailors"}, "does not stand in"),
        ({"main": False}, "exactly one event"),
        ({"modality": "likely"}, "Input should be"),
    ],
)
def test_a_broken_line_is_told(
    tmp_path: Path, change: dict[str, str | bool], complaint: str
) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps(ROW | {"events": [EVENT | change]}) + "\n", encoding="utf-8")
    (told,) = problems(file, EventSentence)
    assert complaint in told
    assert told.startswith("events.jsonl:1")


def test_a_text_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    rows = [ROW | {"events": [EVENT]}, ROW | {"events": [EVENT], "id": "x-2"}]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert [told for told in problems(file, EventSentence) if "twice" in told]
