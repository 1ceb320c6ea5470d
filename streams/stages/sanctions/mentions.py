"""Sanctions mentions of one article: cues, their status and roles, weighed, merged, completed."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from schemas import Entity, Measure, Modality, Party, SanctionsMention, SanctionsStatus
from schemas import Span as TextSpan
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.ids import mention_id
from streams.stages.sanctions.context import Draft, complete, is_anaphor, list_before
from streams.stages.sanctions.cues import Cue, find_cues
from streams.stages.sanctions.evidence import THRESHOLD, weigh
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.roles import Roles, is_company_measure, read_roles
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import read_status
from streams.stages.sanctions.words import Words

PROGRAMME = re.compile(
    r"\b(?:Executive Order (?:\(E\.?O\.?\) )?\d{5}|E\.?O\.? \d{5}|(?:UN )?(?:Security Council )?[Rr]esolution \d{3,4}"
    r"|(?:Presidential )?Proclamation (?:\(PP\) )?\d{4}|General Licen[cs]e (?:No\. ?)?\d+[A-Z]?"
    r"|Regulation \(EU\) (?:No )?\d+/\d+|Directive \d[A-Z]?|(?:Global )?Magnitsky(?: Act)?|Caesar(?: Act)?"
    r"|Entity List|CAATSA|Helms-Burton(?: Act)?|Jackson-Vanik)\b"
)
EXTENT = re.compile(
    r"\b(?:partially or completely|(?:in )?(?:whole or in part|full|part)\b(?= )"
    r"|(?:an? |the )?(?:significant|large|substantial|small|major|considerable|large[rst]*) (?:share|part|portion|number|proportion)"
    r"|(?:almost|nearly|about|some|over|more than|up to)? ?\d+(?:\.\d+)? ?(?:per cent|percent|%)|most|half|all new|the bulk)(?= of\b)"
    r"|\bpartially or completely\b|\bpart(?:ial)?ly\b"
)
ANAPHOR_WEIGHT = 0.55
SENTENCES_OF_REACH = 3
ALLIED = 0.35  # enough for a second measure of a clause that is a sanctions event anyway


def find_sanctions(
    doc: Doc,
    entities: tuple[Entity, ...],
    discourse: Discourse,
    *,
    article_id: str,
    published_on: date | None,
    lexicon: SanctionsLexicon,
) -> tuple[SanctionsMention, ...]:
    """Return the sanctions mentions of one article, in reading order.

    Args:
        doc: Parsed article; its text is the cleaned text.
        entities: Its entities, sorted by start, without overlaps.
        discourse: Who is meant and who speaks in this doc.
        article_id: Makes the ids deterministic.
        published_on: Day of publication in UTC, if known.
        lexicon: Measures, look-alikes, status words and authorities.

    Returns:
        One mention for each sender group, set of measures and target that a clause
        reports; spans are half-open character offsets into the cleaned text. Empty
        when the article reports none.

    Source: measure vocabulary after the EU Council's types of sanctions and GSDB.
    """
    scene = Scene.of(doc, entities, discourse, lexicon)
    sentences = [sentence for sentence in doc.sents if sentence.text.strip()]
    drafts: list[Draft] = []
    for sentence in sentences:
        words = Words.of(sentence)
        if not words.tokens or discourse.boilerplate(words.tokens[0]):
            continue
        cues = [
            cue
            for cue in find_cues(words, lexicon)
            if cue.status is not SanctionsStatus.ENFORCED or cue.describes is None
        ]
        if not cues and not drafts:
            continue
        scene.note_authorities(words)
        in_context = any(not is_company_measure(draft.measures) for draft in drafts)
        found = _merged(
            [_draft(cue, words, sentence, scene, in_context=in_context) for cue in cues]
        )
        if not found and drafts and _is_near(drafts[-1], sentence, sentences):
            found = _anaphora(words, sentence, drafts, scene)
        drafts.extend(found)
    completed = complete(drafts, scene)
    return tuple(_mention(draft, sentences, scene, article_id=article_id) for draft in completed)


def _draft(cue: Cue, words: Words, sentence: Span, scene: Scene, *, in_context: bool) -> Draft:
    reading = read_status(cue, words, scene.lexicon)
    roles = read_roles(cue, reading, scene)
    features = weigh(cue, reading, roles, words, scene, in_context=in_context)
    measures = cue.measures
    if measures == (Measure.UNSPECIFIED,) and cue.describes is not None:
        measures = (Measure.LISTING,)
    return Draft(sentence, (cue,), reading, roles, measures, features)


def score(draft: Draft) -> float:
    """Return the sum of the features, within 0 and 1."""
    return round(min(1.0, max(0.0, sum(draft.features.values()))), 3)


def _merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Tell one event once: cues of one clause together, general words with particular ones."""
    sure = [draft for draft in drafts if score(draft) >= THRESHOLD]
    certain = {draft.reading.predicate.i for draft in sure}
    sure = [
        draft
        for draft in drafts
        if score(draft) >= THRESHOLD
        or (
            score(draft) >= ALLIED
            and draft.reading.predicate.i in certain
            and not draft.cues[0].wording.id.startswith("wide_")
        )
    ]
    legal = [draft for draft in sure if not is_company_measure(draft.measures)]
    found: list[Draft] = []
    for draft in sure:
        same = next(
            (
                place
                for place, other in enumerate(found)
                if other.reading.predicate.i == draft.reading.predicate.i or _overlap(other, draft)
            ),
            None,
        )
        if same is None:
            found.append(draft)
        else:
            found[same] = _joined(found[same], draft)
    if len(found) > 1:
        found = _without_general(found)
    if legal:
        found = [
            draft
            for draft in found
            if not is_company_measure(draft.measures) or "company_sender" in draft.features
        ]
    return found


