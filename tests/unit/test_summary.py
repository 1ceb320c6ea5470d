"""The article at a glance."""

import datetime as dt
from itertools import count

import pytest

from schemas.entity import Entity, EntityLabel
from schemas.escalation import Direction, EscalationIndicator, EventType, Polarity
from schemas.modality import Modality
from schemas.party import Party
from schemas.span import Span
from streams.stages.escalation import load_escalation_lexicon
from streams.stages.escalation.lexicon import Sense
from streams.stages.escalation.repeats import with_repeats
from streams.stages.escalation.scales import rate
from streams.stages.modality_weights import parse_weights
from streams.stages.summary import summarise

ATTACK = Sense(EventType.ASSAULT, None, "190")
TALKS = Sense(EventType.CONSULT, None, "046")
MARCH = Sense(EventType.PROTEST, "demo", "141")


NUMBERS = count()


def event(
    sense: Sense, actor: str, recipient: str, *, modality: Modality = Modality.ASSERTED
) -> EscalationIndicator:
    rating = rate(sense, lexicon=load_escalation_lexicon())
    span = Span(start=0, end=4, text="word")
    return EscalationIndicator(
        id=f"x{next(NUMBERS)}",
        evidence=span,
        trigger=span,
        event_type=sense.event_type,
        mode=sense.mode,
        cameo=sense.cameo,
        quad_class=rating.quad_class,
        goldstein=rating.goldstein,
        plover_score=rating.plover_score,
        polarity=rating.polarity,
        modality=modality,
        actors=(Party(name=actor, country=actor),),
        recipients=(Party(name=recipient, country=recipient),),
        score=0.9,
    )


def test_nothing_told() -> None:
    summary = summarise((), ())
    assert summary.escalation_direction is Direction.NONE
    assert (summary.escalation_score, summary.dyads) == (0.0, ())


def test_an_event_told_three_times_counts_once() -> None:
    first, second, third = with_repeats([event(ATTACK, "ML", "NE") for _ in range(3)])
    assert (first.same_as, second.same_as, third.same_as) == (None, first.id, first.id)
    summary = summarise((), (first, second, third))
    (dyad,) = summary.dyads
    assert dyad.event_ids == (first.id,)
    assert (dyad.actor, dyad.recipient, dyad.score, dyad.events) == ("ML", "NE", -10.0, 1)
    assert summary.escalation_direction is Direction.ESCALATORY


def test_what_is_only_feared_counts_little_and_what_is_denied_not_at_all() -> None:
    feared = event(ATTACK, "ML", "NE", modality=Modality.HYPOTHETICAL)
    denied = event(ATTACK, "ML", "NE", modality=Modality.DENIED)
    summary = summarise((), (feared, denied, event(TALKS, "ML", "NE")))
    assert summary.escalation_direction is Direction.DE_ESCALATORY
    assert summary.escalation_score == 5.45  # (7 - 0.1 * 10) / 1.1
    (dyad,) = summary.dyads
    assert (dyad.events, dyad.weight) == (2, 1.1)


def test_a_threat_alone_is_no_war() -> None:
    threat = event(ATTACK, "PK", "IN", modality=Modality.THREATENED)
    assert summarise((), (threat,)).escalation_score == -3.0
    weights = parse_weights("threatened=1")
    told = summarise((), (threat,), weights=weights)
    assert told.escalation_score == -10.0
    assert told.modality_weights["threatened"] == 1.0


@pytest.mark.parametrize("text", ["planned", "planned=2", "soon=0.5", "planned=0.1,planned=0.2"])
def test_weights_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text.split("=", maxsplit=1)[0]):
        parse_weights(text)


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("date", dt.date(2024, 5, 6), dt.date(2024, 5, 7)),
        ("location", Party(name="Goma"), Party(name="Bukavu")),
        ("mode", "drone", "aerial"),
        ("modality", Modality.ASSERTED, Modality.PLANNED),
        ("recipients", (Party(name="RW"),), (Party(name="BI"),)),
    ],
)
def test_what_differs_is_another_event(field: str, one: object, other: object) -> None:
    raid = event(ATTACK, "CD", "RW")
    first, second = raid.model_copy(update={field: one}), raid.model_copy(update={field: other})
    assert [item.same_as for item in with_repeats([first, second])] == [None, None]


def test_a_telling_without_the_victim_is_the_same_event() -> None:
    raid = event(ATTACK, "SD", "SS")
    again = event(ATTACK, "SD", "SS").model_copy(update={"recipients": ()})
    assert [item.same_as for item in with_repeats([raid, again])] == [None, raid.id]


def test_war_and_talks_are_mixed() -> None:
    summary = summarise((), (event(ATTACK, "ML", "NE"), event(TALKS, "NE", "ML")))
    assert summary.escalation_direction is Direction.MIXED
    assert [(dyad.actor, dyad.recipient) for dyad in summary.dyads] == [("ML", "NE"), ("NE", "ML")]


def test_a_march_at_home_makes_no_dyad() -> None:
    summary = summarise((), (event(MARCH, "PE", "CL"),))
    assert summary.dyads == ()
    assert summary.escalation_score == -6.5
    assert event(MARCH, "PE", "CL").polarity is Polarity.ESCALATORY


def test_people_without_a_state_make_no_dyad() -> None:
    told = event(ATTACK, "ML", "NE")
    person = told.model_copy(update={"actors": (Party(name="Awa Keita"),)})
    body = event(ATTACK, "ML", "NE").model_copy(update={"actors": (Party(name="ECOWAS"),)})
    named = Entity(
        start=0,
        end=9,
        text="Awa Keita",
        label=EntityLabel.PERSON,
        canonical="Awa Keita",
        score=0.9,
    )
    summary = summarise((), (person, body), (named,))
    assert [dyad.actor for dyad in summary.dyads] == ["ECOWAS"]
