"""The escalation stage's data files and the parts that need no parse."""

import datetime as dt

import pytest

from schemas.escalation import EventType, Polarity
from streams.stages.escalation import load_escalation_lexicon
from streams.stages.escalation.dates import read_date
from streams.stages.escalation.lexicon import Sense
from streams.stages.escalation.patterns import parse_pattern
from streams.stages.escalation.scales import promised, rate

FRIDAY = dt.date(2022, 1, 7)


def test_every_type_has_triggers_and_every_code_a_score() -> None:
    lexicon = load_escalation_lexicon()
    triggers = [
        trigger
        for found in (*lexicon.by_head.values(), *lexicon.by_first.values())
        for trigger in found
    ]
    assert {trigger.sense.event_type for trigger in triggers} == set(EventType)
    for trigger in triggers:
        assert trigger.sense.cameo in lexicon.goldstein
        for condition in trigger.pattern.conditions:
            for name in condition.wanted:
                assert not name.startswith("@") or name[1:] in lexicon.classes


@pytest.mark.parametrize(
    ("sense", "quad_class", "goldstein", "plover_score", "polarity"),
    [
        # GDELT has quad class 2 for investigations and 3 for protests; PLOVER 3 and 4
        (Sense(EventType.ACCUSE, "investigate", "090"), 3, -2.0, -3.5, Polarity.ESCALATORY),
        (Sense(EventType.PROTEST, "demo", "141"), 4, -6.5, -5.0, Polarity.ESCALATORY),
        # the manual prints ACCUSE's score without its sign
        (Sense(EventType.ACCUSE, None, "112"), 3, -2.0, -3.0, Polarity.ESCALATORY),
        (Sense(EventType.SANCTION, "discontinue", "163"), 4, -8.0, -6.0, Polarity.ESCALATORY),
        # a demand for talks is a step down, a demand as such neither
        (Sense(EventType.REQUEST, "meet", "106"), 3, -5.0, 0.0, Polarity.DE_ESCALATORY),
        (Sense(EventType.REQUEST, "change", "104"), 3, -5.0, -1.0, Polarity.NEUTRAL),
    ],
)
def test_scales(
    sense: Sense, quad_class: int, goldstein: float, plover_score: float, polarity: Polarity
) -> None:
    rating = rate(sense, lexicon=load_escalation_lexicon())
    assert (rating.quad_class, rating.goldstein, rating.plover_score) == (
        quad_class,
        goldstein,
        plover_score,
    )
    assert rating.polarity is polarity


def test_promises_keep_their_field() -> None:
    assert promised(Sense(EventType.AID, None, "072")) == Sense(EventType.AGREE, None, "0332")
    assault = Sense(EventType.ASSAULT, "aerial", "195")
    assert promised(assault) is assault


@pytest.mark.parametrize(
    ("words", "ahead", "expected"),
    [
        ("struck on Tuesday", False, dt.date(2022, 1, 4)),
        ("struck on Friday", False, dt.date(2022, 1, 7)),
        ("last Friday", False, dt.date(2021, 12, 31)),
        ("will meet next Wednesday", True, dt.date(2022, 1, 12)),
        ("yesterday", False, dt.date(2022, 1, 6)),
        ("on 30 December", False, dt.date(2021, 12, 30)),
        ("on March 4, 1999", False, dt.date(1999, 3, 4)),
        ("on 31 February", False, None),
        ("for years", False, None),
    ],
)
def test_dates(words: str, ahead: bool, expected: dt.date | None) -> None:
    assert read_date(words, FRIDAY, ahead=ahead) == expected


def test_without_a_publication_date_only_full_dates_are_definite() -> None:
    assert read_date("on Tuesday", None, ahead=False) is None
    assert read_date("on 4 May 2020", None, ahead=False) == dt.date(2020, 5, 4)


@pytest.mark.parametrize("text", ["attack", "attack/x", "attack/v obj"])
def test_patterns_that_are_not_understood_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|condition"):
        parse_pattern(text)
