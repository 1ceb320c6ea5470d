"""What the encoder adds to what lexicon and parse tell: how sure a cue is, and more cues.

The encoder says of single words how likely they head a cue; a wording of the lexicon has
several, and the verb that it hangs on. The likeliest of them is the cue's anchor: there the
encoder is asked about status, measures and parties, and two cues of one anchor are one event.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from schemas import Measure
from streams.language.encoder.encoded import EncodedText
from streams.stages.sanctions.cues import Cue
from streams.stages.sanctions.lexicon import Wording
from streams.stages.sanctions.status import Reading
from streams.stages.sanctions.words import Words

FEATURE = "encoder"
# Weights beside each other, in units of score; chosen on the development articles and on
# sentences of ours that the encoder had not learnt from. See docs/model.md.
OWN_SHARE = 0.6
ENCODER_SHARE = 0.11
ALONE_SHARE = 0.11  # of a cue that no wording of the lexicon tells
MIDDLE = 0.5  # a score of even odds
MOST_ODDS = 6.0
FOUND = 0.4  # probability at which a word is looked at as a cue without a wording
SURE_MEASURE = 0.0  # log-odds, the lexicon's word included, from which a measure is told
SAID = 2.0  # log-odds that the lexicon's word adds to a measure of its own
CONTENT = ("VB", "NN", "JJ", "RP", "RB", "MD")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The word at which the encoder is asked about a cue, and its log-odds of heading one."""

    place: int
    odds: float


def anchor(cue: Cue, reading: Reading, encoded: EncodedText) -> Anchor | None:
    """Return the likeliest of a cue's words and of the verb it hangs on; None: all are blanks."""
    own = range(cue.first.i, cue.last.i + 1)
    said = (cue.head.i, *(word.i for word in cue.partners), reading.predicate.i)
    sentence = frozenset(encoded.sentence(cue.head.i)) if encoded.has(cue.head.i) else frozenset()
    places = [place for place in dict.fromkeys((*own, *said)) if place in sentence]
    if not places:
        return None
    best = max(places, key=lambda place: (encoded.cue(place), -place))
    return Anchor(best, log_odds(encoded.cue(best)))


def encoded_cues(words: Words, anchored: Collection[int], encoded: EncodedText) -> list[Cue]:
    """Return cues of one sentence that no wording of the lexicon tells.

    `anchored`: the words that are some cue's anchor already.
    """
    return [
        _cue(token, encoded)
        for token in words.tokens
        if token.i not in anchored
        and token.tag_.startswith(CONTENT)
        and encoded.has(token.i)
        and encoded.cue(token.i) >= FOUND
    ]


def weighed(cue: Cue, features: Mapping[str, float], at: Anchor | None) -> dict[str, float]:
    """Return a cue's features weighed together with what the encoder thinks of its words."""
    if at is None:
        return dict(features)
    if cue.wording.id == FEATURE:
        return {FEATURE: MIDDLE + ALONE_SHARE * at.odds}
    own = {name: OWN_SHARE * value for name, value in features.items()}
    return {**own, FEATURE: (1.0 - OWN_SHARE) * MIDDLE + ENCODER_SHARE * at.odds}


def encoded_measures(own: Iterable[Measure], told: Mapping[Measure, float]) -> tuple[Measure, ...]:
    """Return the measures that lexicon and encoder tell together, likeliest first."""
    said = set(own) - {Measure.UNSPECIFIED}
    odds = {
        measure: log_odds(share) + (SAID if measure in said else 0.0)
        for measure, share in told.items()
    }
    order = sorted(odds, key=lambda measure: (-odds[measure], measure))
    best = order[0]
    sure = [measure for measure in order if odds[measure] >= SURE_MEASURE] or [best]
    if Measure.COMPANY_WITHDRAWAL in sure:
        private = best is Measure.COMPANY_WITHDRAWAL
        sure = [best] if private else [one for one in sure if one is not Measure.COMPANY_WITHDRAWAL]
    named = [measure for measure in sure if measure is not Measure.UNSPECIFIED]
    return tuple(named) or (Measure.UNSPECIFIED,)


def log_odds(share: float) -> float:
    """Return the log-odds of a probability, bounded."""
    share = min(max(share, 1e-6), 1.0 - 1e-6)
    return max(-MOST_ODDS, min(MOST_ODDS, math.log(share / (1.0 - share))))


def _cue(token: Token, encoded: EncodedText) -> Cue:
    measures = encoded_measures((), encoded.measures(token.i))
    wording = Wording(
        id=FEATURE,
        heads=(),
        near=(),
        measures=measures,
        tags=(),
        window=0,
        weight=0.0,
        status=None,
        private=Measure.COMPANY_WITHDRAWAL in measures,
        via="SWIFT" if Measure.SWIFT_CUTOFF in measures else None,
        programme=None,
        prohibits=False,
        relational=False,
        tells_status=False,
    )
    return Cue(wording, token, token, token, ())
