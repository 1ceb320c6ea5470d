"""What may be a sanctions mention, sentence by sentence, weighed and not yet chosen."""

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Span

from schemas import SanctionsStatus
from streams.stages.sanctions.candidates import hits, with_hits
from streams.stages.sanctions.context import Draft
from streams.stages.sanctions.cues import Cue, find_cues
from streams.stages.sanctions.encoded import anchor, encoded_cues, weighed
from streams.stages.sanctions.evidence import in_article, is_prohibited, weigh
from streams.stages.sanctions.lexicon import SanctionsLexicon
from streams.stages.sanctions.merging import score
from streams.stages.sanctions.roles import is_company_measure, read_roles
from streams.stages.sanctions.scene import Scene
from streams.stages.sanctions.status import read_status
from streams.stages.sanctions.words import Words

Candidates = tuple[Span, Words, list[Draft]]


def read_candidates(sentences: Sequence[Span], scene: Scene) -> list[Candidates]:
    """Return each sentence that may tell something with its candidates, weighed, not yet chosen."""
    lexicon = scene.lexicon
    read: list[Candidates] = []
    for sentence in with_hits(list(sentences), hits(scene.doc, lexicon.triggers)):
        words = Words.of(sentence)
        if not words.at or scene.discourse.boilerplate(words.tokens[0]):
            continue
        cues = wordings_in(words, lexicon)
        scene.note_authorities(words)
        drafts = [_draft(cue, words, sentence, scene) for cue in cues]
        encoded = scene.discourse.encoded
        if encoded is not None:
            anchored = {draft.anchor.place for draft in drafts if draft.anchor is not None}
            more = encoded_cues(words, anchored, encoded)
            drafts += [_draft(cue, words, sentence, scene) for cue in more]
            drafts.sort(key=lambda draft: (draft.cues[0].first.i, draft.cues[0].wording.id))
        read.append((sentence, words, drafts))
    telling = [_tells_alone(candidates, lexicon.threshold) for _, _, candidates in read]
    return [
        (sentence, words, [_in_article(one, sum(telling) - tells, scene) for one in candidates])
        for (sentence, words, candidates), tells in zip(read, telling, strict=True)
    ]


def wordings_in(words: Words, lexicon: SanctionsLexicon) -> list[Cue]:
    """Return the wordings of one sentence that may tell a measure as they stand."""
    return [
        cue
        for cue in find_cues(words, lexicon)
        if (cue.status is not SanctionsStatus.ENFORCED or cue.describes is None)
        and (not cue.wording.prohibits or is_prohibited(cue, words))
    ]


def _draft(cue: Cue, words: Words, sentence: Span, scene: Scene) -> Draft:
    reading = read_status(cue, words, scene.lexicon)
    roles = read_roles(cue, reading, scene)
    features = weigh(cue, reading, roles, words, scene)
    encoded = scene.discourse.encoded
    at = anchor(cue, reading, encoded) if encoded is not None else None
    return Draft(sentence, (cue,), reading, roles, cue.measures, features, anchor=at)


def _tells_alone(candidates: Sequence[Draft], threshold: float) -> bool:
    """Say whether a sentence reports a legal measure whatever the rest of the article says."""
    return any(
        score(odds_weighed(draft)) >= threshold and not is_company_measure(draft.measures)
        for draft in candidates
    )


def odds_weighed(draft: Draft) -> Draft:
    """Return the draft with log-odds for features, which the encoder has a say in."""
    return replace(draft, features=weighed(draft.cues[0], draft.features, draft.anchor))


def _in_article(draft: Draft, others: int, scene: Scene) -> Draft:
    """Return the draft weighed with how many other sentences of the article tell of measures."""
    return replace(draft, features=in_article(draft.features, others, scene.lexicon))
