"""What a person reads of an article, an event and a dead letter."""

import io
from datetime import UTC, date, datetime

from rich.console import Console, RenderableType

from schemas import (
    DeadLetter,
    Dyad,
    EnrichedArticle,
    Entity,
    EntityLabel,
    EscalationIndicator,
    EventType,
    ListedParty,
    Measure,
    Modality,
    Party,
    Polarity,
    Provenance,
    Reason,
    SanctionsMention,
    SanctionsStatus,
    Span,
    Speaker,
    Summary,
)
from schemas.escalation import Direction
from streams.broker.deadletters import StoredLetter
from streams.cli.render import EVIDENCE_CHARACTERS, render_article, render_letter
from streams.record import Record

TEXT = (
    "Japan has frozen the assets of Belarusian banks, its minister said."
    " Minsk moved two brigades to the border."
)


def _shown(renderable: RenderableType, *, colour: bool = False) -> str:
    sink = io.StringIO()
    console = Console(file=sink, width=120, force_terminal=colour, highlight=False)
    console.print(renderable)
    return sink.getvalue()


def _span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start=start, end=start + len(words), text=words)


def _entity(words: str, label: EntityLabel, canonical: str) -> Entity:
    span = _span(words)
    return Entity(
        start=span.start, end=span.end, text=words, label=label, canonical=canonical, score=1.0
    )


def _article(
    *, text: str = TEXT, title: str | None = "Freeze", **fields: object
) -> EnrichedArticle:
    known: dict[str, object] = {
        "article_id": "a-1",
        "title": title,
        "source": "The Daily Example",
        "published_at": datetime(2024, 3, 4, tzinfo=UTC),
        "language": "en",
        "text": text,
        "provenance": Provenance(pipeline_version="0", model="m", lists_version="l"),
        "summary": Summary(
            has_sanctions=False, escalation_direction=Direction.NONE, escalation_score=0.0
        ),
    }
    return EnrichedArticle.model_validate({**known, **fields})


def _mention(evidence: Span, cue: Span, **fields: object) -> SanctionsMention:
    known: dict[str, object] = {
        "id": "s",
        "evidence": evidence,
        "cue": cue,
        "measures": (Measure.ASSET_FREEZE,),
        "status": SanctionsStatus.IMPOSED,
        "legal": True,
        "senders": (Party(name="Japan"),),
        "targets": (Party(name="Belarus", inferred=True),),
        "modality": Modality.ASSERTED,
        "score": 0.9,
    }
    return SanctionsMention.model_validate({**known, **fields})


def test_an_article_shows_who_does_what_to_whom_with_the_words_for_it() -> None:
    article = _article(
        entities=(
            _entity("Japan", EntityLabel.GPE, "Japan"),
            _entity("Minsk", EntityLabel.GPE, "Belarus"),
        ),
        listed_parties=(
            ListedParty(
                **_span("Belarusian banks").model_dump(),
                name="EXAMPLE BANK",
                list="UN",
                entry_id="7",
                programmes=("P1",),
                listed_on=date(2022, 2, 25),
                score=0.8,
            ),
        ),
        sanctions=(
            _mention(
                _span("Japan has frozen the assets of Belarusian banks"),
                _span("frozen"),
                speaker=Speaker(name="the minister"),
                legal=False,
                via=(Party(name="SWIFT"),),
            ),
        ),
        escalation=(
            EscalationIndicator(
                id="e",
                evidence=_span("Minsk moved two brigades to the border"),
                trigger=_span("moved"),
                event_type=EventType.MOBILIZE,
                mode="troops",
                cameo="154",
                quad_class=4,
                goldstein=-7.2,
                plover_score=-7.0,
                polarity=Polarity.ESCALATORY,
                modality=Modality.PLANNED,
                actors=(Party(name="Belarus"),),
                score=0.85,
            ),
        ),
        summary=Summary(
            has_sanctions=True,
            escalation_direction=Direction.ESCALATORY,
            escalation_score=-7.2,
            dyads=(Dyad(actor="BY", recipient="UA", score=-7.2, events=1),),
        ),
    )
    shown = _shown(render_article(article))
    for expected in (
        "Freeze",
        "The Daily Example · 2024-03-04 00:00 UTC · a-1",
        "Japan, Belarus",
        "Japan → (Belarus)   asset_freeze   imposed   a company's own step   through SWIFT",
        "“Japan has frozen the assets of Belarusian banks”  — the minister",
        "EXAMPLE BANK   UN 7   P1   since 2022-02-25",
        "▲ MOBILIZE troops   Belarus → ?   Goldstein -7.2   planned",
        "“Minsk moved two brigades to the border”",
        "escalatory -7.2   BY→UA -7.2",
    ):
        assert expected in shown


