"""The lists: names lead to the right state, ids are well formed."""

import re

import pytest

from schemas.entity import Entity, EntityLabel
from streams.language.ids import mention_id
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import ModelMissingError, load_model


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Moscow", "RU"), ("the Kremlin", "RU"), ("Russian", "RU"), ("Beijing", "CN"),
        ("the White House", "US"), ("Washington", "US"), ("Downing Street", "GB"), ("Dutch", "NL"),
        ("Tehran", "IR"), ("Ivorian", "CI"), ("Côte d’Ivoire", "CI"), ("DPRK", "KP"),
        ("Kosovar", "XK"),
        ("Soviet", "SU"), ("Nigerien", "NE"), ("Nigerian", "NG"), ("Dhaka", "BD"),
    ],
)  # fmt: skip
def test_who_acts(knowledge: Knowledge, name: str, state: str) -> None:
    bare = name.removeprefix("the ")
    entity = Entity(
        start=0, end=len(bare), text=bare, label=EntityLabel.GPE, canonical=bare, score=0.5
    )
    known = knowledge.state_of(entity)
    assert known is not None
    assert known.country == state


@pytest.mark.parametrize(
    "name", ["Munich", "Vladimir Putin", "Gazprom", "NATO", "Europe", "Crimea"]
)
def test_who_is_no_state(knowledge: Knowledge, name: str) -> None:
    entity = Entity(
        start=0, end=len(name), text=name, label=EntityLabel.GPE, canonical=name, score=0.5
    )
    assert knowledge.state_of(entity) is None


def test_codes_and_ids_are_well_formed(knowledge: Knowledge) -> None:
    for name, known in [*knowledge.names.items(), *knowledge.cities.items()]:
        assert known.country is None or re.fullmatch("[A-Z]{2}", known.country), name
        assert known.kb_id is None or re.fullmatch(r"Q[1-9]\d*", known.kb_id), name


def test_every_member_of_the_united_nations_is_there(knowledge: Knowledge) -> None:
    states = [known for known in knowledge.states.values() if known.kb_id]
    assert len(states) >= 193
    assert all(known.kind == "state" for known in states)


def test_names_are_whole_words(knowledge: Knowledge) -> None:
    found = [
        hit.value.canonical for hit in knowledge.find("Omani and Romania, not Oman's Iranians.")
    ]
    assert found == ["Oman", "Romania", "Oman", "Iran"]


def test_ids_depend_on_all_parts() -> None:
    ids = {
        mention_id("a", "sanctions", 1, 2),
        mention_id("a", "sanctions", 12),
        mention_id("b", "sanctions", 1, 2),
    }
    assert len(ids) == 3
    assert mention_id("a", "sanctions", 1, 2) in ids


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelMissingError, match=r"CRISISWIRE_MODEL.*no_such_pipeline"):
        load_model("no_such_pipeline")


def test_batches_change_nothing() -> None:
    nlp = load_model()
    texts = ["Iran fired missiles.\n\nNobody was hurt.", "Peru sued Chile.", "Mali left.", ""] * 3
    # The tensor is left out: it is no part of a record, and its last bits follow the batch's
    # shape (docs/decisions/0002-one-document-at-a-time.md).
    alone = [nlp(text).to_bytes(exclude=["tensor"]) for text in texts]
    batched = [doc.to_bytes(exclude=["tensor"]) for doc in nlp.pipe(texts, batch_size=5)]
    assert batched == alone
