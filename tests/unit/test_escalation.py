"""Escalation indicators on sentences of our own, with the shipped pipeline."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from spacy.language import Language

from schemas.escalation import EscalationIndicator, EventType, Polarity
from schemas.modality import Modality
from schemas.party import Party
from schemas.sanctions import Measure, SanctionsMention, SanctionsStatus
from schemas.span import Span
from streams.language.discourse import read_discourse
from streams.language.knowledge import Knowledge, load_knowledge
from streams.language.model import load_model
from streams.stages.entities import find_entities
from streams.stages.escalation import (
    EscalationLexicon,
    find_indicators,
    load_escalation_lexicon,
)

SHARED = Path(os.environ.get("CRISISWIRE_TEST_SHARED", "../shared"))
LOOK_ALIKES = Path(__file__).with_name("look_alikes.txt")
FRIDAY = dt.date(2022, 1, 7)


@dataclass(frozen=True)
class Reader:
    """The stages up to escalation, without a broker."""

    nlp: Language
    knowledge: Knowledge
    lexicon: EscalationLexicon

    def read(
        self, text: str, *, sanctions: tuple[SanctionsMention, ...] = ()
    ) -> tuple[EscalationIndicator, ...]:
        doc = self.nlp(text)
        entities = find_entities(doc, knowledge=self.knowledge)
        discourse = read_discourse(doc, entities, knowledge=self.knowledge)
        return find_indicators(
            doc,
            entities,
            sanctions,
            discourse,
            article_id="a1",
            published_on=FRIDAY,
            lexicon=self.lexicon,
        )


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_model(), load_knowledge(), load_escalation_lexicon())


def codes(parties: tuple[Party, ...]) -> set[str]:
    return {party.country or party.name for party in parties}


EVENTS = [
    ("Peru withdrew its troops from Ecuador on Tuesday.", "RETREAT", "PE", "EC"),
    ("India and Pakistan held talks in Geneva.", "CONSULT", "IN", "PK"),
    ("Kenya demanded the release of its soldiers from Somalia.", "REQUEST", "KE", "SO"),
    ("Japan condemned the missile test by North Korea.", "ACCUSE", "JP", "KP"),
    ("Turkey threatened to invade Syria.", "THREATEN", "TR", "SY"),
    ("Iran rejected a proposal from France.", "REJECT", "IR", "FR"),
    ("Egypt recalled its ambassador from Qatar.", "SANCTION", "EG", "QA"),
    ("Chad was attacked by Libya.", "ASSAULT", "LY", "TD"),
    ("Saudi Arabia carried out air strikes on Yemen.", "ASSAULT", "SA", "YE"),
    ("Eritrean troop build-up along the border with Ethiopia continued.", "MOBILIZE", "ER", "ET"),
    ("Vietnam sent tanks to the Cambodian border.", "MOBILIZE", "VN", "KH"),
    ("Norway sent food and medicine to Sudan.", "AID", "NO", "SD"),
    ("Colombia extradited a drug trader to Spain.", "COOPERATE", "CO", "ES"),
    ("Brazil praised Argentina for the decision.", "SUPPORT", "BR", "AR"),
    ("Iran's seizure of a Greek tanker angered shipowners.", "COERCE", "IR", "GR"),
    ("Serbia agreed to meet Kosovo next week.", "AGREE", "RS", "XK"),
    ("Cuba will not negotiate with Venezuela.", "REJECT", "CU", "VE"),
]


@pytest.mark.parametrize(("text", "event_type", "actor", "recipient"), EVENTS)
def test_who_does_what_to_whom(
    reader: Reader, text: str, event_type: str, actor: str, recipient: str
) -> None:
    found = [item for item in reader.read(text) if item.event_type == event_type]
    assert found, [item.event_type for item in reader.read(text)]
    assert actor in codes(found[0].actors)
    assert recipient in codes(found[0].recipients)


@pytest.mark.parametrize(
    "text",
    [
        "The trade war between two breweries in Peru ended with a merger.",
        "Kenya beat Uganda in the battle for the title after a late strike in Kampala.",
        "She had a heart attack on the train to Lyon.",
        "The film shows how Japan and France made peace over a recipe.",
        "The shark attack off Durban closed three beaches.",
        "The rupee retreated against the dollar in Mumbai.",
        "Lightning strikes killed nine cows in Bolivia.",
        "The Danish king visited a cheese dairy and left with a wheel.",
    ],
)
def test_look_alikes_give_nothing(reader: Reader, text: str) -> None:
    assert [item.trigger.text for item in reader.read(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers attack a village in Mali © AFP",
        "(Photo: rebels attack Goma)",
        "Sign up for our newsletter on the attacks in Niger.",
    ],
)
def test_captions_and_prompts_give_nothing(reader: Reader, text: str) -> None:
    assert reader.read(f"Ghana and Togo held talks.\n\n{text}")[1:] == ()


def test_the_speaker_is_not_the_actor(reader: Reader) -> None:
    (attack,) = [
        item
        for item in reader.read("The African Union said that Eritrea attacked Djibouti.")
        if item.event_type is EventType.ASSAULT
    ]
    assert codes(attack.actors) == {"ER"}
    assert attack.speaker is not None
    assert attack.speaker.name == "African Union"


def test_a_refusal_of_what_was_just_demanded_is_towards_who_demanded_it(reader: Reader) -> None:
    found = reader.read("Armenia demands the release of its soldiers. Azerbaijan refuses that.")
    (refusal,) = [item for item in found if item.event_type is EventType.REJECT]
    assert codes(refusal.recipients) == {"AM"}
    assert all(party.inferred for party in refusal.recipients)


def test_a_friendly_act_to_come_is_a_promise(reader: Reader) -> None:
    (promise,) = reader.read("Chile will send food to Haiti.")
    assert promise.event_type is EventType.AGREE
    assert promise.modality is Modality.ASSERTED
    assert promise.cameo.startswith("03")


def test_a_war_not_sought_is_denied(reader: Reader) -> None:
    (war,) = reader.read("Oman is not seeking a war with Yemen.")
    assert war.modality is Modality.DENIED


def test_spans_hold_their_words_and_ids_differ(reader: Reader) -> None:
    text = "Ghana and Togo held talks. Mali attacked Niger, and Niger shelled a Malian base."
    found = reader.read(text)
    assert len(found) >= 3
    for item in found:
        for span in (item.evidence, item.trigger):
            assert text[span.start : span.end] == span.text
        assert item.evidence.start <= item.trigger.start < item.trigger.end <= item.evidence.end
    assert len({item.id for item in found}) == len(found)
    assert found == reader.read(text)


def test_a_pronoun_inside_its_own_antecedent_has_an_end(reader: Reader) -> None:
    text = "The panel said that the guards and their accomplices attacked a convoy in Mali."
    assert [item.event_type for item in reader.read(text)] == [EventType.ASSAULT]


def test_dates_follow_the_publication_date(reader: Reader) -> None:
    (item,) = reader.read("Mali attacked Niger on Tuesday.")
    assert item.date == dt.date(2022, 1, 4)


def test_numbers_come_from_the_tables(reader: Reader) -> None:
    (item,) = reader.read("Japan condemned North Korea.")
    assert (item.event_type, item.mode, item.cameo) == (EventType.ACCUSE, "disapprove", "111")
    assert (item.quad_class, item.goldstein, item.plover_score) == (3, -2.0, -2.0)
    assert item.polarity is Polarity.ESCALATORY
    log_odds = sum(item.features.values())  # the type's; the score is that of any event
    assert item.features["bias"] < 0 < log_odds
    assert 0.5 < item.score <= 1


def mention(status: SanctionsStatus, *, targets: bool = True) -> SanctionsMention:
    span = Span(start=0, end=5, text="Japan")
    return SanctionsMention(
        id="m1",
        evidence=span,
        cue=span,
        measures=(Measure.ASSET_FREEZE,),
        status=status,
        legal=True,
        senders=(Party(name="Japan", country="JP"),),
        targets=(Party(name="North Korea", country="KP"),) if targets else (),
        modality=Modality.ASSERTED,
        score=0.9,
    )


@pytest.mark.parametrize(
    ("status", "event_type", "cameo", "modality"),
    [
        (SanctionsStatus.IMPOSED, EventType.SANCTION, "163", Modality.ASSERTED),
        (SanctionsStatus.THREATENED, EventType.SANCTION, "163", Modality.THREATENED),
        (SanctionsStatus.PROPOSED, EventType.SANCTION, "163", Modality.PLANNED),
        (SanctionsStatus.LIFTED, EventType.RETREAT, "085", Modality.ASSERTED),
        (SanctionsStatus.EASED, EventType.CONCEDE, "085", Modality.ASSERTED),
    ],
)
def test_a_sanctions_mention_is_an_event(
    reader: Reader,
    status: SanctionsStatus,
    event_type: EventType,
    cameo: str,
    modality: Modality,
) -> None:
    (item,) = reader.read("Japan is an island.", sanctions=(mention(status),))
    assert (item.event_type, item.cameo, item.modality) == (event_type, cameo, modality)
    assert item.sanctions_id == "m1"
    assert (item.quad_class == 4) == (event_type is EventType.SANCTION)


def test_a_sanctions_mention_without_a_target_is_no_event(reader: Reader) -> None:
    lone = mention(SanctionsStatus.IMPOSED, targets=False)
    assert reader.read("Japan is an island.", sanctions=(lone,)) == ()


def find(found: tuple[EscalationIndicator, ...], kind: EventType) -> EscalationIndicator:
    (item, *_) = [item for item in found if item.event_type is kind]
    return item


def test_few_articles_of_other_walks_of_life_fire(reader: Reader) -> None:
    articles = LOOK_ALIKES.read_text("utf-8").split("\n----\n")
    firing = [text.splitlines()[0] for text in articles if reader.read(text)]
    assert len(articles) == 26
    assert len(firing) <= 5, firing


def test_the_same_words_between_states_are_an_event(reader: Reader) -> None:
    found = reader.read("Chad's army attacked a camp in Sudan on Monday. Sudan condemned the raid.")
    assert codes(find(found, EventType.ASSAULT).actors) == {"TD"}


@pytest.mark.parametrize(
    ("text", "event_type", "recipient"),
    [
        ("Eritrea shelled a village in Ethiopia. Kenya condemned the attack.", "ACCUSE", "ER"),
        (
            "Peru lodged a complaint against Ecuador. Peru moved tanks closer to the border.",
            "MOBILIZE",
            "EC",
        ),
        (
            "Two jets from Venezuela circled over the sea, and Venezuela fired a missile "
            "into the water, Guyana's military said.",
            "MOBILIZE",
            "GY",
        ),
    ],
)
def test_the_recipient_is_concluded_from_the_article(
    reader: Reader, text: str, event_type: str, recipient: str
) -> None:
    item = find(reader.read(text), EventType(event_type))
    assert codes(item.recipients) == {recipient}


def test_waters_are_no_party(reader: Reader) -> None:
    found = reader.read("Turkey threatened to close the Bosphorus Strait to grain ships.")
    assert all("Strait" not in party.name for item in found for party in item.recipients)


def test_the_head_of_an_alliance_acts_for_it(reader: Reader) -> None:
    found = reader.read("NATO chief Jens Stoltenberg condemned Belarus over its air defences.")
    item = find(found, EventType.ACCUSE)
    assert [party.name for party in item.actors] == ["NATO"]
    assert codes(item.recipients) == {"BY"}


def test_three_countries_are_the_three_named_last(reader: Reader) -> None:
    found = reader.read(
        "Chile, Peru and Bolivia met in Lima. The three countries condemned Brazil over its dams."
    )
    assert codes(find(found, EventType.ACCUSE).actors) == {"CL", "PE", "BO"}


def test_a_verb_read_as_a_preposition_keeps_its_subject(reader: Reader) -> None:
    found = reader.read(
        "The bloc had imposed the measures after soldiers overthrew President Ali Bongo in August."
    )
    item = find(found, EventType.COERCE)
    assert [party.name for party in item.actors] == ["soldiers"]


def test_not_to_block_is_a_promise(reader: Reader) -> None:
    found = reader.read("Under the plan, Athens will not block Albania's membership in the union.")
    item = find(found, EventType.AGREE)
    assert (codes(item.actors), item.modality) == ({"GR"}, Modality.ASSERTED)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the samples are not there")
@pytest.mark.parametrize(
    ("name", "event_type", "actor", "recipient"),
    [
        ("nato-russia-talks-2022-01-07", "MOBILIZE", "RU", "UA"),
        ("nato-russia-talks-2022-01-07", "REQUEST", "RU", "NATO"),
        ("nato-russia-talks-2022-01-07", "REJECT", "NATO", "RU"),
        ("nato-russia-talks-2022-01-07", "CONSULT", "US", "RU"),
        ("sofia-globe-2022-03-04", "SUPPORT", "NATO", "UA"),
        ("sofia-globe-2022-03-04", "ASSAULT", "RU", "UA"),
    ],
)
def test_samples(reader: Reader, name: str, event_type: str, actor: str, recipient: str) -> None:
    found = reader.read((SHARED / "samples" / f"{name}.txt").read_text("utf-8"))
    pairs = {
        (item.event_type.value, a, r)
        for item in found
        for a in codes(item.actors)
        for r in codes(item.recipients)
    }
    assert (event_type, actor, recipient) in pairs
    assert not any("Patron" in item.evidence.text for item in found)
    assert not any("click here" in item.evidence.text for item in found)
