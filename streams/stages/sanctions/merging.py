"""One event told once: the cues of a clause together, general words with particular ones."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from spacy.tokens import Token

from schemas import Measure, Party, SanctionsStatus
from streams.language.syntax import governors
from streams.stages.sanctions.context import Draft
from streams.stages.sanctions.encoded import FEATURE as ENCODED
from streams.stages.sanctions.roles import OWN_PRONOUNS, Roles, is_company_measure

MOST_ODDS = 20.0
SECOND_WORDING = 0.4  # log-odds
STEPS = 2  # from a word to one that governs it, told as one event
ALLIED = 0.29  # enough for a second measure of a clause that is a sanctions event anyway


def score(draft: Draft) -> float:
    """Return the probability that the features' log-odds sum to."""
    odds = max(-MOST_ODDS, min(MOST_ODDS, sum(draft.features.values())))
    return round(1.0 / (1.0 + math.exp(-odds)), 3)


def merged(drafts: Sequence[Draft], threshold: float) -> list[Draft]:
    """Tell one event once: cues of one clause together, general words with particular ones.

    `threshold`: the score from which a draft is told.
    """
    drafts = [_backed(draft, drafts) for draft in drafts]
    sure = [draft for draft in drafts if score(draft) >= threshold]
    certain = {draft.reading.predicate.i for draft in sure}
    sure = [
        draft
        for draft in drafts
        if score(draft) >= threshold
        or (
            score(draft) >= ALLIED
            and draft.reading.predicate.i in certain
            and not draft.cues[0].wording.id.startswith("wide_")
        )
    ]
    sure = [draft for draft in sure if not _outdone(draft, sure)]
    legal = [draft for draft in sure if not is_company_measure(draft.measures)]
    found: list[Draft] = []
    for draft in sure:
        same = next(
            (
                place
                for place, other in enumerate(found)
                if _same_anchor(other, draft)
                or other.reading.predicate.i == draft.reading.predicate.i
                or _overlap(other, draft)
                or _one_step(other, draft)
            ),
            None,
        )
        if same is None:
            found.append(draft)
        else:
            found[same] = _joined(found[same], draft)
    if len(found) > 1:
        found = [draft for draft in found if not _is_the_breach(draft, found)]
    if len(found) > 1:
        found = _without_general(found)
    if legal:
        found = [
            draft
            for draft in found
            if not is_company_measure(draft.measures) or "company_sender" in draft.features
        ]
    return found


def _outdone(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Say whether another verb stands nearer to all the words that make this one a measure."""
    (cue,) = draft.cues
    if not cue.wording.id.startswith("wide_") or not cue.partners:
        return False
    return any(
        other.cues[0].head.i != cue.head.i
        and set(draft.measures) <= set(other.measures)
        and all(
            abs(other.cues[0].head.i - word.i) < abs(cue.head.i - word.i) for word in cue.partners
        )
        for other in drafts
    )


def _is_the_breach(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Say whether it is but what another enforces: "impounded a ship in breach of the embargo"."""
    if draft.reading.status is not SanctionsStatus.EVADED:
        return False
    above = {ancestor.i for ancestor in draft.cues[0].head.ancestors}
    return any(
        other.reading.status is SanctionsStatus.ENFORCED and other.reading.predicate.i in above
        for other in drafts
    )


def _backed(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """Return the draft with what a second wording of the same measure adds beside the encoder."""
    if draft.anchor is None or draft.measures == (Measure.UNSPECIFIED,):
        return draft
    second = any(
        other.measures == draft.measures and other.cues[0].head.i != draft.cues[0].head.i
        for other in drafts
    )
    features = {**draft.features, "second_wording": SECOND_WORDING}
    return replace(draft, features=features) if second else draft


def _same_anchor(one: Draft, other: Draft) -> bool:
    """Say whether the encoder takes one word for the head of both, or a word beside it."""
    if one.anchor is None or other.anchor is None:
        return False
    first, second = (one.cues[0].head.doc[item.place] for item in (one.anchor, other.anchor))
    bare = ENCODED in (one.cues[0].wording.id, other.cues[0].wording.id)
    return first.i == second.i or (bare and (_above(first, second) or _above(second, first)))


def _above(upper: Token, lower: Token) -> bool:
    return any(governor.i == upper.i for governor, _ in islice(governors(lower), STEPS))


def _one_step(one: Draft, other: Draft) -> bool:
    """Say whether both are a company's step, the second telling the first: "pulls out, closing"."""
    if not (is_company_measure(one.measures) and is_company_measure(other.measures)):
        return False
    return any(item.i == one.reading.predicate.i for item in other.reading.predicate.ancestors)


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
        _plainest(specific.roles.targets, strong.roles.targets, weak.roles.targets),
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


def _plainest(*choices: Sequence[Party]) -> tuple[Party, ...]:
    """Return the first targets that need no pronoun to be read, else the first at all."""
    given = [tuple(targets) for targets in choices if targets]
    for targets in given:
        if not any(OWN_PRONOUNS & set(party.name.lower().split()) for party in targets):
            return targets
    return given[0] if given else ()


def _without_general(drafts: list[Draft]) -> list[Draft]:
    """Drop "sanctions" where the same sentence says what they are."""
    specific = [
        draft
        for draft in drafts
        if (draft.measures != (Measure.UNSPECIFIED,) and not is_company_measure(draft.measures))
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


def _is_told_first(general: Draft, draft: Draft) -> bool:
    """Say whether the general words govern the particular ones as their main clause."""
    main = general.reading.predicate.i
    return any(ancestor.i == main for ancestor in draft.reading.predicate.ancestors)


def _filled(draft: Draft, general: Draft) -> Draft:
    roles = Roles(
        draft.roles.senders or general.roles.senders,
        _plainest(draft.roles.targets, general.roles.targets),
        draft.roles.aligned_with or general.roles.aligned_with,
    )
    reading = draft.reading
    if general.reading.operators and general.reading.status in (
        SanctionsStatus.THREATENED,
        SanctionsStatus.PROPOSED,
        SanctionsStatus.ALIGNED,
    ):
        reading = replace(reading, status=general.reading.status)
    elif general.reading.status is reading.status and _is_told_first(general, draft):
        reading = general.reading  # "announced sanctions: assets will be frozen"
    return replace(draft, roles=roles, reading=reading)