def _overlap(one: Draft, other: Draft) -> bool:
    if SanctionsStatus.ENFORCED in (one.cues[0].status, other.cues[0].status):
        return False
    first = {token.i for cue in one.cues for token in (cue.head, cue.first, *cue.partners)}
    second = {token.i for cue in other.cues for token in (cue.head, cue.first)}
    return bool(first & second)


def _joined(one: Draft, other: Draft) -> Draft:
    strong, weak = (one, other) if score(one) >= score(other) else (other, one)
    if is_company_measure(strong.measures) and not is_company_measure(weak.measures):
        strong, weak = weak, strong
    measures = dict.fromkeys(
        measure
        for draft in (one, other)
        for measure in draft.measures
        if is_company_measure((measure,)) == is_company_measure(strong.measures)
    )
    kept = tuple(measure for measure in measures if measure is not Measure.UNSPECIFIED)
    specific = strong if strong.measures != (Measure.UNSPECIFIED,) else weak
    reading = strong.reading
    if SanctionsStatus.ENFORCED in (one.reading.status, other.reading.status):
        reading = one.reading if one.reading.status is SanctionsStatus.ENFORCED else other.reading
    elif reading.status is SanctionsStatus.IN_FORCE and not reading.operators:
        reading = weak.reading
    roles = Roles(
        strong.roles.senders or weak.roles.senders,
        specific.roles.targets or strong.roles.targets or weak.roles.targets,
        strong.roles.aligned_with or weak.roles.aligned_with,
    )
    cues = tuple(sorted((*one.cues, *other.cues), key=lambda cue: cue.head.i))
    features = {**weak.features, **strong.features}
    return replace(
        strong,
        cues=cues,
        reading=reading,
        roles=roles,
        measures=kept or tuple(measures),
        features=features,
    )


def _without_general(drafts: list[Draft]) -> list[Draft]:
    """Drop "sanctions" where the same sentence says what they are."""
    specific = [
        draft
        for draft in drafts
        if draft.measures != (Measure.UNSPECIFIED,)
        and not is_company_measure(draft.measures)
        or draft.cues[0].status is SanctionsStatus.ENFORCED
    ]
    if not specific:
        return drafts
    kept: list[Draft] = []
    for draft in drafts:
        general = draft.measures == (Measure.UNSPECIFIED,) and draft not in specific
        if general and not _has_own_story(draft, specific):
            nearest = min(
                specific, key=lambda item: abs(item.cues[0].head.i - draft.cues[0].head.i)
            )
            place = next((at for at, item in enumerate(kept) if item is nearest), None)
            filled = _filled(nearest, draft)
            specific[specific.index(nearest)] = filled
            if place is not None:
                kept[place] = filled
            else:
                drafts = [filled if item is nearest else item for item in drafts]
            continue
        kept.append(next((item for item in specific if item.cues == draft.cues), draft))
    return kept


def _has_own_story(draft: Draft, specific: Sequence[Draft]) -> bool:
    """Say whether the general words have a status of their own and parties of their own."""
    if not draft.reading.operators:
        return False
    return all(
        item.reading.status is not draft.reading.status
        and not _same(item.roles.targets, draft.roles.targets)
        for item in specific
    ) and bool(draft.roles.targets)


def _same(one: Sequence[Party], other: Sequence[Party]) -> bool:
    return bool({party.name for party in one} & {party.name for party in other})


