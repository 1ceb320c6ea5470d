"""The article at a glance."""

from schemas.entity import Entity, EntityLabel
from schemas.escalation import Direction, EscalationIndicator, EventType, Polarity
from schemas.modality import Modality
from schemas.party import Party
from schemas.span import Span
from streams.stages.escalation import load_escalation_lexicon
from streams.stages.escalation.lexicon import Sense
from streams.stages.escalation.scales import rate
from streams.stages.summary import summarise

ATTACK = Sense(EventType.ASSAULT, None, "190")
TALKS = Sense(EventType.CONSULT, None, "046")
MARCH = Sense(EventType.PROTEST, "demo", "141")


def event(
    sense: Sense, actor: str, recipient: str, *, modality: Modality = Modality.ASSERTED
) -> EscalationIndicator:
    rating = rate(sense, lexicon=load_escalation_lexicon())
    span = Span(start=0, end=4, text="word")
    return EscalationIndicator(
        id="x",
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
    summary = summarise((), (event(ATTACK, "ML", "NE"),) * 3)
    (dyad,) = summary.dyads
    assert (dyad.actor, dyad.recipient, dyad.score, dyad.events) == ("ML", "NE", -10.0, 1)
    assert summary.escalation_direction is Direction.ESCALATORY


def test_what_is_only_feared_does_not_count() -> None:
    feared = event(ATTACK, "ML", "NE", modality=Modality.HYPOTHETICAL)
    summary = summarise((), (feared, event(TALKS, "ML", "NE")))
    assert summary.escalation_direction is Direction.DE_ESCALATORY
    assert summary.escalation_score == 7.0


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
    body = told.model_copy(update={"actors": (Party(name="ECOWAS"),)})
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
