"""What the encoder learns from: labels of words, from labelled texts."""

from typing import Any

import pytest

from streams.evaluation.parties import Names
from streams.evaluation.reader import Reader
from streams.resources import Resources
from streams.training.encoder.examples import (
    Example,
    of_event_row,
    of_factuality,
    of_gold_record,
    of_sanctions_row,
)


@pytest.fixture(scope="module")
def reader(resources: Resources) -> Reader:
    return Reader(resources, Names(resources.knowledge, {}))


def told(example: Example) -> list[tuple[str, list[str], list[str]]]:
    return [(example.words[word], kinds, modes) for word, kinds, modes in example.events]


def event(**fields: Any) -> dict[str, Any]:
    plain = {"actor": None, "recipient": None, "speaker": None, "modality": "asserted"}
    return {**plain, **fields}


def test_a_trigger_is_labelled_at_its_head_and_the_rest_of_it_is_hidden(reader: Reader) -> None:
    row = {
        "id": "x-1",
        "text": "Sri Lanka's navy has carried out strikes on smugglers near Mannar.",
        "events": [event(type="ASSAULT", trigger="carried out strikes", actor="Sri Lanka's navy")],
    }
    (example,) = of_event_row(reader, row, "train")
    assert told(example) == [("carried", ["ASSAULT"], ["asserted"])]
    assert {example.words[word] for word in example.hidden} == {"out", "strikes"}
    roles = {(example.words[place], role) for _, place, role in example.roles}
    assert roles == {("navy", "actor")}
    assert example.cues_labelled == "all"


def test_a_sentence_without_an_event_is_labelled_throughout(reader: Reader) -> None:
    row = {"id": "x-2", "text": "Storms battered the coast of Samoa overnight.", "events": []}
    (example,) = of_event_row(reader, row, "test")
    assert (example.labelled, example.events, example.part) == ("all", [], "test")


def test_own_sanctions_of_event_sentences_say_nothing_of_cues(reader: Reader) -> None:
    row = {
        "id": "x-3",
        "text": "Ghana cut off aid to Togo.",
        "events": [event(type="SANCTION", trigger="cut off", actor="Ghana", recipient="Togo")],
    }
    (example,) = of_event_row(reader, row, "train")
    assert example.cues_labelled == "no"
    roles = {(example.words[place], role) for _, place, role in example.roles}
    assert roles == {("Ghana", "actor"), ("Togo", "recipient")}


def test_a_sanctions_text_labels_cues_and_their_parties_alone(reader: Reader) -> None:
    row = {
        "id": "s-1",
        "text": "Norway froze the funds of two Eritrean generals.",
        "sanctions": [
            {
                "cue": "froze the funds",
                "evidence": "Norway froze the funds of two Eritrean generals",
                "measures": ["asset_freeze"],
                "status": "imposed",
                "senders_in_text": ["Norway"],
                "targets": ["two Eritrean generals"],
            }
        ],
    }
    (example,) = of_sanctions_row(reader, row, "train")
    assert example.labelled == "no"
    ((word, status, measures),) = example.cues
    assert (example.words[word], status, measures) == ("froze", "imposed", ["asset_freeze"])
    roles = {(example.words[place], role) for _, place, role in example.sanctions_roles}
    assert roles == {("Norway", "sender"), ("generals", "target")}


def test_a_gold_record_teaches_its_marked_event_alone(reader: Reader) -> None:
    row = {
        "text": "Chad expelled the envoy. Rain fell.",
        "labels": [{"trigger": "expelled", "event_type": "SANCTION", "actor": ["Chad"]}],
    }
    (example,) = of_gold_record(reader, row)
    assert told(example) == [("expelled", ["SANCTION"], [])]
    assert example.labelled == "marked"


@pytest.mark.parametrize(
    ("score", "modalities"),
    [
        (3.0, ["asserted", "historic"]),
        (-3.0, ["denied"]),
        (0.5, ["planned", "threatened", "demanded", "hypothetical"]),
    ],
)
def test_certainty_allows_some_modalities(
    reader: Reader, score: float, modalities: list[str]
) -> None:
    row = {"text": "They may march.", "events": [{"factuality": score, "span": [9, 14]}]}
    (example,) = of_factuality(reader, row)
    assert told(example) == [("march", [], modalities)]


def test_what_is_half_certain_teaches_nothing(reader: Reader) -> None:
    row = {"text": "They may march.", "events": [{"factuality": 2.0, "span": [9, 14]}]}
    assert of_factuality(reader, row) == []
