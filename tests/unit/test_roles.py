"""Who acts on whom, how it is put and by which word, on sentences of our own."""

import datetime as dt

import pytest

from schemas.escalation import EscalationIndicator, EventType
from schemas.modality import Modality
from streams.evaluation.reader import Reader, load_reader
from streams.stages.escalation.dates import read_date

FRIDAY = dt.date(2022, 1, 7)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def one(reader: Reader, text: str, kind: str) -> EscalationIndicator:
    found = [item for item in reader.indicators(text) if item.event_type is EventType(kind)]
    assert found, [item.event_type for item in reader.indicators(text)]
    return found[0]


def codes(parties: tuple[object, ...]) -> set[str]:
    return {getattr(p, "country", None) or getattr(p, "name") for p in parties}  # noqa: B009


@pytest.mark.parametrize(
    ("text", "kind", "actor", "recipient"),
    [
        ("Kenya and Uganda condemned Rwanda over the raid.", "ACCUSE", {"KE", "UG"}, {"RW"}),
        ("Iran's seizure of a Greek tanker alarmed insurers.", "COERCE", {"IR"}, {"GR"}),
        ("The shelling of Armenia by Azerbaijan went on all night.", "ASSAULT", {"AZ"}, {"AM"}),
        ("Talks between Serbia and Kosovo resumed on Monday.", "CONSULT", {"RS"}, {"XK"}),
        (
            "Ethiopia sent troops to the border with Eritrea.",
            "MOBILIZE",
            {"ET"},
            {"ER"},
        ),
        ("Ecuador was accused by Mexico of storming its embassy.", "ACCUSE", {"MX"}, {"EC"}),
        ("Japan agreed to send generators to Ukraine.", "AGREE", {"JP"}, {"UA"}),
        ("Pakistan called on India to reopen the crossing.", "REQUEST", {"PK"}, {"IN"}),
        ("Sudan, which shelled villages in Chad, said nothing.", "ASSAULT", {"SD"}, {"TD"}),
        ("Belarus demands that it never become a NATO member.", "REQUEST", {"BY"}, {"NATO"}),
    ],
)
def test_parties(
    reader: Reader, text: str, kind: str, actor: set[str], recipient: set[str]
) -> None:
    item = one(reader, text, kind)
    assert (codes(item.actors), codes(item.recipients)) == (actor, recipient)


def test_a_thing_or_a_date_is_no_party(reader: Reader) -> None:
    text = "Soldiers in Myanmar dispersed the students with lethal force on Tuesday."
    for item in reader.indicators(text):
        names = {party.name.lower() for party in (*item.actors, *item.recipients)}
        assert not names & {"lethal force", "tuesday"}


def test_nobody_is_both_actor_and_recipient(reader: Reader) -> None:
    text = (
        "Bolivia's army was sent to the border. Chile protested. It said that Bolivia had fired "
        "on its guards, and called the guards' deaths murder."
    )
    for item in reader.indicators(text):
        assert not codes(item.actors) & codes(item.recipients)


@pytest.mark.parametrize(
    ("text", "kind", "modality", "cue"),
    [
        ("Algeria has not attacked Morocco.", "ASSAULT", Modality.DENIED, "not"),
        ("In 1998 Eritrea attacked Ethiopia.", "ASSAULT", Modality.HISTORIC, "1998"),
        ("Ethiopia could attack Eritrea.", "ASSAULT", Modality.HYPOTHETICAL, "could"),
        ("Thailand will deploy troops against Cambodia.", "MOBILIZE", Modality.PLANNED, "will"),
        ("If Sudan attacks Chad, France will protest.", "ASSAULT", Modality.HYPOTHETICAL, "If"),
        ("Rwanda denied that it had shelled Goma.", "ASSAULT", Modality.DENIED, "denied"),
        ("Iran threatened to attack Israel.", "ASSAULT", Modality.THREATENED, "threatened"),
    ],
)
def test_the_cue_of_what_did_not_happen(
    reader: Reader, text: str, kind: str, modality: Modality, cue: str
) -> None:
    item = one(reader, text, kind)
    assert item.modality is modality
    assert item.modality_cue is not None
    assert item.modality_cue.text == cue
    assert text[item.modality_cue.start : item.modality_cue.end] == cue


def test_what_happened_has_no_cue(reader: Reader) -> None:
    item = one(reader, "Azerbaijan shelled Armenia on Monday.", "ASSAULT")
    assert (item.modality, item.modality_cue) == (Modality.ASSERTED, None)


def test_a_line_of_a_transcript_is_the_speakers(reader: Reader) -> None:
    text = (
        "PRESENTER: Turkish jets bombed Dohuk again.\n"
        "Karim Barzani: The night was long. Turkey has attacked our villages.\n"
        "PRESENTER: Turkey attacked the airport too."
    )
    told = [item for item in reader.indicators(text) if item.event_type is EventType.ASSAULT]
    speakers = {item.speaker.name if item.speaker else None: item for item in told}
    assert set(speakers) == {None, "Karim Barzani"}


def test_one_raid_told_twice_is_one_event(reader: Reader) -> None:
    text = "Sudan bombed a market in Chad on Monday. Chad said Sudan bombed the market at noon."
    told = [item for item in reader.indicators(text) if item.event_type is EventType.ASSAULT]
    assert [item.same_as for item in told] == [None, told[0].id]


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("shelled on Dec. 5", dt.date(2021, 12, 5)),
        ("two days ago", dt.date(2022, 1, 5)),
        ("on 3 Sept", dt.date(2021, 9, 3)),
        ("last week", None),
        ("the marches of 2014", None),
        ("5 decades", None),
    ],
)
def test_dates(words: str, date: dt.date | None) -> None:
    assert read_date(words, FRIDAY, ahead=False) == date


def test_a_series_of_strikes_that_is_carried_out_is_one_event(reader: Reader) -> None:
    text = "Turkish jets carried out a series of strikes on bases in northern Iraq on Sunday."
    told = [item for item in reader.indicators(text) if item.event_type is EventType.ASSAULT]
    assert len(told) == 1
