"""The learned decision: weights, features that explain a score, parties concluded."""

import json
from pathlib import Path

import numpy as np
import pytest

from schemas.escalation import EventType
from schemas.modality import Modality
from streams.language.discourse import read_discourse
from streams.language.knowledge import load_knowledge
from streams.language.model import load_model
from streams.stages.entities import find_entities
from streams.stages.escalation import load_escalation_lexicon
from streams.stages.escalation.classifier import load_classifier
from streams.stages.escalation.columns import read_columns
from streams.stages.escalation.features import word_features
from streams.stages.escalation.patterns import read_surroundings
from streams.stages.escalation.setting import article_features, sentence_features
from tests.unit.test_escalation import Reader, codes


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_model(), load_knowledge(), load_escalation_lexicon())


def weights(path: Path, **changes: object) -> Path:
    data = {
        "types": ["AID", "ASSAULT"],
        "bias": [-100, -200],
        "features": {"l=feed": [300, -50], "l=shell": [-100, 400]},
        "nouns": ["shelling"],
        "quiet": ["be"],
    }
    path.write_text(json.dumps({**data, **changes}), encoding="utf-8")
    return path


def test_weights_add_up_and_no_event_has_what_is_left(tmp_path: Path) -> None:
    model = load_classifier(weights(tmp_path / "w.json"))
    odds = model.add(["l=shell", "never seen"]) + model.bias
    assert odds.tolist() == [-2.0, 2.0]
    shares = model.shares(odds)
    wanted = np.exp([-2.0, 2.0]) / (1 + np.exp([-2.0, 2.0]).sum())
    assert shares == pytest.approx(wanted, abs=1e-6)
    assert model.weight("l=feed", EventType.AID) == 3.0
    assert model.weight("never seen", EventType.AID) == 0.0


def test_a_file_with_a_weight_too_few_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"w\.json"):
        load_classifier(weights(tmp_path / "w.json", features={"l=feed": [1]}))


def test_features_name_the_parts_of_a_clause(reader: Reader) -> None:
    doc = reader.nlp("Kenya did not shell the Somali port on Monday.")
    entities = find_entities(doc, knowledge=reader.knowledge)
    discourse = read_discourse(doc, entities, knowledge=reader.knowledge)
    around = read_surroundings(doc, reader.lexicon.classes, discourse)
    columns = read_columns(doc, around, discourse)
    place = next(token.i for token in doc if token.text == "shell")
    found = word_features(place, columns, reader.lexicon.class_names)
    assert {"l=shell", "s:S", "not", "a=did"} <= set(found)
    assert article_features(columns, lexicon=reader.lexicon) == ["article short"]
    assert "sentence:S" in sentence_features(0, len(doc), columns, lexicon=reader.lexicon)


def test_the_told_features_add_up_to_the_types_log_odds(reader: Reader) -> None:
    (item,) = reader.read("Japan condemned North Korea.")
    odds = sum(item.features.values())
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(item.score, abs=0.05)


def test_a_nameless_body_acts_for_the_state_named_before(reader: Reader) -> None:
    found = reader.read("In Tunisia, police arrested Libyan activists on Friday.")
    arrest = next(item for item in found if item.event_type is EventType.COERCE)
    assert codes(arrest.actors) == {"TN"}


def test_a_promise_is_asserted_though_it_is_about_the_future(reader: Reader) -> None:
    found = reader.read("Norway and Chad will sign a treaty next week.")
    assert {item.modality for item in found if item.event_type is EventType.AGREE} == {
        Modality.ASSERTED
    }


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    text = "Kenyan troops shelled a Somali port. Ethiopia protested and closed its border."
    assert reader.read(text) == reader.read(text)
