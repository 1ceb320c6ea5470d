"""Sanctions mentions of one article: cues, their status and roles, weighed, merged, completed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Span

from schemas import Entity, Measure, Modality, Party, SanctionsMention, SanctionsStatus
from schemas import Span as TextSpan
from streams.language import syntax
from streams.language.discourse import Discourse
from streams.language.ids import mention_id
from streams.language.wordlist import words as wordlist
from streams.stages.sanctions.candidates import sentences_of
from streams.stages.sanctions.context import Draft, complete, is_anaphor, list_before
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.details import extent, instrument, programme
from streams.stages.sanctions.drafts import odds_weighed, read_candidates
from streams.stages.sanctions.encoded import FEATURE
from streams.stages.sanctions.encoded_roles import encoded_roles, peers_act
from streams.stages.sanctions.judging import (
    main_word,
    measure_features,
    modality_features,
    status_features,
)
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.merging import merged, score
from streams.stages.sanctions.roles import Roles, is_company_measure, read_roles
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import Reading, is_sure, read_status
from streams.stages.sanctions.words import Words

PLAIN = 0.35  # wordings of this weight tell their measures by themselves
ANAPHOR_ODDS = 0.3  # log-odds
SENTENCES_OF_REACH = 3
FOLLOWING_WORDS = 25
LATER = wordlist("will would may might could expected yet whether")


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
    sentences = sentences_of(doc)
    drafts: list[Draft] = []
    for sentence, words, candidates in read_candidates(sentences, scene):
        drafts_here = [odds_weighed(draft) for draft in candidates]
        told = merged(drafts_here, lexicon.threshold)
        known = [one.cues[0] for one in candidates if one.cues[0].wording.heads]
        found = [_judged(draft, words, known, scene) for draft in told]
        bare = all(draft.cues[0].wording.id == FEATURE for draft in found)
        if bare and drafts and _is_near(drafts[-1], sentence, sentences):
            found = _anaphora(words, sentence, drafts, scene) or found
        drafts.extend(found)
    completed = complete(drafts, scene)
    return tuple(_mention(draft, sentences, scene, article_id=article_id) for draft in completed)


def _judged(draft: Draft, words: Words, known: Sequence[Cue], scene: Scene) -> Draft:
    """Return the draft with the status and measures that all of its words tell."""
    judges, encoded, cue = scene.lexicon.judges, scene.discourse.encoded, draft.cues[0]
    at = draft.anchor.place if draft.anchor is not None else None
    main = scene.doc[at] if at is not None else main_word(cue, draft.reading)
    of_status = status_features(cue, main, draft.reading, words, scene.lexicon)
    status = judges.status(
        of_status,
        encoded.status(at) if encoded is not None and at is not None else None,
        draft.reading.status if is_sure(draft.reading, draft.cues) else None,
    )
    measures = judges.measures(
        measure_features(draft.measures, main, words, known, scene.lexicon),
        encoded.measures(at) if encoded is not None and at is not None else None,
    )
    if cue.describes is not None:
        status = draft.reading.status
    if cue.describes is not None or any(item.wording.weight >= PLAIN for item in draft.cues):
        measures = _plain_measures(draft, measures)
    if measures == (Measure.UNSPECIFIED,) and cue.describes is not None:
        measures = (Measure.LISTING,)
    roles = peers_act(draft.roles, status, scene)
    if encoded is not None and at is not None and not cue.wording.prohibits:
        roles = encoded_roles(roles, encoded.sanctions_roles(at), status, scene)
    modality = None
    if cue.describes is None:
        said = scene.discourse.modality(draft.reading.predicate)
        modality = judges.modality(modality_features(of_status, status, said))
    reading = replace(draft.reading, status=status)
    return replace(draft, measures=measures, reading=reading, roles=roles, modality=modality)


def _plain_measures(draft: Draft, judged: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """Return what a plain wording says, for which nothing need be guessed; else the judged."""
    plain = dict.fromkeys(
        measure
        for cue in draft.cues
        if cue.wording.weight >= PLAIN and len(cue.measures) <= 2
        for measure in cue.measures
        if measure is not Measure.UNSPECIFIED and measure in draft.measures
    )
    return tuple(plain) or judged


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
                {"anaphor": ANAPHOR_ODDS},
                anaphoric=True,
            )
        ]
    return _following(words, sentence, earlier, scene)


def _following(words: Words, sentence: Span, earlier: Draft, scene: Scene) -> list[Draft]:
    """Read "France did the same" and "Norway will follow" as the measure told just before."""
    if is_company_measure(earlier.measures) or len(words.forms) > FOLLOWING_WORDS:
        return []
    for phrase in scene.lexicon.follow_phrases:
        for place in words.find(phrase):
            head = words.tokens[place]
            before = [token for token in words.tokens[:place] if scene.is_state(token)]
            senders = tuple(party for token in before if (party := scene.named(token)) is not None)
            unlike = {party.name: party for party in senders}
            if not unlike or unlike.keys() & {p.name for p in earlier.roles.targets}:
                continue
            cue = replace(earlier.cues[0], head=head, first=head, last=head, partners=())
            cue = replace(cue, wording=replace(cue.wording, id="follows", status=None))
            later = any(token.lower_ in LATER for token in words.tokens[:place])
            status = SanctionsStatus.PROPOSED if later else SanctionsStatus.ALIGNED
            reading = Reading(status, syntax.clause_head(head), ("follows",))
            roles = Roles(tuple(unlike.values()), (), earlier.roles.senders)
            features = {"follows": ANAPHOR_ODDS}
            return [
                Draft(sentence, (cue,), reading, roles, earlier.measures, features, anaphoric=True)
            ]
    return []


def _mention(
    draft: Draft, sentences: Sequence[Span], scene: Scene, *, article_id: str
) -> SanctionsMention:
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
    text = scene.text
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
        via=tuple(instrument(name, draft.sentence) for name in via if name),
        programme=programme(draft),
        extent=extent(evidence.text),
        modality=_modality(draft, scene),
        speaker=scene.discourse.speaker(draft.reading.predicate),
        score=score(draft),
        features={name: round(value, 3) for name, value in draft.features.items()},
    )


def _modality(draft: Draft, scene: Scene) -> Modality:
    """Return how the event is put; what a sanction forbids is denied, the sanction is not."""
    if draft.modality is not None:
        return draft.modality
    if draft.cues[0].wording.prohibits or draft.cues[0].describes is not None or draft.anaphoric:
        return Modality.ASSERTED
    return scene.discourse.modality(draft.reading.predicate)


def _followed(draft: Draft, scene: Scene) -> tuple[Party, ...]:
    return tuple(
        party
        for party in scene.discourse.voice(draft.reading.predicate)
        if party.name in scene.lexicon.usual_senders
    )
