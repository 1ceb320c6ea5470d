"""Enriched articles, events and dead letters as a person likes to read them."""

import json
from collections import Counter
from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas import (
    EnrichedArticle,
    Entity,
    EntityLabel,
    EscalationIndicator,
    ListedParty,
    Party,
    Polarity,
    SanctionsMention,
    Span,
    Speaker,
    Summary,
)
from streams.broker.deadletters import StoredLetter
from streams.cli.plain import one_line, plain

EVIDENCE_CHARACTERS = 320
ENTITIES_SHOWN = 12  # names under one label
PREVIEW_CHARACTERS = 300
_MARKS = {
    Polarity.ESCALATORY: ("▲", "bold red"),
    Polarity.DE_ESCALATORY: ("▼", "bold green"),
    Polarity.NEUTRAL: ("•", "dim"),
}
_DIRECTION_STYLES = {"escalatory": "red", "de-escalatory": "green", "mixed": "yellow"}


def render_article(article: EnrichedArticle) -> RenderableType:
    """Return the article with everything that was found in it."""
    parts: list[RenderableType] = [_origin(article)]
    parts += _section("Entities", _entities(article.entities))
    parts += _section(
        "Sanctions", *(row for mention in article.sanctions for row in sanctions_rows(mention))
    )
    parts += _section("On a sanctions list", *map(_listed_row, article.listed_parties))
    parts += _section(
        "Escalation",
        *(row for indicator in article.escalation for row in escalation_rows(indicator)),
    )
    title = one_line(article.title or article.text, 100)
    return Panel(
        Group(*parts),
        title=Text(title, style="bold"),
        title_align="left",
        subtitle=_summary(article.summary),
        subtitle_align="right",
        box=box.ROUNDED,
    )


def sanctions_rows(mention: SanctionsMention) -> list[RenderableType]:
    """Return who does what to whom, and the words for it."""
    head = Text("⛔ ", style="bold")
    head.append(_names(mention.senders), style="cyan")
    head.append(" → ")
    head.append(_names(mention.targets), style="magenta")
    head.append("   " + ", ".join(mention.measures), style="bold")
    head.append(f"   {mention.status}", style="yellow")
    if mention.modality != "asserted":
        head.append(f", {mention.modality}", style="italic")
    if not mention.legal:
        head.append("   a company's own step", style="dim")
    for label, parties in (("with", mention.aligned_with), ("through", mention.via)):
        if parties:
            head.append(f"   {label} {_names(parties)}", style="dim")
    head.append(f"   {mention.score:.2f}", style="dim")
    return [head, _evidence(mention.evidence, mention.cue, mention.speaker)]


def escalation_rows(indicator: EscalationIndicator) -> list[RenderableType]:
    """Return the event, its sides and its score, and the words for it."""
    mark, style = _MARKS[indicator.polarity]
    head = Text()
    head.append(f"{mark} {indicator.event_type}", style=style)
    if indicator.mode:
        head.append(f" {one_line(indicator.mode)}", style=style)
    head.append("   ")
    head.append(_names(indicator.actors), style="cyan")
    head.append(" → ")
    head.append(_names(indicator.recipients), style="magenta")
    head.append(f"   Goldstein {indicator.goldstein:+.1f}")
    if indicator.modality != "asserted":
        head.append(f"   {indicator.modality}", style="italic")
    head.append(f"   {indicator.score:.2f}", style="dim")
    return [head, _evidence(indicator.evidence, indicator.trigger, indicator.speaker)]


def render_letter(stored: StoredLetter, *, whole: bool = False) -> RenderableType:
    """Return a dead letter: the reason, where it came from, the start of its value."""
    letter = stored.letter
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if letter is None:
        table.add_row("problem", Text(plain(stored.problem or "")))
    else:
        shown = {
            "reason": letter.reason.value,
            "message": f"{letter.error_class}: {letter.message}",
            "stage": letter.stage,
            "from": f"{letter.original_topic}/{letter.original_partition}"
            f" at offset {letter.original_offset}",
            "size": f"{letter.original_size} bytes" + (", cut" if letter.value_truncated else ""),
            "attempt": f"{letter.attempt}, first failed {letter.first_failed_at:%Y-%m-%d %H:%M:%S}",
        }
        for name, text in shown.items():
            table.add_row(name, Text(one_line(text), style="red" if name == "reason" else ""))
    if stored.record.key is not None:
        table.add_row("key", Text(one_line(_decode(stored.record.key), PREVIEW_CHARACTERS)))
    if whole:
        for name, value in stored.record.headers:
            table.add_row("header", Text(one_line(f"{name}: {_decode(value)}")))
    table.add_row("value", Text(_value(stored.record.value, whole=whole)))
    return Panel(
        table,
        title=Text(f"dead letter {stored.place}", style="bold red"),
        title_align="left",
        box=box.ROUNDED,
        border_style="red",
    )