def _filled(draft: Draft, general: Draft) -> Draft:
    roles = Roles(
        draft.roles.senders or general.roles.senders,
        draft.roles.targets or general.roles.targets,
        draft.roles.aligned_with or general.roles.aligned_with,
    )
    reading = draft.reading
    if general.reading.operators and general.reading.status in (
        SanctionsStatus.THREATENED,
        SanctionsStatus.PROPOSED,
        SanctionsStatus.ALIGNED,
    ):
        reading = replace(reading, status=general.reading.status)
    return replace(draft, roles=roles, reading=reading)


def _is_near(draft: Draft, sentence: Span, sentences: Sequence[Span]) -> bool:
    places = {item.start: place for place, item in enumerate(sentences)}
    return places[sentence.start] - places[draft.sentence.start] <= SENTENCES_OF_REACH


def _anaphora(words: Words, sentence: Span, drafts: Sequence[Draft], scene: Scene) -> list[Draft]:
    """Read "these measures" as the measures told before."""
    earlier = drafts[-1]
    for token in words.tokens:
        if not is_anaphor(token, scene) or is_company_measure(earlier.measures):
            continue
        cue = replace(earlier.cues[0], head=token, first=token, last=token, partners=())
        cue = replace(cue, wording=replace(cue.wording, id="anaphor", status=None))
        reading = read_status(cue, words, scene.lexicon)
        roles = read_roles(cue, reading, scene)
        return [
            Draft(
                sentence,
                (cue,),
                reading,
                Roles(roles.senders, roles.targets, roles.aligned_with),
                earlier.measures,
                {"anaphor": ANAPHOR_WEIGHT},
                anaphoric=True,
            )
        ]
    return []


def _mention(
    draft: Draft, sentences: Sequence[Span], scene: Scene, *, article_id: str
) -> SanctionsMention:
    doc = scene.doc
    cue = draft.cues[0]
    start, end = syntax.clause(draft.reading.predicate)
    for item in draft.cues:
        start = min(start, item.first.idx)
        end = max(end, item.last.idx + len(item.last))
    start, end = max(start, draft.sentence.start_char), min(end, draft.sentence.end_char)
    senders, before = draft.roles.senders, None
    listed, before = list_before(draft, sentences, scene)
    if listed:
        senders = (*listed, *(party for party in senders if not party.inferred))
    aligned = draft.roles.aligned_with
    if draft.reading.status is SanctionsStatus.ALIGNED and not aligned:
        aligned = _followed(draft, scene)
    evidence_start = before.start_char if before is not None else start
    text = doc.text
    evidence = TextSpan(start=evidence_start, end=end, text=text[evidence_start:end])
    low, high = cue.first.idx, cue.last.idx + len(cue.last)
    private = is_company_measure(draft.measures)
    via = dict.fromkeys(item.wording.via for item in draft.cues if item.wording.via)
    names = [party.name for party in (*senders, *draft.roles.targets)]
    return SanctionsMention(
        id=mention_id(article_id, "sanctions", low, high, *(m.value for m in draft.measures)),
        evidence=evidence,
        cue=TextSpan(start=low, end=high, text=text[low:high]),
        measures=draft.measures,
        status=draft.reading.status,
        legal=not private,
        senders=senders,
        targets=tuple(
            party for party in draft.roles.targets if party.name not in {p.name for p in senders}
        ),
        aligned_with=tuple(
            {party.name: party for party in aligned if party.name not in names}.values()
        ),
        via=tuple(_instrument(name, draft, scene) for name in via if name),
        programme=_programme(draft, scene),
        extent=_first(EXTENT, evidence.text),
        modality=_modality(draft, scene),
        speaker=scene.discourse.speaker(draft.reading.predicate),
        score=score(draft),
        features={name: round(value, 3) for name, value in draft.features.items()},
    )


def _modality(draft: Draft, scene: Scene) -> Modality:
    """Return how the event is put; what a sanction forbids is denied, the sanction is not."""
    if draft.cues[0].wording.prohibits or draft.cues[0].describes is not None or draft.anaphoric:
        return Modality.ASSERTED
    return scene.discourse.modality(draft.reading.predicate)


def _followed(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    return tuple(
        party
        for party in scene.discourse.voice(draft.reading.predicate)
        if party.name in scene.lexicon.usual_senders
    )


def _instrument(name: str, draft: Draft, scene: Scene) -> Party:
    for token in draft.sentence:
        if token.lower_ == name.lower():
            return Party(name=name, start=token.idx, end=token.idx + len(token))
    return Party(name=name, inferred=True)


def _programme(draft: Draft, scene: Scene) -> str | None:
    named = _first(PROGRAMME, draft.sentence.text)
    return named or next(
        (cue.wording.programme for cue in draft.cues if cue.wording.programme), None
    )


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(0).strip() if found else None
