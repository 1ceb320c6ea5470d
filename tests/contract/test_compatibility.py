"""The gate on the schemas: what breaks somebody is refused by name, what does not passes."""

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import released
from schemas.compatibility import changes
from schemas.jsonschemas import DRAFT, records, schema_of
from schemas.released import RELEASED, problems

Json = dict[str, Any]
Mutation = Callable[[Json], object]
ROOT = Path(__file__).parents[2]
ARTICLE, EVENT, ALERT, RAW = "EnrichedArticle", "EscalationEvent", "EscalationAlert", "RawArticle"


def fields(schema: Json, name: str = "") -> Json:
    """Return the properties of the record, or of one of its definitions."""
    found: Json = (schema["$defs"][name] if name else schema)["properties"]
    return found


def rename(properties: Json, old: str, new: str) -> Json:
    properties[new] = properties.pop(old)
    return properties


# Record, what is done to its schema, what the message says.
BREAKING: list[tuple[str, Mutation, str]] = [
    (ARTICLE, lambda s: fields(s).pop("summary"), "summary is gone, or has another name now"),
    (ARTICLE, lambda s: rename(fields(s), "url", "link"), "url is gone, or has another name now"),
    (
        ARTICLE,
        lambda s: fields(s, "Entity").pop("kb_id"),
        "entities[].kb_id is gone, or has another name now",
    ),
    (
        ARTICLE,
        lambda s: fields(s, "Span").pop("end"),
        "escalation[].evidence.end is gone, or has another name now",
    ),
    (ARTICLE, lambda s: s["required"].remove("article_id"), "article_id may be missing now"),
    (
        EVENT,
        lambda s: fields(s)["article_id"].update(type="integer"),
        "article_id may be of type integer now",
    ),
    (
        EVENT,
        lambda s: fields(s).update(id={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        "id may be of type null now",
    ),
    (
        EVENT,
        lambda s: fields(s)["quad_class"].update(type="number"),
        "quad_class may be of type number now",
    ),
    (
        EVENT,
        lambda s: fields(s)["contexts"].update(items={"type": "object"}),
        "contexts[] may be of type object now",
    ),
    (
        EVENT,
        lambda s: fields(s)["features"].update(additionalProperties={"type": "string"}),
        "features{} may be of type string now",
    ),
    (
        EVENT,
        lambda s: s["$defs"]["EventType"]["enum"].remove("ASSAULT"),
        "event_type never has the value 'ASSAULT' now",
    ),
    (
        EVENT,
        lambda s: s["$defs"]["Polarity"]["enum"].append("mixed"),
        "polarity may have the value 'mixed' now",
    ),
    (
        EVENT,
        lambda s: s["$defs"]["Polarity"].pop("enum"),
        "polarity may have any value now",
    ),
    (EVENT, lambda s: fields(s)["score"].update(maximum=100), "score had maximum 1, has 100 now"),
    (EVENT, lambda s: fields(s)["score"].pop("minimum"), "score had minimum 0, has None now"),
    (ALERT, lambda s: fields(s)["evidence"].update(minItems=0), "evidence had minItems 1, has 0"),
    (ALERT, lambda s: fields(s)["day"].pop("format"), "day had format date, has None now"),
    (ALERT, lambda s: fields(s)["day"].update(format="date-time"), "day had format date, has date"),
    (EVENT, lambda s: fields(s)["cameo"].update(pattern=r"^\d+$"), r"cameo had pattern ^\d{2,4}$"),
    (RAW, lambda s: s.update(required=["id"]), "id is required now"),
    (RAW, lambda s: fields(s).pop("html"), "html is gone, or has another name now"),
    (
        RAW,
        lambda s: (fields(s).update(feed={"type": "string"}), s.update(required=["feed"])),
        "feed is new and required",
    ),
    (
        RAW,
        lambda s: fields(s).update(title={"type": "string"}),
        "title is never of type null now",
    ),
    (
        RAW,
        lambda s: fields(s)["url"]["anyOf"][0].update(maxLength=100),
        "url had maxLength 8192, has 100 now",
    ),
    (
        RAW,
        lambda s: fields(s)["language"]["anyOf"][0].update(enum=["en"]),
        "language has listed values only now",
    ),
    (RAW, lambda s: s.update(additionalProperties=False), "the record takes no other fields now"),
]

ALLOWED: list[tuple[str, Mutation]] = [
    (ARTICLE, lambda s: None),
    (ARTICLE, lambda s: fields(s).update(region={"type": "string"})),
    (ARTICLE, lambda s: (fields(s).update(x={"type": "string"}), s["required"].append("x"))),
    (ARTICLE, lambda s: s.update(description="in other words", title="EnrichedArticle2")),
    (ARTICLE, lambda s: s.update(additionalProperties=True)),
    (EVENT, lambda s: s["$defs"]["EventType"]["enum"].append("NEGOTIATE")),
    (EVENT, lambda s: s["$defs"]["EventType"]["enum"].reverse()),
    (EVENT, lambda s: fields(s).update(title={"type": "string"})),  # no longer null
    (EVENT, lambda s: fields(s)["score"].update(maximum=0.9)),
    (ALERT, lambda s: fields(s)["p_value"].update(type="integer")),
    (
        ALERT,
        lambda s: (
            rename(s["$defs"], "Trend", "Way"),
            fields(s).update(trend={"$ref": "#/$defs/Way"}),
        ),
    ),
    (RAW, lambda s: fields(s).update(feed={"type": "string"})),
    (RAW, lambda s: fields(s)["url"]["anyOf"][0].pop("maxLength")),
    (RAW, lambda s: fields(s)["url"]["anyOf"].append({"type": "integer"})),
]


def compared(name: str, mutate: Mutation) -> tuple[list[str], list[str]]:
    """Return what the mutation breaks, and what else it changes."""
    before = schema_of(records()[name])
    after = copy.deepcopy(before)
    mutate(after)
    found = changes(before, after, written_by_producers=name == RAW)
    breaking = [str(change) for change in found if change.breaking]
    return breaking, [str(change) for change in found if not change.breaking]


@pytest.mark.parametrize(("name", "mutate", "message"), BREAKING, ids=lambda part: str(part)[:40])
def test_what_breaks_somebody_is_told_by_field_and_reason(
    name: str, mutate: Mutation, message: str
) -> None:
    breaking, _ = compared(name, mutate)
    assert any(line.startswith(message) for line in breaking), breaking


@pytest.mark.parametrize(("name", "mutate"), ALLOWED)
def test_what_breaks_nobody_passes(name: str, mutate: Mutation) -> None:
    breaking, _ = compared(name, mutate)
    assert breaking == []


def test_a_new_field_is_a_change_all_the_same() -> None:
    _, others = compared(ARTICLE, lambda s: fields(s).update(region={"type": "string"}))
    assert others == ["region is new"]


def test_words_alone_are_no_change() -> None:
    assert compared(ARTICLE, lambda s: s.update(description="in other words")) == ([], [])


def test_a_keyword_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="patternProperties"):
        compared(ARTICLE, lambda s: fields(s)["extra"].update(patternProperties={}))


# --- against a validator ----------------------------------------------------------------

KINDS: tuple[Json, ...] = (
    {"type": "integer"},
    {"type": "integer", "minimum": 1},
    {"type": "number", "maximum": 1},
    {"type": "number"},
    {"type": "null"},
    {"type": "string"},
    {"type": "string", "maxLength": 1},
    {"type": "string", "enum": ["a", "bb"]},
    {"type": "string", "enum": ["a"]},
    {"type": "array", "items": {"type": "integer"}},
    {"type": "array", "items": {"type": "number"}, "minItems": 1},
    {"type": "object", "additionalProperties": {"type": "integer"}},
    {"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]},
    {"anyOf": [{"type": "integer"}, {"type": "string"}]},
)
VALUES: tuple[object, ...] = (
    0,
    1,
    2,
    0.5,
    1.5,
    None,
    "",
    "a",
    "bb",
    "ccc",
    [],
    [1],
    [0.5],
    {},
    {"k": 1},
    {"k": "a"},
)


def fitting(schema: Json) -> list[object]:
    validator = jsonschema.Draft202012Validator({"$schema": DRAFT, **schema})
    return [value for value in VALUES if validator.is_valid(value)]


def judged(old: Json, new: Json, *, written_by_producers: bool) -> tuple[bool, bool]:
    """Return whether the change of a field breaks somebody, and whether values are gone."""
    schemas = ({"type": "object", "properties": {"p": kind}} for kind in (old, new))
    found = changes(*schemas, written_by_producers=written_by_producers)
    gone = any("never has the value" in change.what for change in found)
    return any(change.breaking for change in found), gone


@pytest.mark.parametrize("producers", [False, True])
@pytest.mark.parametrize("old", KINDS, ids=json.dumps)
def test_the_verdict_is_that_of_a_validator(old: Json, *, producers: bool) -> None:
    """It breaks where a value that fits the writer's schema does not fit the reader's.

    And nowhere else, but that listed values beside a bound are not tried one by one.
    """
    for new in KINDS:
        written, read = (old, new) if producers else (new, old)
        taken = fitting(read)
        harmful = any(value not in taken for value in fitting(written))
        breaks, gone = judged(old, new, written_by_producers=producers)
        assert breaks or not harmful, new
        if ("enum" in old) == ("enum" in new):
            assert breaks == (harmful or gone), new


# --- the released versions --------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the released versions, to tamper with."""
    return Path(shutil.copytree(RELEASED, tmp_path / "released"))


def edit(path: Path, mutate: Mutation) -> None:
    schema = json.loads(path.read_text())
    mutate(schema)
    path.write_text(json.dumps(schema))


def test_the_models_keep_what_was_released() -> None:
    assert problems() == []


def test_a_released_field_that_is_gone_fails_the_check(folder: Path) -> None:
    """The other way round: a field was released that the models of today do not have."""
    edit(folder / "1.0" / "DyadSeries.json", lambda s: fields(s).update(dispersion={}))
    assert problems(folder) == [
        "DyadSeries: dispersion is gone, or has another name now: that breaks 1.0 and needs a new"
        " major version"
    ]


def test_the_command_refuses_a_model_that_breaks_a_released_version(tmp_path: Path) -> None:
    """A field is renamed in the models' own source, and everything else is made anew."""
    copied = Path(shutil.copytree(ROOT / "schemas", tmp_path / "schemas"))
    source = (copied / "series.py").read_text()
    assert source.count("    late: int") == 1
    (copied / "series.py").write_text(source.replace("    late: int", "    overdue: int"))
    example = (copied / "examples" / "DyadSeries.1.json").read_text()
    (copied / "examples" / "DyadSeries.1.json").write_text(example.replace('"late"', '"overdue"'))
    assert schemas_command(tmp_path, "export").returncode == 0
    done = schemas_command(tmp_path, "check")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "DyadSeries: late is gone, or has another name now: that breaks 1.0 and needs a new major"
        " version",
        "DyadSeries: overdue is new and required: 1.0 is released, raise SCHEMA_VERSION",
    ]


def schemas_command(folder: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Run `crisiswire schemas COMMAND` with the package `schemas` of another folder."""
    return subprocess.run(
        [sys.executable, "-m", "streams", "schemas", command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_is_added_needs_a_new_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / "1.0" / "DyadSeries.json", lambda s: fields(s).pop("late"))
    (folder / "1.0" / "ArticleSignature.json").unlink()
    assert problems(folder) == [
        "DyadSeries: late is new and required: 1.0 is released, raise SCHEMA_VERSION",
        "ArticleSignature: the record is new: 1.0 is released, raise SCHEMA_VERSION",
    ]
    monkeypatch.setattr(released, "SCHEMA_VERSION", "1.1")
    assert problems(folder) == []


def test_a_record_that_is_gone_fails_the_check(folder: Path) -> None:
    (folder / "1.0" / "Forgotten.json").write_text("{}")
    assert problems(folder) == [
        "Forgotten: the record is gone since 1.0: that needs a new major version"
    ]


def test_a_new_major_version_owes_nothing_to_the_one_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder / "1.0" / "DyadSeries.json", lambda s: fields(s).update(gone={}))
    monkeypatch.setattr(released, "SCHEMA_VERSION", "2.0")
    assert problems(folder) == []