def test_a_near_duplicate_names_its_original() -> None:
    copy = _article().model_copy(update={"duplicate_of": "wire-17\x1b[2J"})
    assert "near-duplicate of wire-17" in _shown(render_article(copy))
    assert "near-duplicate" not in _shown(render_article(_article()))


def test_the_cue_is_bold() -> None:
    article = _article(sanctions=(_mention(_span("has frozen the assets"), _span("frozen")),))
    assert "\x1b[1mfrozen\x1b[0m" in _shown(render_article(article), colour=True)


def test_long_evidence_is_cut_around_its_cue() -> None:
    text = "before " * 200 + "embargo" + " after" * 200
    whole = Span(start=0, end=len(text), text=text)
    article = _article(text=text, sanctions=(_mention(whole, _span("embargo", text)),))
    shown = " ".join(_shown(render_article(article)).replace("│", " ").split())
    evidence = shown[shown.index("“") + 1 : shown.index("”")]
    assert evidence.startswith("…")
    assert evidence.endswith("…")
    assert "before embargo after" in evidence
    assert len(evidence) <= EVIDENCE_CHARACTERS + 2


def test_an_article_cannot_steer_the_terminal() -> None:
    hostile = "\x1b[2J\x1b]0;owned\x07[red]Freeze[/red]\u202e\nsecond line"
    text = f"{hostile} sanctions"
    article = _article(
        text=text,
        title=hostile,
        sanctions=(_mention(_span(text, text), _span("sanctions", text)),),
    )
    shown = _shown(render_article(article))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red]Freeze[/red]" in shown  # rich's own markup is text, too
    assert "owned" not in shown


def test_many_names_are_counted_not_listed() -> None:
    names = [f"Town{number:02d}" for number in range(15)]
    text = " ".join([*names, names[3]])
    entities = []
    offset = 0
    for word in text.split():
        entities.append(
            Entity(
                start=offset,
                end=offset + len(word),
                text=word,
                label=EntityLabel.GPE,
                canonical=word,
                score=1.0,
            )
        )
        offset += len(word) + 1
    shown = _shown(render_article(_article(text=text, entities=tuple(entities))))
    assert "Town03 ×2" in shown
    assert "and 3 more" in shown


def _letter(value: bytes | None, **fields: object) -> StoredLetter:
    known: dict[str, object] = {
        "original_topic": "articles.raw",
        "original_partition": 1,
        "original_offset": 42,
        "original_size": len(value or b""),
        "consumer_group": "crisiswire",
        "stage": "entities",
        "reason": Reason.NOT_JSON,
        "error_class": "RefusedError",
        "message": "Expecting value",
        "attempt": 1,
        "first_failed_at": datetime(2024, 5, 1, tzinfo=UTC),
        "pipeline_version": "0",
    }
    return StoredLetter(
        partition=3,
        offset=9,
        record=Record(value=value, key=b"k", headers=(("ce_id", b"1"),)),
        letter=DeadLetter.model_validate({**known, **fields}),
        problem=None,
    )


def test_a_dead_letter_shows_its_reason_and_origin() -> None:
    shown = _shown(render_letter(_letter(b'{"text": \x1b[31m broken\xff')))
    for expected in (
        "dead letter 3:9",
        "not_json",
        "RefusedError: Expecting value",
        "articles.raw/1 at offset 42",
        "broken\\xff",
    ):
        assert expected in shown
    assert "\x1b" not in shown
    assert "ce_id" not in shown


def test_a_dead_letter_shown_whole_has_headers_and_an_indented_value() -> None:
    shown = _shown(render_letter(_letter(b'{"a":{"b":"\\u001b[31mx"}}'), whole=True))
    assert "ce_id: 1" in shown
    assert '"b": "\\u001b[31mx"' in shown
    assert "\x1b" not in shown


def test_values_that_are_missing_or_empty_are_said_to_be() -> None:
    assert "tombstone" in _shown(render_letter(_letter(None)))
    assert "empty" in _shown(render_letter(_letter(b"")))


def test_a_foreign_record_shows_its_problem() -> None:
    stored = StoredLetter(0, 1, Record(b"x"), None, "headers missing or malformed: reason")
    assert "headers missing or malformed: reason" in _shown(render_letter(stored))
