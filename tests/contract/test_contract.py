"""The wire contract: strictness, examples, committed schemas."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from schemas import TOPICS, DeadLetter, EnrichedArticle, Entity, Party, RawArticle, Span
from schemas.export import DIRECTORY, changed, write_all
from schemas.jsonschemas import records

EXAMPLES = sorted((Path(__file__).parents[2] / "schemas" / "examples").glob("*.json"))
RECORDS = records()


def example_of(name: str) -> dict[str, Any]:
    path = next(path for path in EXAMPLES if path.name.startswith(f"{name}."))
    fields: dict[str, Any] = json.loads(path.read_text())
    return fields


def test_every_record_has_an_example_and_every_example_a_record() -> None:
    assert {path.name.split(".")[0] for path in EXAMPLES} == set(RECORDS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_decode_and_come_back_the_same(path: Path) -> None:
    model = RECORDS[path.name.split(".")[0]]
    record = model.model_validate_json(path.read_text())
    again = model.model_validate_json(record.model_dump_json())
    assert again == record
    if model is not RawArticle:  # what we emit, we emit whole
        assert json.loads(record.model_dump_json()) == json.loads(path.read_text())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_fit_the_committed_schema(path: Path) -> None:
    schema = json.loads((DIRECTORY / "json" / f"{path.name.split('.')[0]}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(path.read_text()), schema, jsonschema.Draft202012Validator)


def test_committed_files_are_what_the_models_say() -> None:
    assert changed() == []


def test_a_changed_file_is_seen(tmp_path: Path) -> None:
    write_all(tmp_path)
    assert changed(tmp_path) == []
    (tmp_path / "json" / "RawArticle.json").write_text("{}")
    (tmp_path / "json" / "DeadLetter.json").unlink()
    (tmp_path / "json" / "Orphan.json").write_text("{}")
    (tmp_path / "asyncapi.json").write_text("{}")
    (tmp_path / "typed.py").unlink()
    assert changed(tmp_path) == [
        "asyncapi.json",
        "json/DeadLetter.json",
        "json/Orphan.json",
        "json/RawArticle.json",
        "typed.py",
    ]


@pytest.mark.parametrize("name", sorted(set(RECORDS) - {"RawArticle"}))
def test_unknown_fields_are_refused(name: str) -> None:
    fields = example_of(name)
    RECORDS[name].model_validate_json(json.dumps(fields))
    with pytest.raises(ValidationError, match="extra_forbidden"):
        RECORDS[name].model_validate_json(json.dumps({**fields, "unheard_of": 1}))


def test_unknown_fields_deep_inside_are_refused() -> None:
    fields = example_of("EnrichedArticle")
    fields["entities"][0]["unheard_of"] = 1
    with pytest.raises(ValidationError, match="extra_forbidden"):
        EnrichedArticle.model_validate_json(json.dumps(fields))


@pytest.mark.parametrize(
    ("field", "value"),
    [("article_id", 7), ("text", None), ("language", 1), ("duplicate_of", False), ("text", "")],
)
def test_wrong_types_are_refused(field: str, value: object) -> None:
    fields = {**example_of("EnrichedArticle"), field: value}
    with pytest.raises(ValidationError, match=field):
        EnrichedArticle.model_validate_json(json.dumps(fields))


def test_a_span_that_is_not_in_the_text_is_refused() -> None:
    fields = example_of("EnrichedArticle")
    entity = fields["entities"][0]
    fields["entities"][0] = {**entity, "start": entity["start"] + 1, "end": entity["end"] + 1}
    with pytest.raises(ValidationError, match="not in the text"):
        EnrichedArticle.model_validate_json(json.dumps(fields))


def test_a_span_of_another_length_is_refused() -> None:
    with pytest.raises(ValidationError, match="does not hold"):
        Span(start=0, end=3, text="four")


def test_a_party_has_both_offsets_or_none() -> None:
    assert Party(name="Mali").start is None
    with pytest.raises(ValidationError, match="together"):
        Party(name="Mali", start=3)


def test_labels_and_ids_are_checked() -> None:
    with pytest.raises(ValidationError, match="label"):
        Entity.model_validate_json(
            '{"start":0,"end":4,"text":"Mali","label":"PLACE","canonical":"Mali","score":1}'
        )
    with pytest.raises(ValidationError, match="kb_id"):
        Entity.model_validate_json(
            '{"start":0,"end":4,"text":"Mali","label":"GPE","canonical":"Mali","kb_id":"912","score":1}'
        )


def test_a_dead_letter_travels_in_headers() -> None:
    letter = DeadLetter.model_validate_json(json.dumps(example_of("DeadLetter")))
    headers = [("ce_id", b"the producer's own"), *letter.to_headers()]
    assert DeadLetter.from_headers(headers) == letter
    with pytest.raises(ValidationError, match="reason"):
        DeadLetter.from_headers([pair for pair in headers if pair[0] != "dlq_reason"])


def test_topics_are_those_of_the_contract() -> None:
    assert {topic.name: topic.retention_ms // 86_400_000 for topic in TOPICS} == {
        "articles.raw": 7,
        "articles.signatures": 7,
        "articles.entities": 7,
        "articles.sanctions": 7,
        "articles.escalation": 30,
        "events.sanctions": 30,
        "events.escalation": 30,
        "series.dyads": 90,
        "alerts.escalation": 90,
        "articles.deadletter": 30,
    }


def test_consumers_need_neither_faust_nor_spacy() -> None:
    """The contract imports in a Python that has pydantic and the standard library alone."""
    program = (
        "import sys; import schemas, schemas.export;"
        "heavy = {'faust', 'spacy', 'kafka', 'aiokafka', 'typer', 'streams'};"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "[]"
