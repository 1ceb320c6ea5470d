"""Events of dyads without a text or a model, as `events.escalation` has them."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from schemas import EscalationEvent, EventType, Modality, Party, Polarity, Span

BEGIN = dt.datetime(2025, 3, 3, tzinfo=dt.UTC)  # a Monday
# Type, CAMEO code and Goldstein score of what happens between the made-up dyads' sides.
KINDS = (
    (EventType.ASSAULT, "190", -10.0),
    (EventType.COERCE, "171", -9.2),
    (EventType.THREATEN, "138", -7.0),
    (EventType.ACCUSE, "112", -2.0),
    (EventType.CONSULT, "040", 1.0),
    (EventType.AGREE, "030", 4.0),
)


def event(
    article_id: str,
    moment: dt.datetime,
    *,
    dyad: str | None = "KE>UG",
    kind: int = 0,
    modality: Modality = Modality.ASSERTED,
    weight: float = 1.0,
    duplicate_of: str | None = None,
    place: int = 0,
    score: float | None = None,
    same_as: str | None = None,
    received_at: dt.datetime | None = None,
) -> EscalationEvent:
    """Return one event; `place` tells mentions within an article apart."""
    event_type, cameo, usual = KINDS[kind]
    goldstein = usual if score is None else score
    actor, recipient = (dyad or "KE>UG").split(">")
    span = Span(start=place, end=place + 7, text="shelled")
    return EscalationEvent(
        id=f"{article_id}/{kind}/{place}",
        evidence=span,
        trigger=span,
        event_type=event_type,
        cameo=cameo,
        quad_class=4 if goldstein < 0 else 1,
        goldstein=goldstein,
        plover_score=goldstein,
        polarity=Polarity.ESCALATORY if goldstein < 0 else Polarity.DE_ESCALATORY,
        modality=modality,
        actors=(Party(name=actor, country=actor),),
        recipients=(Party(name=recipient, country=recipient),),
        score=0.9,
        article_id=article_id,
        published_at=moment,
        received_at=received_at,
        duplicate_of=duplicate_of,
        same_as=same_as,
        dyad=dyad,
        weight=weight,
        pipeline_version="test",
    )


def feed(
    dyads: Sequence[str],
    days: int,
    *,
    a_day: float = 3.0,
    seed: int = 0,
    rise_on: int | None = None,
) -> Iterator[EscalationEvent]:
    """Yield events of the dyads, day by day, not quite in order; the first rises on one day."""
    chance = random.Random(seed)
    number = 0
    for day in range(days):
        today = []
        for dyad in dyads:
            rises = day == rise_on and dyad == dyads[0]
            for _ in range(round(a_day * (8 if rises else chance.choice((0, 1, 1, 2))))):
                number += 1
                moment = BEGIN + dt.timedelta(days=day, minutes=chance.randrange(1440))
                kind = chance.randrange(2 if rises else len(KINDS))
                today.append(event(f"a{seed}-{number}", moment, dyad=dyad, kind=kind))
                if chance.random() < 0.1:
                    today.append(today[-1])  # delivered twice
        chance.shuffle(today)
        yield from today