def _origin(article: EnrichedArticle) -> Text:
    known = [
        article.source,
        None if article.published_at is None else f"{article.published_at:%Y-%m-%d %H:%M} UTC",
        article.article_id,
        article.url if article.url != article.article_id else None,
        None if article.duplicate_of is None else f"near-duplicate of {article.duplicate_of}",
    ]
    return Text(" · ".join(one_line(part, 120) for part in known if part), style="dim")


def _section(name: str, *rows: RenderableType) -> list[RenderableType]:
    if not rows:
        return []
    return [Text(""), Text(name, style="bold underline"), *rows]


def _entities(entities: tuple[Entity, ...]) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label in EntityLabel:
        names = Counter(one_line(each.canonical, 60) for each in entities if each.label is label)
        if names:
            shown = [
                name if count == 1 else f"{name} ×{count}"
                for name, count in names.most_common(ENTITIES_SHOWN)
            ]
            if len(names) > ENTITIES_SHOWN:
                shown.append(f"and {len(names) - ENTITIES_SHOWN} more")
            table.add_row(label.value, Text(", ".join(shown)))
    return table if table.row_count else Text("none", style="dim")


def _listed_row(party: ListedParty) -> Text:
    row = Text("⚑ ", style="bold")
    row.append(one_line(party.text), style="magenta")
    row.append(f"   {one_line(party.name)}   {one_line(party.list)} {one_line(party.entry_id)}")
    if party.programmes:
        row.append("   " + one_line(", ".join(party.programmes)))
    if party.listed_on is not None:
        row.append(f"   since {party.listed_on}")
    row.append(f"   {party.score:.2f}", style="dim")
    return row


def _names(parties: Iterable[Party]) -> str:
    names = [
        f"({one_line(each.name)})" if each.inferred else one_line(each.name) for each in parties
    ]
    return ", ".join(names) or "?"


def _evidence(evidence: Span, cue: Span, speaker: Speaker | None) -> Padding:
    """Return the clause with its cue in bold, cut around the cue where it is long."""
    begin = min(max(0, cue.start - evidence.start), len(evidence.text))
    end = min(max(begin, cue.end - evidence.start), len(evidence.text))
    room = max(0, EVIDENCE_CHARACTERS - (end - begin)) // 2
    left = max(0, begin - room)
    right = min(len(evidence.text), end + room)
    line = Text("“", style="dim")
    before = ("…" if left else "") + evidence.text[left:begin]
    after = evidence.text[end:right] + ("…" if right < len(evidence.text) else "")
    for piece, style in ((before, ""), (evidence.text[begin:end], "bold"), (after, "")):
        line.append(_flat(piece), style=f"not dim {style}".strip())
    line.append("”")
    if speaker is not None:
        line.append(f"  — {one_line(speaker.name)}")
    return Padding(line, (0, 0, 0, 3))


def _flat(text: str) -> str:
    return plain(text).replace("\n", " ").replace("\t", " ")


def _summary(summary: Summary) -> Text:
    direction = summary.escalation_direction.value
    line = Text()
    line.append("sanctions   " if summary.has_sanctions else "")
    line.append(direction, style=_DIRECTION_STYLES.get(direction, "dim"))
    if summary.dyads:
        line.append(f" {summary.escalation_score:+.1f}")
        line.append(
            "".join(
                f"   {one_line(dyad.actor)}→{one_line(dyad.recipient)} {dyad.score:+.1f}"
                for dyad in summary.dyads[:3]
            ),
            style="dim",
        )
    return line


def _value(value: bytes | None, *, whole: bool) -> str:
    if value is None:
        return "none (a tombstone)"
    if not value:
        return "empty"
    text = _decode(value if whole else value[: 4 * PREVIEW_CHARACTERS])
    return _indented(text) if whole else one_line(text, PREVIEW_CHARACTERS)


def _indented(text: str) -> str:
    try:
        return plain(json.dumps(json.loads(text), ensure_ascii=False, indent=2))
    except (ValueError, RecursionError):
        return plain(text)


def _decode(value: bytes) -> str:
    return value.decode("utf-8", "backslashreplace")
